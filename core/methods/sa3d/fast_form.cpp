// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/fast_form.h"

#include "core/base/error.h"
#include "core/methods/sa3d/choose_views.h"
#include "core/methods/sa3d/consensus.h"
#include "core/methods/sa3d/self_prompts.h"
#include "core/methods/sa3d/stored_masks.h"
#include "core/methods/sa3d/virtual_views.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cleave::sa3d {

namespace {

/// Masks that fit the chosen one less belong to something else.
constexpr float leastFit = 0.6f;
constexpr int refinementRounds = 2;
constexpr int pointsToAsk = 3;
constexpr int virtualViewCount = 24;
/// Strength of the logits that an answer is asked with.
constexpr float sureLogit = 8;

class FastForm {
public:
    FastForm(const Task& task, const PointedAt& pointed)
        : task_(task)
        , pointed_(pointed)
        , votes_(task.views.cloud().count()) {}

    Similarity run() {
        for (const PromptedView& prompted : pointed_.views)
            take(prompted.view);
        if (!candidates_.empty()) {
            showFirst();
            if (task_.feedback.onRefined)
                task_.feedback.onRefined(answer());
        }
        const Sa3dViews wanted = task_.params.views != Sa3dViews::Auto ? task_.params.views
                                 : task_.segmenter.needsPixels()       ? Sa3dViews::Few
                                                                       : Sa3dViews::All;
        if (task_.segmenter.storedMasks() && wanted != Sa3dViews::First)
            return runStored(wanted);
        if (wanted != Sa3dViews::First) {
            takeMore(task_.params.fewViews, 0, wanted == Sa3dViews::Few ? 1 : 0.3);
            if (wanted == Sa3dViews::All) {
                if (task_.feedback.onRefined && !candidates_.empty()) {
                    refine();
                    task_.feedback.onRefined(answer());
                }
                takeMore(static_cast<int>(task_.views.count()), 0.3, 0.8);
            }
        }
        if (candidates_.empty())
            throwNothingFound();
        if (wanted != Sa3dViews::First)
            refine();
        return finalAnswer();
    }

private:
    [[noreturn]] static void throwNothingFound() {
        throw missing(CLEAVE_TR("Methods",
                                "the segmenter finds nothing where was pointed: no mask holds "
                                "it in the views taken"));
    }

    Similarity finalAnswer() const {
        Similarity result = answer();
        if (task_.feedback.onRefined)
            task_.feedback.onRefined(result);
        return result;
    }

    /// Where all masks are there already: those of a few views, then those of all.
    Similarity runStored(Sa3dViews wanted) {
        const MaskSet& masks = *task_.segmenter.storedMasks();
        std::vector<std::size_t> all;
        for (std::size_t v = 0; v < task_.views.count(); ++v)
            if (task_.views.hasVotes(v, masks))
                all.push_back(v);
        const bool takesAll = wanted == Sa3dViews::All;
        const bool showsFew = task_.feedback.onRefined && !task_.views.hasVotesReady(all);
        bool isAnswered = !candidates_.empty();
        if (!takesAll || showsFew) {
            std::vector<std::size_t> few = taken_;
            for (const std::size_t view : chooseViews(task_.views,
                                                      task_.segmenter,
                                                      taken_,
                                                      values_,
                                                      pointed_.wanted,
                                                      task_.params.fewViews))
                few.push_back(view);
            std::erase_if(few, [&](std::size_t v) { return !task_.views.hasVotes(v, masks); });
            std::sort(few.begin(), few.end());
            isAnswered |= askStored(few, task_.feedback.progress.part(0, takesAll ? 0.2 : 1));
            if (takesAll && isAnswered)
                task_.feedback.onRefined(answer());
        }
        if (takesAll)
            isAnswered |= askStored(all, task_.feedback.progress.part(0.2, 1));
        if (!isAnswered)
            throwNothingFound();
        return finalAnswer();
    }

    bool askStored(std::span<const std::size_t> views, const Progress& progress) {
        const Candidate* boxed = pointed_.hasBox && !candidates_.empty()
                                     ? &asGranular(candidates_, task_.granularity, pointed_)
                                     : nullptr;
        if (views.empty() || (pointed_.hasBox && !boxed))
            return false;
        auto found = askStoredMasks(task_, pointed_, views, boxed, progress);
        if (!found)
            return false;
        values_ = std::move(found->values);
        agreements_ = std::move(found->agreements);
        return true;
    }

    bool isPrompted(std::size_t view) const {
        return std::any_of(pointed_.views.begin(),
                           pointed_.views.end(),
                           [&](const PromptedView& p) { return p.view == view; });
    }

    /// Asks a view about what was pointed at.
    void take(std::size_t view) {
        task_.feedback.progress.check();
        taken_.push_back(view);
        for (Candidate& candidate :
             candidatesIn(task_.views, task_.segmenter, view, pointed_, task_.feedback.progress))
            candidates_.push_back(std::move(candidate));
    }

    void takeMore(int most, double from, double to) {
        if (!candidates_.empty() && !std::exchange(hasVirtualViews_, true))
            addVirtualViews(task_, candidates_.front().view, values_);
        Progress progress = task_.feedback.progress.part(from, to);
        const std::vector<std::size_t> more =
            chooseViews(task_.views, task_.segmenter, taken_, values_, pointed_.wanted, most);
        for (std::size_t k = 0; k < more.size(); ++k) {
            take(more[k]);
            progress.advance(static_cast<std::int64_t>(k + 1),
                             static_cast<std::int64_t>(more.size()));
            // A network looks at a photo for seconds: the answer grows with each of them.
            if (!task_.segmenter.needsPixels() || !task_.feedback.onRefined ||
                candidates_.empty() || k + 1 == more.size())
                continue;
            refine(1);
            task_.feedback.onRefined(answer());
        }
    }

    void showFirst() {
        for (const PromptedView& prompted : pointed_.views) {
            const auto isOwn = [&](const Candidate& each) { return each.view == prompted.view; };
            const auto first = std::find_if(candidates_.begin(), candidates_.end(), isOwn);
            const auto last = std::find_if_not(first, candidates_.end(), isOwn);
            if (first == last)
                continue;
            const Candidate& chosen =
                asGranular(std::span<const Candidate>(first, last), task_.granularity, pointed_);
            votes_.add(*task_.views.sight(prompted.view), chosen.mask, 1);
            agreements_.push_back(
                agreementOf(task_.views, prompted.view, ViewVerdict::Prompted, 1));
            agreements_.back().predicted = encodeRle(chosen.mask);
        }
        values_ = votes_.values();
    }

    /// From all candidates to the masks that mean the same thing, and from those to an answer that
    /// all views are asked about again.
    void refine(int rounds = refinementRounds) {
        if (candidates_.empty())
            return;
        if (!pointed_.hasBox || values_.empty()) {
            const Consensus consensus = findConsensus(task_.views, candidates_, task_.granularity);
            votes_ = Votes(task_.views.cloud().count());
            for (std::size_t v = 0; v < task_.views.count(); ++v)
                if (consensus.best[v] && consensus.fits[v] >= leastFit)
                    votes_.add(*task_.views.sight(v),
                               candidates_[*consensus.best[v]].mask,
                               consensus.fits[v] * consensus.fits[v]);
            values_ = votes_.values();
        }
        for (int round = 0; round < rounds; ++round)
            askAgain();
    }

    void askAgain() {
        Votes next(task_.views.cloud().count());
        agreements_.clear();
        for (const std::size_t view : taken_) {
            task_.feedback.progress.check();
            const auto sight = task_.views.sight(view);
            const RenderedAnswer rendered = renderAnswer(*sight, votes_, values_);
            const std::int64_t inside = rendered.insideCount();
            if (inside == 0)
                continue;
            const std::vector<SegmenterCandidate> answers = ask(view, *sight, rendered);
            const SegmenterCandidate* best = nullptr;
            float iou = 0;
            for (const SegmenterCandidate& each : answers) {
                const float fit = agreement(rendered, each.mask);
                if (best && fit <= iou)
                    continue;
                best = &each;
                iou = fit;
            }
            const bool isAccepted = best && iou >= task_.params.gate;
            if (isAccepted)
                next.add(*sight, best->mask, iou * iou);
            agreements_.push_back(agreementOf(task_.views,
                                              view,
                                              !best              ? ViewVerdict::Unanswered
                                              : !isAccepted      ? ViewVerdict::Rejected
                                              : isPrompted(view) ? ViewVerdict::Prompted
                                                                 : ViewVerdict::Accepted,
                                              iou));
            Image mask(task_.views[view].image.width, task_.views[view].image.height, 1);
            std::copy(rendered.inside.begin(), rendered.inside.end(), mask.pixels.begin());
            agreements_.back().rendered = encodeRle(mask);
            if (best)
                agreements_.back().predicted = encodeRle(best->mask);
        }
        const bool anyVotes =
            std::any_of(next.seen.begin(), next.seen.end(), [](float s) { return s > 0; });
        if (!anyVotes)
            return; // every view was rejected: the answer stays, and the views say so
        votes_ = std::move(next);
        values_ = votes_.values();
    }

    std::vector<SegmenterCandidate>
    ask(std::size_t view, const ViewSight& sight, const RenderedAnswer& rendered) {
        const SceneView& seen = task_.views[view];
        SegmenterPrompt prompt;
        prompt.mask = FloatImage(seen.image.width, seen.image.height, 1);
        std::vector<float> scores(rendered.score.size());
        for (std::size_t p = 0; p < scores.size(); ++p) {
            scores[p] = rendered.inside[p] ? rendered.score[p] - 0.5f : -0.5f;
            prompt.mask.pixels[p] = !rendered.known[p]   ? 0
                                    : rendered.inside[p] ? sureLogit
                                                         : -sureLogit;
        }
        const std::vector<float> depths = normalized(sight.depths);
        const ScoreMap map{seen.image.width, seen.image.height, scores, depths};
        for (const Pixel& pixel : selfPromptsByMap(map, pointsToAsk).points)
            prompt.points.push_back({pixel.cast<float>() + Eigen::Vector2f(0.5f, 0.5f), true});
        task_.segmenter.setImage(seen.image, task_.feedback.progress);
        return task_.segmenter.predict(prompt);
    }

    Similarity answer() const { return similarityOf(task_, values_.clone(), agreements_); }

    const Task& task_;
    const PointedAt& pointed_;
    std::vector<std::size_t> taken_;
    std::vector<Candidate> candidates_;
    Votes votes_;
    kernels::Array<float, 1> values_; ///< [N], empty before the first answer
    std::vector<ViewAgreement> agreements_;
    bool hasVirtualViews_ = false;
};

} // namespace

ViewAgreement
agreementOf(const SceneViews& views, std::size_t view, ViewVerdict verdict, float iou) {
    return {.view = views[view].id,
            .name = views[view].name,
            .verdict = verdict,
            .iou = iou,
            .rendered = {},
            .predicted = {}};
}

void addVirtualViews(const Task& task,
                     std::size_t like,
                     kernels::ArrayView<const float, 1> values) {
    if (task.views.hasPhotos() || !task.segmenter.needsPixels())
        return;
    const PrimitiveCloud& cloud = task.views.cloud();
    const Intrinsics lens = task.views[like].camera.intrinsics;
    int number = 0;
    for (const Camera& camera :
         camerasAround(cloud, targetOf(cloud, values), lens, virtualViewCount))
        task.views.add(
            renderedView(task.views.field(), camera, "virtual " + std::to_string(++number)));
}

Similarity similarityOf(const Task& task,
                        kernels::Array<float, 1> values,
                        std::vector<ViewAgreement> agreements) {
    Similarity result;
    result.fieldRevision = revisionOf(task.views.field());
    result.values = std::move(values);
    result.views = std::move(agreements);
    result.suggestedThreshold = 0.5f;
    const float band = task.params.straddle;
    if (task.params.straddlers == Sa3dStraddlers::Drop)
        result.suggestedThreshold = 0.5f + band;
    if (task.params.straddlers == Sa3dStraddlers::Only)
        for (float& value : result.values)
            value = std::abs(value - 0.5f) <= band ? 1.0f : 0.0f;
    return result;
}

Similarity runFastForm(const Task& task, const PointedAt& pointed) {
    return FastForm(task, pointed).run();
}

} // namespace cleave::sa3d
