// SPDX-License-Identifier: Apache-2.0
#include "core/sample/click_prompts.h"

#include "core/sample/id_regions.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave::sample {

namespace {

using Eigen::Vector3d;

/// A training view in which a target can be clicked.
struct Sighting {
    Click click;
    double depth = 0;                      ///< pixels inside the target
    Vector3d direction = Vector3d::Zero(); ///< from the target to the camera
};

struct Thresholds {
    std::int64_t clickable, scored; ///< pixels
    double depth = 1.5;             ///< pixels
};

/// Meant for photos of 400 x 300.
Thresholds thresholdsFor(const BuiltScene& scene) {
    const Intrinsics& lens = scene.dataset.views.front().camera.intrinsics;
    const double share = std::min(1.0, static_cast<double>(lens.width) * lens.height / 120000);
    return {std::max<std::int64_t>(12, std::llround(60 * share)),
            std::max<std::int64_t>(8, std::llround(30 * share))};
}

std::vector<Sighting>
sightings(const BuiltScene& scene, bool isPart, int id, const Thresholds& thresholds) {
    std::vector<Sighting> seen;
    for (std::size_t i = 0; i < scene.dataset.views.size(); ++i) {
        const View& view = scene.dataset.views[i];
        if (view.isTest)
            continue;
        const Region region = regionOf((isPart ? scene.partIds : scene.objectIds)[i], id);
        if (region.area() < thresholds.clickable)
            continue;
        const DeepestPixel deepest = deepestPixel(region);
        if (deepest.depth < thresholds.depth)
            continue;
        const double z = *scene.depths[i].at(deepest.x, deepest.y);
        const Vector3d point = view.camera.unproject(deepest.x + 0.5, deepest.y + 0.5, z);
        seen.push_back({{i, deepest.x, deepest.y},
                        deepest.depth,
                        (view.camera.pose.centerInWorld() - point).normalized()});
    }
    return seen;
}

/// The deepest sighting, then those that look from the most different directions.
std::vector<Click> chooseClicks(const std::vector<Sighting>& seen) {
    std::vector<Sighting> chosen = {
        *std::max_element(seen.begin(), seen.end(), [](const Sighting& a, const Sighting& b) {
            return a.depth < b.depth;
        })};
    while (chosen.size() < 3) {
        const auto likeness = [&](const Sighting& sighting) {
            double nearest = -1;
            for (const Sighting& other : chosen)
                nearest = std::max(nearest, sighting.direction.dot(other.direction));
            return nearest;
        };
        chosen.push_back(
            *std::min_element(seen.begin(), seen.end(), [&](const Sighting& a, const Sighting& b) {
                return likeness(a) < likeness(b);
            }));
    }
    std::vector<Click> clicks;
    for (const Sighting& sighting : chosen)
        clicks.push_back(sighting.click);
    return clicks;
}

void findClicks(const BuiltScene& scene, const Thresholds& thresholds, ClickTarget& target) {
    const bool isPart = !target.part.empty();
    const std::vector<Sighting> seen = sightings(scene, isPart, target.id, thresholds);
    for (std::size_t i = 0; i < scene.dataset.views.size(); ++i) {
        if (!scene.dataset.views[i].isTest)
            continue;
        const std::int64_t pixels =
            regionOf((isPart ? scene.partIds : scene.objectIds)[i], target.id).area();
        if (pixels >= thresholds.scored)
            target.testPixels.emplace_back(i, pixels);
    }
    if (seen.size() < 3)
        target.whyNot = "clickable in fewer than three training views";
    else if (target.testPixels.empty())
        target.whyNot = "too small in every test view";
    else
        target.clicks = chooseClicks(seen);
}

} // namespace

std::vector<ClickTarget> clickTargets(const BuiltScene& scene) {
    std::vector<ClickTarget> targets;
    for (const SceneObject& object : scene.objects) {
        if (object.isStuff)
            continue;
        targets.push_back({object.name, {}, object.id, false, {}, {}, {}});
        for (const auto& [part, id] : object.parts) {
            const bool isGrouped =
                std::count(object.groupedParts.begin(), object.groupedParts.end(), part) > 0;
            targets.push_back({object.name,
                               part,
                               id,
                               isGrouped,
                               {},
                               {},
                               object.parts.size() == 1 ? "the only part of its object" : ""});
        }
    }
    const Thresholds thresholds = thresholdsFor(scene);
    kernels::forChunks(static_cast<std::int64_t>(targets.size()),
                       1,
                       [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                           for (std::int64_t i = begin; i < end; ++i) {
                               ClickTarget& target = targets[static_cast<std::size_t>(i)];
                               if (target.whyNot.empty())
                                   findClicks(scene, thresholds, target);
                           }
                       });
    return targets;
}

} // namespace cleave::sample
