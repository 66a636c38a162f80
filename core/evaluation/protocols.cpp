// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/protocols.h"

#include "core/base/error.h"

#include <algorithm>
#include <exception>
#include <map>
#include <optional>
#include <set>

namespace cleave {

namespace {

constexpr std::size_t batchSize = 16; ///< selections rendered at once

Image maskOfId(const IdImage& ids, int id) {
    Image mask(ids.width, ids.height, 1);
    for (std::size_t i = 0; i < ids.pixels.size(); ++i)
        mask.pixels[i] = ids.pixels[i] == id ? 255 : 0;
    return mask;
}

/// Masks of all selections in a view; empty selections need no rendering.
std::vector<Image> renderAll(std::span<const Selection> selections,
                             const View& view,
                             const EvalCallbacks& callbacks,
                             const Progress& progress) {
    std::vector<Image> masks(selections.size(),
                             Image(view.camera.intrinsics.width, view.camera.intrinsics.height, 1));
    std::vector<std::size_t> filled;
    for (std::size_t i = 0; i < selections.size(); ++i)
        if (!selections[i].isEmpty())
            filled.push_back(i);
    for (std::size_t begin = 0; begin < filled.size(); begin += batchSize) {
        progress.check();
        std::vector<Selection> batch;
        for (std::size_t i = begin; i < std::min(begin + batchSize, filled.size()); ++i)
            batch.push_back(selections[filled[i]]);
        std::vector<Image> rendered = callbacks.renderMasks(batch, view);
        CLEAVE_ASSERT(rendered.size() == batch.size());
        for (std::size_t i = 0; i < rendered.size(); ++i)
            masks[filled[begin + i]] = std::move(rendered[i]);
    }
    return masks;
}

std::vector<const View*> testViews(const Dataset& dataset) {
    std::vector<const View*> views;
    for (const View& view : dataset.views)
        if (view.isTest)
            views.push_back(&view);
    return views;
}

/// Test views and whatever else targets ask to be scored in, in name order.
std::vector<const View*> scoredViews(const GroundTruth& truth, const Dataset& dataset) {
    std::map<ViewId, const View*> views;
    for (const View* view : testViews(dataset))
        views[view->id] = view;
    for (const EvalTarget& target : truth.targets)
        for (const std::string& name : target.evalViews)
            if (const View* view = dataset.findView(name))
                views[view->id] = view;
    std::vector<const View*> result;
    for (const auto& [id, view] : views)
        result.push_back(view);
    return result;
}

/// The id maps of both kinds in one view.
struct TruthMaps {
    std::optional<IdImage> objects, parts;

    TruthMaps(const GroundTruth& truth, const View& view)
        : objects(truth.idsAtWorkingSize(TargetKind::Object, view))
        , parts(truth.idsAtWorkingSize(TargetKind::Part, view)) {}

    const IdImage* of(TargetKind kind) const {
        const auto& map = kind == TargetKind::Object ? objects : parts;
        return map ? &*map : nullptr;
    }
};

std::set<ViewId> viewsOf(const EvalTarget& target, const Dataset& dataset) {
    std::set<ViewId> ids;
    for (const std::string& name : target.evalViews)
        if (const View* view = dataset.findView(name))
            ids.insert(view->id);
    return ids;
}

double meanOf(const std::vector<ViewScore>& views, double ViewScore::*member) {
    double sum = 0;
    for (const ViewScore& view : views)
        sum += view.*member;
    return views.empty() ? 0 : sum / static_cast<double>(views.size());
}

} // namespace

std::vector<TargetScore> scorePrompts(const GroundTruth& truth,
                                      const Dataset& dataset,
                                      bool useThreeClicks,
                                      const EvalCallbacks& callbacks,
                                      Progress& progress) {
    std::vector<TargetScore> scores;
    std::vector<Selection> selections;
    std::exception_ptr firstFailure;
    bool anySelected = false;
    const auto count = static_cast<std::int64_t>(truth.targets.size());
    Progress selecting = progress.part(0, 0.6);
    for (const EvalTarget& target : truth.targets) {
        TargetScore score{
            target.kind, target.name, target.id, target.isGrouped, 0, 0, 0, 0, 0, 0, {}, {}};
        TimedSelection answer;
        try {
            const auto& clicks = useThreeClicks && !target.threeClicks.empty() ? target.threeClicks
                                                                               : target.oneClick;
            answer = callbacks.select(target, clicks);
            anySelected = true;
        } catch (const Error& error) {
            // Scored as an empty mask, and told in the report; a cause that hits every target is
            // thrown below.
            score.failure = error.what();
            if (!firstFailure)
                firstFailure = std::current_exception();
        }
        score.milliseconds = answer.milliseconds;
        score.primitives = answer.selection.count();
        selections.push_back(std::move(answer.selection));
        scores.push_back(std::move(score));
        selecting.advance(static_cast<std::int64_t>(scores.size()), count);
    }
    if (!anySelected && firstFailure)
        std::rethrow_exception(firstFailure);

    std::vector<MaskOverlap> pooled(scores.size());
    std::vector<std::set<ViewId>> evalViews;
    for (const EvalTarget& target : truth.targets)
        evalViews.push_back(viewsOf(target, dataset));
    const std::vector<const View*> views = scoredViews(truth, dataset);
    Progress rendering = progress.part(0.6, 1);
    for (std::size_t v = 0; v < views.size(); ++v) {
        const View& view = *views[v];
        const TruthMaps maps(truth, view);
        const std::vector<Image> masks = renderAll(selections, view, callbacks, progress);
        for (std::size_t t = 0; t < scores.size(); ++t) {
            const EvalTarget& target = truth.targets[t];
            const bool isScored = evalViews[t].contains(view.id);
            const IdImage* ids = maps.of(target.kind);
            if (!ids) {
                if (isScored)
                    throw missing(
                        CLEAVE_TR("Evaluation", "%1 is scored in view %2, which has no id map"),
                        target.name,
                        view.name);
                continue;
            }
            const Image truthMask = maskOfId(*ids, target.id);
            const MaskOverlap seen = overlap(masks[t], truthMask);
            if (view.isTest)
                pooled[t] += seen;
            if (!isScored)
                continue;
            scores[t].views.push_back(
                {view.name,
                 seen.iou(),
                 seen.accuracy(),
                 boundaryIou(masks[t], truthMask, boundaryDistance(ids->width, ids->height))});
        }
        rendering.advance(static_cast<std::int64_t>(v + 1),
                          static_cast<std::int64_t>(views.size()));
    }
    for (std::size_t t = 0; t < scores.size(); ++t) {
        scores[t].iou = meanOf(scores[t].views, &ViewScore::iou);
        scores[t].accuracy = meanOf(scores[t].views, &ViewScore::accuracy);
        scores[t].boundaryIou = meanOf(scores[t].views, &ViewScore::boundaryIou);
        scores[t].pooledIou = pooled[t].iou();
    }
    return scores;
}

namespace {

/// IoU of every target (rows) with every segment (columns), pooled over the views.
std::vector<double> pooledIous(const GroundTruth& truth,
                               const Dataset& dataset,
                               std::span<const Selection> segments,
                               const EvalCallbacks& callbacks,
                               Progress& progress) {
    const std::size_t targets = truth.targets.size(), columns = segments.size();
    std::vector<std::int64_t> shared(targets * columns, 0), segmentArea(columns, 0),
        targetArea(targets, 0);
    std::map<std::pair<TargetKind, std::int32_t>, std::vector<std::size_t>> rows;
    for (std::size_t t = 0; t < targets; ++t)
        rows[{truth.targets[t].kind, truth.targets[t].id}].push_back(t);
    const auto views = testViews(dataset);
    for (std::size_t v = 0; v < views.size(); ++v) {
        const TruthMaps maps(truth, *views[v]);
        const std::vector<Image> masks = renderAll(segments, *views[v], callbacks, progress);
        for (std::size_t s = 0; s < columns; ++s)
            segmentArea[s] += std::count_if(masks[s].pixels.begin(),
                                            masks[s].pixels.end(),
                                            [](std::uint8_t p) { return p != 0; });
        for (const TargetKind kind : {TargetKind::Object, TargetKind::Part}) {
            const IdImage* ids = maps.of(kind);
            if (!ids)
                continue;
            const auto add = [&](const Image* mask, const auto& addTo) {
                std::map<std::int32_t, std::int64_t> counts;
                for (std::size_t i = 0; i < ids->pixels.size(); ++i)
                    if (!mask || mask->pixels[i] != 0)
                        ++counts[ids->pixels[i]];
                for (const auto& [id, pixels] : counts)
                    if (const auto found = rows.find({kind, id}); found != rows.end())
                        for (const std::size_t t : found->second)
                            addTo(t, pixels);
            };
            add(nullptr, [&](std::size_t t, std::int64_t pixels) { targetArea[t] += pixels; });
            for (std::size_t s = 0; s < columns; ++s)
                add(&masks[s],
                    [&](std::size_t t, std::int64_t pixels) { shared[t * columns + s] += pixels; });
        }
        progress.advance(static_cast<std::int64_t>(v + 1), static_cast<std::int64_t>(views.size()));
    }
    std::vector<double> ious(targets * columns, 0);
    for (std::size_t t = 0; t < targets; ++t)
        for (std::size_t s = 0; s < columns; ++s) {
            const std::int64_t either = targetArea[t] + segmentArea[s] - shared[t * columns + s];
            ious[t * columns + s] = either > 0 ? static_cast<double>(shared[t * columns + s]) /
                                                     static_cast<double>(either)
                                               : 0;
        }
    return ious;
}

} // namespace

MatchScore scoreMatching(const GroundTruth& truth,
                         const Dataset& dataset,
                         std::span<const Selection> segments,
                         const EvalCallbacks& callbacks,
                         Progress& progress) {
    const std::vector<double> ious = pooledIous(truth, dataset, segments, callbacks, progress);
    const auto columns = static_cast<int>(segments.size());
    MatchScore score;
    score.segmentCount = columns;
    score.targetCount = static_cast<int>(truth.targets.size());
    score.segmentOfTarget.assign(truth.targets.size(), -1);
    score.iouOfTarget.assign(truth.targets.size(), 0);

    /// The mean over the targets that `isWanted` takes, matched among themselves.
    const auto match = [&](const auto& isWanted, bool isKept) {
        std::vector<double> gain;
        std::vector<std::size_t> wanted;
        for (std::size_t t = 0; t < truth.targets.size(); ++t) {
            if (!isWanted(truth.targets[t]))
                continue;
            wanted.push_back(t);
            gain.insert(gain.end(),
                        ious.begin() + static_cast<std::ptrdiff_t>(t * segments.size()),
                        ious.begin() + static_cast<std::ptrdiff_t>((t + 1) * segments.size()));
        }
        const std::vector<int> segmentOf =
            assignOneToOne(gain, static_cast<int>(wanted.size()), columns);
        double sum = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (segmentOf[i] < 0)
                continue;
            const double iou = gain[i * segments.size() + static_cast<std::size_t>(segmentOf[i])];
            sum += iou;
            if (!isKept)
                continue;
            ++score.matchedCount;
            score.segmentOfTarget[wanted[i]] = segmentOf[i];
            score.iouOfTarget[wanted[i]] = iou;
        }
        return wanted.empty() ? 0 : sum / static_cast<double>(wanted.size());
    };
    score.iou = match([](const EvalTarget&) { return true; }, true);
    score.objectIou =
        match([](const EvalTarget& target) { return target.kind == TargetKind::Object; }, false);
    score.partIou =
        match([](const EvalTarget& target) { return target.kind == TargetKind::Part; }, false);
    return score;
}

} // namespace cleave
