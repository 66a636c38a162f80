// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/pointed_at.h"

#include "core/base/error.h"
#include "core/methods/sa3d/votes.h"
#include "core/selection/prompt_hits.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cleave::sa3d {

namespace {

constexpr int strokePoints = 8;
constexpr int boxSamples = 64;
constexpr float solidAlpha = 0.5f;
constexpr float seedShare = 0.05f; ///< least blend weight of a primitive that a pixel means

std::vector<SegmenterPoint> pointsOf(const Prompt& prompt, const Dataset* dataset) {
    std::vector<SegmenterPoint> points;
    if (prompt.kind == PromptKind::Box)
        return points;
    for (const Eigen::Vector2i& pixel : promptPixels(prompt, 0, strokePoints, dataset))
        points.push_back({pixel.cast<float>() + Eigen::Vector2f(0.5f, 0.5f), !prompt.isNegative});
    return points;
}

GroupSeeds seedsOf(const PromptHits& hits) {
    GroupSeeds seeds;
    for (std::size_t row = 0; row < hits.pixels.size(); ++row) {
        if (!(hits.alphas[row] >= solidAlpha))
            continue;
        const auto r = static_cast<std::int64_t>(row);
        for (std::int64_t e = hits.weights.rowStarts(r); e < hits.weights.rowStarts(r + 1); ++e) {
            if (hits.weights.weights(e) < seedShare)
                continue;
            seeds.primitives.push_back(hits.weights.primitives(e));
            seeds.weights.push_back(hits.weights.weights(e));
        }
    }
    return seeds;
}

/// The spots under a prompt's points; of what is not wanted only those that show something.
void addSpots(PointedAt& pointed,
              const Prompt& prompt,
              const SceneViews& views,
              const Dataset* dataset) {
    if (prompt.kind == PromptKind::Box)
        return;
    std::vector<Eigen::Vector3f>& spots = prompt.isNegative ? pointed.unwanted : pointed.wanted;
    const PromptHits hits =
        prompt.isNegative
            ? pixelHits(promptPixels(prompt, 0, strokePoints, dataset),
                        prompt.camera,
                        views.field(),
                        views.cloud())
            : promptHits(prompt, views.field(), views.cloud(), 0, strokePoints, dataset);
    for (std::size_t i = 0; i < hits.points.size(); ++i)
        if (hits.alphas[i] >= solidAlpha)
            spots.push_back(hits.points[i]);
    if (GroupSeeds seeds = seedsOf(hits); !seeds.primitives.empty())
        (prompt.isNegative ? pointed.unwantedSeeds : pointed.wantedSeeds)
            .push_back(std::move(seeds));
}

/// The known view that sees every spot from a direction most like the camera's.
std::optional<std::size_t> viewMostLike(SceneViews& views,
                                        const PromptableSegmenter& segmenter,
                                        const Camera& camera,
                                        const std::vector<Eigen::Vector3f>& spots) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t v = 0; v < views.count(); ++v)
        if (segmenter.knows(views[v].image))
            order.emplace_back(-views[v].camera.pose.forward().dot(camera.pose.forward()), v);
    std::sort(order.begin(), order.end());
    for (const auto& [unlikeness, v] : order) {
        const auto isInFrame = [&, view = v](const Eigen::Vector3f& spot) {
            const auto at = views[view].camera.project(spot.cast<double>());
            const Intrinsics& lens = views[view].camera.intrinsics;
            return at && at->x() >= 0 && at->y() >= 0 && at->x() < lens.width &&
                   at->y() < lens.height;
        };
        if (!std::all_of(spots.begin(), spots.end(), isInFrame))
            continue;
        const auto sight = views.sight(v);
        const auto isSeen = [&, view = v](const Eigen::Vector3f& spot) {
            return seenAt(views[view], *sight, spot).has_value();
        };
        if (std::all_of(spots.begin(), spots.end(), isSeen))
            return v;
    }
    return std::nullopt;
}

/// The view in which a prompt can be asked as it was given; nothing where only its spots can be
/// asked elsewhere.
std::optional<std::size_t> ownView(SceneViews& views,
                                   const PromptableSegmenter& segmenter,
                                   const MethodInputs& inputs,
                                   const Prompt& prompt) {
    if (prompt.view.value >= 0 && inputs.dataset) {
        if (const auto found = views.find(prompt.view))
            return segmenter.knows(views[*found].image) ? found : std::nullopt;
        SceneView photo = photoView(inputs, inputs.dataset->view(prompt.view));
        return segmenter.knows(photo.image) ? std::optional(views.add(std::move(photo)))
                                            : std::nullopt;
    }
    if (!segmenter.needsPixels())
        return std::nullopt;
    for (std::size_t v = 0; v < views.count(); ++v)
        if (views[v].camera == prompt.camera)
            return v;
    return views.add(renderedView(views.field(), prompt.camera, "camera"));
}

} // namespace

PointedAt readPrompts(SceneViews& views,
                      const PromptableSegmenter& segmenter,
                      const MethodInputs& inputs,
                      std::span<const Prompt> prompts) {
    PointedAt pointed;
    std::map<std::size_t, SegmenterPrompt> questions;
    std::vector<const Prompt*> elsewhere;
    for (const Prompt& prompt : prompts) {
        const Dataset* dataset = inputs.dataset.get();
        if (prompt.kind == PromptKind::Box) { // says where it lies outside or on nothing
            if (prompt.isNegative)
                throw badInput(CLEAVE_TR("Methods", "%1: a box can only say what to take"),
                               promptName(prompt, dataset));
            promptHits(prompt, views.field(), views.cloud(), 0, boxSamples, dataset);
        }
        const std::vector<SegmenterPoint> points = pointsOf(prompt, dataset);
        addSpots(pointed, prompt, views, dataset);
        const auto view = ownView(views, segmenter, inputs, prompt);
        if (!view) {
            elsewhere.push_back(&prompt);
            continue;
        }
        SegmenterPrompt& question = questions[*view];
        question.points.insert(question.points.end(), points.begin(), points.end());
        if (prompt.kind != PromptKind::Box)
            continue;
        if (question.box)
            throw badInput(CLEAVE_TR("Methods", "%1: there is another box in this view already"),
                           promptName(prompt, dataset));
        question.box = SegmenterBox{prompt.points[0], prompt.points[1]};
        pointed.hasBox = true;
    }
    for (const auto& [view, question] : questions)
        if (canAsk(question))
            pointed.views.push_back({view, question});
    for (const Prompt* prompt : elsewhere) {
        if (prompt->isNegative)
            continue; // its spots are told to every view
        const auto view = prompt->kind == PromptKind::Box
                              ? std::nullopt
                              : viewMostLike(views, segmenter, prompt->camera, pointed.wanted);
        if (!view)
            throw missing(CLEAVE_TR("Methods",
                                    "%1: there are no masks where it points, and no photo with "
                                    "masks sees the same spot; point in another view"),
                          promptName(*prompt, inputs.dataset.get()));
        if (std::none_of(pointed.views.begin(), pointed.views.end(), [&](const PromptedView& each) {
                return each.view == *view;
            }))
            pointed.views.push_back({*view, {}});
    }
    for (PromptedView& prompted : pointed.views) {
        const auto sight = views.sight(prompted.view);
        prompted.prompt = questionFor(
            views, prompted.view, *sight, {{prompted}, pointed.wanted, pointed.unwanted, {}, {}});
        checkSegmenterPrompt(
            prompted.prompt, views[prompted.view].image.width, views[prompted.view].image.height);
    }
    return pointed;
}

SegmenterPrompt questionFor(const SceneViews& views,
                            std::size_t view,
                            const ViewSight& sight,
                            const PointedAt& pointed) {
    SegmenterPrompt question;
    for (const PromptedView& prompted : pointed.views)
        if (prompted.view == view)
            question = prompted.prompt;
    const std::vector<SegmenterPoint> given = question.points;
    const auto add = [&](const Eigen::Vector3f& spot, bool isPositive) {
        const auto position = seenAt(views[view], sight, spot);
        if (!position)
            return;
        // Its own prompts come back as spots, within the rounding of a pixel.
        for (const SegmenterPoint& point : given)
            if ((point.pixel - *position).norm() < 1.5f)
                return;
        question.points.push_back({*position, isPositive});
    };
    for (const Eigen::Vector3f& spot : pointed.wanted)
        add(spot, true);
    for (const Eigen::Vector3f& spot : pointed.unwanted)
        add(spot, false);
    return question;
}

bool canAsk(const SegmenterPrompt& question) {
    return question.box || std::any_of(question.points.begin(),
                                       question.points.end(),
                                       [](const SegmenterPoint& p) { return p.isPositive; });
}

std::vector<Candidate> candidatesIn(SceneViews& views,
                                    PromptableSegmenter& segmenter,
                                    std::size_t view,
                                    const PointedAt& pointed,
                                    const Progress& progress) {
    const auto sight = views.sight(view);
    const SegmenterPrompt question = questionFor(views, view, *sight, pointed);
    if (!canAsk(question))
        return {};
    segmenter.setImage(views[view].image, progress);
    std::vector<SegmenterCandidate> answers = segmenter.predict(question);
    std::vector<Candidate> candidates;
    if (answers.empty())
        return candidates;
    std::vector<const Image*> masks;
    for (const SegmenterCandidate& each : answers)
        masks.push_back(&each.mask);
    const kernels::Array<float, 2> lifted = liftMasks(*sight, masks);
    for (std::size_t c = 0; c < answers.size(); ++c) {
        Candidate candidate{.view = view,
                            .mask = std::move(answers[c].mask),
                            .predictedIou = answers[c].predictedIou,
                            .inside = std::vector<float>(static_cast<std::size_t>(lifted.size(0)))};
        for (std::size_t i = 0; i < candidate.inside.size(); ++i)
            candidate.inside[i] =
                lifted(static_cast<std::int64_t>(i), static_cast<std::int64_t>(c));
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

const Candidate&
asGranular(std::span<const Candidate> candidates, float granularity, const PointedAt& pointed) {
    const auto last = static_cast<float>(candidates.size() - 1);
    auto chosen = static_cast<std::size_t>(std::lround((1 - granularity) * last));
    if (pointed.hasBox)
        for (std::size_t c = 0; c < candidates.size(); ++c)
            if (candidates[c].predictedIou > candidates[chosen].predictedIou)
                chosen = c;
    return candidates[chosen];
}

} // namespace cleave::sa3d
