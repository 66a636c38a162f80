// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/dense_protocol.h"

#include "core/base/error.h"
#include "core/evaluation/segmentation_metrics.h"
#include "core/field/primitive_cloud.h"
#include "core/methods/omniseg3d/dense_score.h"
#include "core/rendering/renderer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace cleave {

namespace {

using kernels::Array;

constexpr double falloff = 500'000; ///< over the square root of the area in mm^2
constexpr double sceneMargin = 1.2;
constexpr std::size_t promptPixels = 1024; ///< more are thinned out evenly
constexpr float visibleOpacity = 0.1f;
constexpr float solidAlpha = 0.5f;
constexpr double lowestThreshold = -0.3, thresholdStep = 1.0 / 128;
constexpr int thresholdCount = 295;

/// The largest side of the box around all but a few stray primitives, scene units.
double extentOf(const PrimitiveCloud& cloud) {
    double largest = 0;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<float> values;
        for (std::int64_t i = 0; i < cloud.count(); ++i)
            if (cloud.opacities(i) >= visibleOpacity && std::isfinite(cloud.positions(i, axis)))
                values.push_back(cloud.positions(i, axis));
        if (values.empty())
            return 0;
        std::sort(values.begin(), values.end());
        const std::size_t margin = values.size() / 100;
        largest = std::max(
            largest, static_cast<double>(values[values.size() - 1 - margin]) - values[margin]);
    }
    return largest;
}

/// What the pixels of a view see; pixels that hit nothing are no part of it.
struct SeenView {
    std::vector<std::int32_t> pixels; ///< y * width + x
    Array<float, 2> features;         ///< [P, D] unit length
    Array<float, 2> positions;        ///< [P, 3] in scene extents
};

/// Per target: the pixels that are its own and those that are not.
struct SplitPixels {
    std::vector<std::int64_t> own, others; ///< places in SeenView::pixels
};

SplitPixels split(const SeenView& view, const IdImage& ids, int id) {
    SplitPixels result;
    for (std::size_t i = 0; i < view.pixels.size(); ++i)
        (ids.pixels[static_cast<std::size_t>(view.pixels[i])] == id ? result.own : result.others)
            .push_back(static_cast<std::int64_t>(i));
    return result;
}

struct PromptPixels {
    Array<float, 2> features, positions;

    PromptPixels(const SeenView& view, const std::vector<std::int64_t>& places) {
        const std::size_t stride = 1 + places.size() / promptPixels;
        const std::size_t count = (places.size() + stride - 1) / stride;
        features = Array<float, 2>(count, view.features.size(1));
        positions = Array<float, 2>(count, 3);
        for (std::size_t k = 0; k < count; ++k) {
            const std::int64_t from = places[k * stride];
            for (std::int64_t d = 0; d < features.size(1); ++d)
                features(k, d) = view.features(from, d);
            for (int axis = 0; axis < 3; ++axis)
                positions(k, axis) = view.positions(from, axis);
        }
    }

    DensePrompt prompt() const { return {features, positions}; }
};

/// A target with its prompt in the reference view.
struct DenseTarget {
    const View* reference = nullptr;
    double area = 0; ///< mm^2, of the reference
    std::optional<PromptPixels> positives, negatives;
    float weight = 0;
    float threshold = 0;
};

class DenseScoring {
public:
    DenseScoring(const GroundTruth& truth,
                 const Dataset& dataset,
                 const RadianceField& field,
                 const FeatureField& features,
                 const DenseParams& params)
        : truth_(truth)
        , dataset_(dataset)
        , field_(field)
        , params_(params)
        , targets_(truth.targets.size()) {
        const PrimitiveCloud cloud = primitiveCloud(field);
        extent_ = sceneMargin * std::max(extentOf(cloud), 1e-12);
        const std::int64_t dimensions = features.dimensions();
        values_ = Array<float, 2>(cloud.count(), dimensions + 3);
        for (std::int64_t i = 0; i < cloud.count(); ++i) {
            for (std::int64_t d = 0; d < dimensions; ++d)
                values_(i, d) = features.features(i, d);
            for (int axis = 0; axis < 3; ++axis)
                values_(i, dimensions + axis) =
                    static_cast<float>(cloud.positions(i, axis) / extent_);
        }
    }

    std::vector<TargetScore> run(Progress& progress) {
        Progress looking = progress.part(0, 0.2), asking = progress.part(0.2, 0.5),
                 scoring = progress.part(0.5, 1);
        chooseReferences(looking);
        takePrompts(asking);
        return score(scoring);
    }

private:
    void chooseReferences(Progress& progress) {
        for (std::size_t v = 0; v < dataset_.views.size(); ++v) {
            const View& view = dataset_.views[v];
            progress.advance(static_cast<std::int64_t>(v),
                             static_cast<std::int64_t>(dataset_.views.size()));
            FloatImage depth;
            for (const TargetKind kind : {TargetKind::Object, TargetKind::Part}) {
                const auto ids = truth_.idsAtWorkingSize(kind, view);
                if (!ids)
                    continue;
                if (depth.pixels.empty())
                    depth = renderView(field_, view.camera, {.color = false, .depth = true}).depth;
                std::map<std::int32_t, double> areas;
                for (std::size_t i = 0; i < ids->pixels.size(); ++i) {
                    const double millimetres = depth.pixels[i] * params_.millimetresPerUnit;
                    areas[ids->pixels[i]] += millimetres * millimetres;
                }
                for (std::size_t t = 0; t < targets_.size(); ++t) {
                    const auto found = areas.find(truth_.targets[t].id);
                    if (truth_.targets[t].kind != kind || found == areas.end() ||
                        !(found->second > targets_[t].area))
                        continue;
                    targets_[t].area = found->second;
                    targets_[t].reference = &view;
                }
            }
        }
    }

    SeenView see(const View& view) const {
        const RenderedView rendered =
            renderView(field_, view.camera, {.color = false, .values = values_.constView()});
        const int width = view.camera.intrinsics.width, height = view.camera.intrinsics.height;
        const std::int64_t channels = values_.size(1), dimensions = channels - 3;
        SeenView seen;
        for (int y = 0; y < height; y += params_.stride)
            for (int x = 0; x < width; x += params_.stride)
                if (*rendered.alpha.at(x, y) >= solidAlpha)
                    seen.pixels.push_back(y * width + x);
        seen.features = Array<float, 2>(seen.pixels.size(), dimensions);
        seen.positions = Array<float, 2>(seen.pixels.size(), 3);
        for (std::size_t i = 0; i < seen.pixels.size(); ++i) {
            const auto pixel = static_cast<std::size_t>(seen.pixels[i]);
            const float* from =
                rendered.values.pixels.data() + pixel * static_cast<std::size_t>(channels);
            float squared = 0;
            for (std::int64_t d = 0; d < dimensions; ++d)
                squared += from[d] * from[d];
            for (std::int64_t d = 0; d < dimensions; ++d)
                seen.features(i, d) = from[d] / std::sqrt(std::max(squared, 1e-24f));
            for (int axis = 0; axis < 3; ++axis)
                seen.positions(i, axis) = from[dimensions + axis] / rendered.alpha.pixels[pixel];
        }
        return seen;
    }

    Array<float, 1> scoresOf(const SeenView& view, const DenseTarget& target) const {
        Array<float, 1> scores(view.pixels.size());
        denseScore(view.features,
                   view.positions,
                   target.positives->prompt(),
                   target.negatives->prompt(),
                   target.weight,
                   scores);
        return scores;
    }

    /// The threshold with the best IoU in the reference view, from counts above every threshold.
    static float tunedThreshold(const Array<float, 1>& scores, const SplitPixels& pixels) {
        float best = 0;
        double bestIou = -1;
        for (int k = 0; k < thresholdCount; ++k) {
            const auto threshold = static_cast<float>(lowestThreshold + k * thresholdStep);
            const auto above = [&](const std::vector<std::int64_t>& places) {
                return static_cast<double>(
                    std::count_if(places.begin(), places.end(), [&](std::int64_t place) {
                        return scores(place) > threshold;
                    }));
            };
            const double iou =
                above(pixels.own) / (static_cast<double>(pixels.own.size()) + above(pixels.others));
            if (iou > bestIou) {
                bestIou = iou;
                best = threshold;
            }
        }
        return best;
    }

    void takePrompts(Progress& progress) {
        std::map<ViewId, std::vector<std::size_t>> byView;
        for (std::size_t t = 0; t < targets_.size(); ++t)
            if (targets_[t].reference)
                byView[targets_[t].reference->id].push_back(t);
        std::int64_t done = 0;
        for (const auto& [id, ofView] : byView) {
            const View& view = dataset_.view(id);
            const SeenView seen = see(view);
            for (const std::size_t t : ofView) {
                DenseTarget& target = targets_[t];
                const auto ids = truth_.idsAtWorkingSize(truth_.targets[t].kind, view);
                const SplitPixels pixels = split(seen, *ids, truth_.targets[t].id);
                progress.advance(done++, static_cast<std::int64_t>(targets_.size()));
                if (pixels.own.empty())
                    continue;
                target.positives.emplace(seen, pixels.own);
                target.negatives.emplace(seen, pixels.others);
                target.weight = static_cast<float>(falloff / std::sqrt(target.area));
                target.threshold = tunedThreshold(scoresOf(seen, target), pixels);
            }
        }
    }

    std::vector<TargetScore> score(Progress& progress) {
        std::vector<TargetScore> scores;
        for (const EvalTarget& target : truth_.targets)
            scores.push_back(
                {target.kind, target.name, target.id, target.isGrouped, 0, 0, 0, 0, 0, 0, {}, {}});
        std::vector<MaskOverlap> pooled(scores.size());
        for (std::size_t v = 0; v < dataset_.views.size(); ++v) {
            const View& view = dataset_.views[v];
            progress.advance(static_cast<std::int64_t>(v),
                             static_cast<std::int64_t>(dataset_.views.size()));
            if (!view.isTest && !params_.everyView)
                continue;
            std::optional<SeenView> seen;
            for (const TargetKind kind : {TargetKind::Object, TargetKind::Part}) {
                const auto ids = truth_.idsAtWorkingSize(kind, view);
                for (std::size_t t = 0; ids && t < targets_.size(); ++t) {
                    const DenseTarget& target = targets_[t];
                    if (truth_.targets[t].kind != kind || !target.positives ||
                        target.reference == &view)
                        continue;
                    if (!seen)
                        seen = see(view);
                    const SplitPixels pixels = split(*seen, *ids, truth_.targets[t].id);
                    if (pixels.own.empty())
                        continue;
                    progress.check();
                    const MaskOverlap found = overlapOf(scoresOf(*seen, target), pixels, target);
                    pooled[t] += found;
                    scores[t].views.push_back({view.name, found.iou(), found.accuracy(), 0});
                }
            }
        }
        for (std::size_t t = 0; t < scores.size(); ++t)
            finish(scores[t], pooled[t]);
        return scores;
    }

    static MaskOverlap
    overlapOf(const Array<float, 1>& scores, const SplitPixels& pixels, const DenseTarget& target) {
        MaskOverlap overlap;
        for (const std::int64_t place : pixels.own)
            overlap.intersection += scores(place) > target.threshold;
        std::int64_t wrong = 0;
        for (const std::int64_t place : pixels.others)
            wrong += scores(place) > target.threshold;
        const auto own = static_cast<std::int64_t>(pixels.own.size()),
                   others = static_cast<std::int64_t>(pixels.others.size());
        overlap.unionArea = own + wrong;
        overlap.agreeing = overlap.intersection + others - wrong;
        overlap.pixels = own + others;
        return overlap;
    }

    static void finish(TargetScore& score, const MaskOverlap& pooled) {
        score.pooledIou = pooled.unionArea > 0 ? pooled.iou() : 0;
        if (score.views.empty()) {
            score.failure = translate(text(CLEAVE_TR(
                "Evaluation", "it shows in too few views: one as prompt, others to be scored")));
            return;
        }
        for (const ViewScore& view : score.views) {
            score.iou += view.iou / static_cast<double>(score.views.size());
            score.accuracy += view.accuracy / static_cast<double>(score.views.size());
        }
    }

    const GroundTruth& truth_;
    const Dataset& dataset_;
    const RadianceField& field_;
    const DenseParams& params_;
    std::vector<DenseTarget> targets_;
    double extent_ = 1;      ///< scene units
    Array<float, 2> values_; ///< [N, D + 3] features and positions
};

} // namespace

std::vector<TargetScore> scoreDensePrompts(const GroundTruth& truth,
                                           const Dataset& dataset,
                                           const RadianceField& field,
                                           const FeatureField& features,
                                           const DenseParams& params,
                                           Progress& progress) {
    if (features.fieldRevision != revisionOf(field))
        throw missing(
            CLEAVE_TR("Evaluation", "the features belong to another field; lift the masks again"));
    CLEAVE_ASSERT(params.stride >= 1 && params.millimetresPerUnit > 0);
    return DenseScoring(truth, dataset, field, features, params).run(progress);
}

} // namespace cleave
