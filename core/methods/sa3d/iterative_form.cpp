// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/iterative_form.h"

#include "core/base/error.h"
#include "core/methods/sa3d/mask_store.h"
#include "core/methods/sa3d/self_prompts.h"
#include "core/methods/sa3d/stored_masks.h"
#include "core/rendering/blend_weights.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace cleave::sa3d {

namespace {

/// Steps between answers that are shown.
constexpr std::size_t viewsPerPreview = 8;

/// Where the run starts and with which mask.
struct Start {
    std::size_t view = 0;
    Image mask;
};

/// A view's mask, kept for the second pass.
struct Accepted {
    std::size_t view = 0;
    std::vector<float> mask; ///< [H * W] in [0, 1]
    float lambda = 1;
};

std::vector<float> softMask(const SegmenterCandidate& candidate) {
    std::vector<float> mask(candidate.mask.pixels.size());
    for (std::size_t p = 0; p < mask.size(); ++p)
        mask[p] = candidate.mask.pixels[p] ? 1.0f : 0.0f;
    return mask;
}

std::vector<float> binaryMask(const Image& image) {
    return softMask({.mask = image, .predictedIou = 1, .logits = {}, .lowResLogits = {}});
}

class IterativeForm {
public:
    IterativeForm(const Task& task, const PointedAt& pointed) : task_(task), pointed_(pointed) {
        const std::int64_t primitives = task.views.cloud().count();
        if (isMean())
            store_ = std::make_unique<MeanMaskStore>(primitives, task.params.learningRate);
        else
            store_ = std::make_unique<AdamMaskStore>(primitives, task.params.learningRate);
    }

    Similarity run() {
        const Start start = chooseStart();
        accept(start.view, binaryMask(start.mask), task_.params.firstLambda);
        agreements_.push_back(agreementOf(task_.views, start.view, ViewVerdict::Prompted, 1));
        agreements_.back().predicted = encodeRle(start.mask);
        show();
        addVirtualViews(task_, start.view, answer().values);
        const std::vector<std::size_t> order = orderFrom(start.view);
        const double share = task_.params.passes > 1 ? 0.7 : 1;
        Progress progress = task_.feedback.progress.part(0, share);
        for (std::size_t k = 1; k < order.size(); ++k) {
            progress.advance(static_cast<std::int64_t>(k), static_cast<std::int64_t>(order.size()));
            visit(order[k]);
            if (k % viewsPerPreview == 0)
                show();
        }
        if (task_.params.passes > 1)
            secondPass(task_.feedback.progress.part(share, 1));
        Similarity result = answer();
        if (task_.feedback.onRefined)
            task_.feedback.onRefined(result);
        return result;
    }

private:
    bool isMean() const { return task_.params.optimizer == Sa3dOptimizer::Mean; }

    /// The person's choice among the first view's candidates is made by the granularity; where the
    /// masks of all views are there already, also by what other views confirm: a view in which the
    /// thing was missed or merged is no good start.
    Start chooseStart() {
        std::vector<Candidate> candidates;
        for (const PromptedView& prompted : pointed_.views)
            for (Candidate& each : candidatesIn(task_.views,
                                                task_.segmenter,
                                                prompted.view,
                                                pointed_,
                                                task_.feedback.progress))
                candidates.push_back(std::move(each));
        if (task_.segmenter.storedMasks())
            if (auto confirmed = confirmedStart(candidates))
                return std::move(*confirmed);
        if (candidates.empty())
            throw missing(CLEAVE_TR("Methods",
                                    "the segmenter finds nothing where was pointed: no mask holds "
                                    "it in the views taken"));
        const auto last =
            std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& each) {
                return each.view != candidates.front().view;
            });
        const Candidate& chosen = asGranular(
            std::span<const Candidate>(candidates.begin(), last), task_.granularity, pointed_);
        return {chosen.view, chosen.mask};
    }

    /// The mask of the prompted view that the masks of the others confirm, or that of the view
    /// which fits what they agree on best.
    std::optional<Start> confirmedStart(const std::vector<Candidate>& candidates) {
        if (pointed_.hasBox && candidates.empty())
            return std::nullopt;
        std::vector<std::size_t> views;
        for (std::size_t v = 0; v < task_.views.count(); ++v)
            if (task_.views.hasVotes(v, *task_.segmenter.storedMasks()))
                views.push_back(v);
        if (views.empty())
            return std::nullopt;
        const auto agreed = askStoredMasks(
            task_,
            pointed_,
            views,
            pointed_.hasBox ? &asGranular(candidates, task_.granularity, pointed_) : nullptr,
            task_.feedback.progress.part(0, 0));
        if (!agreed)
            return std::nullopt;
        const ViewAgreement* best = nullptr;
        for (const ViewAgreement& each : agreed->agreements) {
            if (each.verdict == ViewVerdict::Prompted) {
                best = &each;
                break;
            }
            if (each.verdict == ViewVerdict::Accepted && (!best || each.iou > best->iou))
                best = &each;
        }
        if (!best)
            return std::nullopt;
        if (best->verdict != ViewVerdict::Prompted)
            for (const ViewAgreement& each : agreed->agreements)
                if (isPrompted(*task_.views.find(each.view)))
                    agreements_.push_back(each);
        return Start{*task_.views.find(best->view), decodeRle(best->predicted)};
    }

    bool isPrompted(std::size_t view) const {
        return std::any_of(pointed_.views.begin(),
                           pointed_.views.end(),
                           [&](const PromptedView& p) { return p.view == view; });
    }

    /// All views that the segmenter knows in their order, from the first one on and round.
    std::vector<std::size_t> orderFrom(std::size_t first) const {
        std::vector<std::size_t> order{first};
        if (task_.params.views == Sa3dViews::First)
            return order;
        for (std::size_t k = 1; k < task_.views.count(); ++k) {
            const std::size_t view = (first + k) % task_.views.count();
            if (task_.segmenter.knows(task_.views[view].image))
                order.push_back(view);
        }
        return order;
    }

    void accept(std::size_t view, std::vector<float> mask, float lambda) {
        const auto sight = task_.views.sight(view);
        store_->step(sight->weights, mask, lambda, sight->seen);
        if (task_.params.passes > 1)
            accepted_.push_back({view, std::move(mask), lambda});
    }

    void visit(std::size_t view) {
        task_.feedback.progress.check();
        const auto sight = task_.views.sight(view);
        std::vector<float> rendered(sight->alphas.size());
        store_->render(sight->weights, rendered);
        task_.segmenter.setImage(task_.views[view].image, task_.feedback.progress);
        const std::vector<Pixel> points = selfPrompts(view, *sight, rendered).points;
        if (points.empty())
            return; // nothing of it is seen here
        const std::vector<SegmenterCandidate> answers = askOne(view, points, rendered);
        const auto shown = isMean() ? aboveMean(rendered) : aboveHalf(rendered);
        const Intrinsics& size = task_.views[view].camera.intrinsics;
        Image shownMask(size.width, size.height, 1);
        std::copy(shown.begin(), shown.end(), shownMask.pixels.begin());
        ViewAgreement agreement = agreementOf(task_.views, view, ViewVerdict::Unanswered, 0);
        agreement.rendered = encodeRle(shownMask);
        if (!answers.empty()) {
            std::vector<float> mask = softMask(answers.front());
            agreement.iou = static_cast<float>(softIou(mask, shown));
            agreement.predicted = encodeRle(answers.front().mask);
            const bool isAccepted = agreement.iou >= task_.params.gate;
            agreement.verdict = isAccepted ? ViewVerdict::Accepted : ViewVerdict::Rejected;
            if (isAccepted)
                accept(view, std::move(mask), task_.params.lambda);
        }
        agreements_.push_back(std::move(agreement));
    }

    /// Published: by points alone, the one best mask. Masks that are there already have no best one
    /// for points (a part holds them as well as the whole), so these hear the render too.
    std::vector<SegmenterCandidate>
    askOne(std::size_t view, std::span<const Pixel> points, std::span<const float> rendered) {
        SegmenterPrompt prompt;
        prompt.isAmbiguous = false;
        for (const Pixel& pixel : points)
            prompt.points.push_back({pixel.cast<float>() + Eigen::Vector2f(0.5f, 0.5f), true});
        if (!task_.segmenter.needsPixels()) {
            const Intrinsics& size = task_.views[view].camera.intrinsics;
            prompt.mask = FloatImage(size.width, size.height, 1);
            std::copy(rendered.begin(), rendered.end(), prompt.mask.pixels.begin());
        }
        return task_.segmenter.predict(prompt);
    }

    SelfPrompts
    selfPrompts(std::size_t view, const ViewSight& sight, const std::vector<float>& rendered) {
        std::vector<float> scores = rendered;
        std::vector<float> depths(sight.depths.size());
        for (std::size_t p = 0; p < depths.size(); ++p)
            depths[p] =
                sight.depths[p] * sight.alphas[p]; // as published: not divided by what is seen
        depths = normalized(depths);
        const Intrinsics& size = task_.views[view].camera.intrinsics;
        if (task_.params.promptRule == Sa3dPromptRule::Map) {
            if (!isMean())
                for (float& score : scores)
                    score -= 0.5f;
            return selfPromptsByMap({size.width, size.height, scores, depths},
                                    task_.params.prompts);
        }
        return selfPromptsBySegmenter({size.width, size.height, scores, depths},
                                      task_.params.prompts,
                                      [&](std::span<const Pixel> points) {
                                          auto answers = askOne(view, points, rendered);
                                          return answers.empty() ? Image() : answers.front().mask;
                                      });
    }

    /// What lost is taken out of the scene, so that what it hid is seen; then the stored masks are
    /// rendered in again.
    void secondPass(Progress progress) {
        store_->removeLosers();
        const auto& removed = store_->removed();
        std::vector<float> left(removed.size());
        for (std::size_t i = 0; i < removed.size(); ++i)
            left[i] = removed[i] ? 0.0f : 1.0f;
        for (std::size_t k = 0; k < accepted_.size(); ++k) {
            progress.advance(static_cast<std::int64_t>(k),
                             static_cast<std::int64_t>(accepted_.size()));
            const kernels::BlendWeights weights =
                blendWeights(task_.views.field(),
                             task_.views[accepted_[k].view].camera,
                             kernels::ArrayView<const float, 1>(left.data(), left.size()));
            std::vector<float> seen(removed.size(), 0);
            kernels::liftWeights(weights, kernels::ArrayView<float, 1>(seen.data(), seen.size()));
            store_->step(weights, accepted_[k].mask, accepted_[k].lambda, seen);
        }
    }

    void show() {
        if (task_.feedback.onRefined)
            task_.feedback.onRefined(answer());
    }

    /// Scores are unbounded, 0 parts in from out; shown as [0, 1] around one half.
    Similarity answer() const {
        const std::span<const float> scores = store_->scores();
        float largest = 1e-6f;
        for (const float score : scores)
            largest = std::max(largest, std::abs(score));
        const float scale = isMean() ? std::min(largest, 1.0f) : largest;
        kernels::Array<float, 1> values(static_cast<std::int64_t>(scores.size()));
        for (std::size_t i = 0; i < scores.size(); ++i)
            values.data()[i] = 0.5f + 0.5f * std::clamp(scores[i] / scale, -1.0f, 1.0f);
        return similarityOf(task_, std::move(values), agreements_);
    }

    const Task& task_;
    const PointedAt& pointed_;
    std::unique_ptr<MaskStore> store_;
    std::vector<Accepted> accepted_;
    std::vector<ViewAgreement> agreements_;
};

} // namespace

Similarity runIterativeForm(const Task& task, const PointedAt& pointed) {
    return IterativeForm(task, pointed).run();
}

} // namespace cleave::sa3d
