// SPDX-License-Identifier: Apache-2.0
// Clicks and evaluation views for ground truth that comes without, by the rules of the desk scene's
// protocol.
#include "core/evaluation/ground_truth.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace cleave {

namespace {

constexpr std::int64_t minimumClickPixels = 60, minimumScoredPixels = 30;
constexpr double minimumDepth = 1.5; ///< pixels from the click to anything else

struct Sighting {
    const View* view;
    std::int64_t pixels;
};

std::map<std::int32_t, std::int64_t> pixelCounts(const IdImage& ids) {
    std::map<std::int32_t, std::int64_t> counts;
    for (const std::int32_t id : ids.pixels)
        ++counts[id];
    return counts;
}

/// The pixel with the largest distance to anything else and to the border; nothing when it is not
/// deep enough.
std::optional<EvalClick> deepestPixel(const IdImage& ids, std::int32_t id, const View& view) {
    cv::Mat inside(ids.height + 2, ids.width + 2, CV_8U, cv::Scalar(0)), depth;
    for (int y = 0; y < ids.height; ++y)
        for (int x = 0; x < ids.width; ++x)
            inside.at<std::uint8_t>(y + 1, x + 1) = *ids.at(x, y) == id ? 255 : 0;
    cv::distanceTransform(inside, depth, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    double deepest = 0;
    cv::Point place;
    cv::minMaxLoc(depth, nullptr, &deepest, nullptr, &place);
    if (deepest < minimumDepth)
        return std::nullopt;
    return EvalClick{view.name, place.x - 1, place.y - 1};
}

/// The first click where the target is largest, two more from views whose direction differs most
/// from those before.
std::vector<EvalClick>
clicksFor(const GroundTruth& truth, const EvalTarget& target, std::vector<Sighting> sightings) {
    std::stable_sort(sightings.begin(), sightings.end(), [](const Sighting& a, const Sighting& b) {
        return a.pixels > b.pixels;
    });
    std::vector<EvalClick> clicks;
    std::vector<const View*> used;
    while (!sightings.empty() && clicks.size() < 3) {
        auto best = sightings.begin();
        if (!used.empty()) {
            const auto likeness = [&](const Sighting& sighting) {
                double most = -1;
                for (const View* view : used)
                    most = std::max(
                        most,
                        sighting.view->camera.pose.forward().dot(view->camera.pose.forward()));
                return most;
            };
            best = std::min_element(
                sightings.begin(), sightings.end(), [&](const Sighting& a, const Sighting& b) {
                    return likeness(a) < likeness(b);
                });
        }
        const View* view = best->view;
        sightings.erase(best);
        if (const auto ids = truth.ids(target.kind, *view))
            if (const auto click = deepestPixel(*ids, target.id, *view)) {
                clicks.push_back(*click);
                used.push_back(view);
            }
    }
    return clicks;
}

} // namespace

void derivePrompts(GroundTruth& truth, const Dataset& dataset, Progress& progress) {
    std::map<std::tuple<TargetKind, std::int32_t>, std::vector<Sighting>> training;
    std::map<std::tuple<TargetKind, std::int32_t>, std::vector<std::string>> scored;
    for (std::size_t i = 0; i < dataset.views.size(); ++i) {
        const View& view = dataset.views[i];
        for (const TargetKind kind : {TargetKind::Object, TargetKind::Part}) {
            progress.check();
            const auto ids = truth.ids(kind, view);
            if (!ids)
                continue;
            for (const auto& [id, count] : pixelCounts(*ids)) {
                if (view.isTest && count >= minimumScoredPixels)
                    scored[{kind, id}].push_back(view.name);
                if (!view.isTest && count >= minimumClickPixels)
                    training[{kind, id}].push_back({&view, count});
            }
        }
    }
    std::vector<EvalTarget> kept;
    for (EvalTarget& target : truth.targets) {
        progress.check();
        target.evalViews = scored[{target.kind, target.id}];
        target.threeClicks = clicksFor(truth, target, training[{target.kind, target.id}]);
        if (target.evalViews.empty() || target.threeClicks.empty())
            continue;
        target.oneClick = {target.threeClicks.front()};
        kept.push_back(std::move(target));
    }
    truth.targets = std::move(kept);
}

} // namespace cleave
