// SPDX-License-Identifier: Apache-2.0
// Ways for a camera to move: once around a target, or smoothly along chosen views.
#pragma once

#include "core/camera/camera.h"

#include <Eigen/Core>

#include <optional>
#include <span>
#include <vector>

namespace cleave {

/// A circle of cameras that all look at the target.
struct Orbit {
    Eigen::Vector3d target = Eigen::Vector3d::Zero(); ///< scene units
    Eigen::Vector3d up = Eigen::Vector3d::UnitZ();    ///< unit axis of the circle
    double radius = 1;                                ///< distance from the target, scene units
    double elevation = 0; ///< radians above the plane through the target
    Eigen::Vector3d start = Eigen::Vector3d::UnitX(); ///< direction of the first camera, seen from
                                                      ///< the target (projected on the plane)
};

/// The orbit that fits the views: up is their mean up, distance and elevation their medians, it
/// starts at the first view. Without a target it is where the views' optical axes come closest to
/// meeting. Throws nothing; views must not be empty.
Orbit orbitAround(std::span<const Camera> views,
                  const std::optional<Eigen::Vector3d>& target = std::nullopt);

/// `count` poses in equal steps of one turn, the last one a step before the first.
std::vector<Pose> orbitPath(const Orbit& orbit, int count);

/// `count` poses through the key poses, which are at equal times: cubic (Catmull-Rom) in position
/// and rotation. An open path starts at the first key and ends at the last; a closed one ends a
/// step before the first. One key: stands still.
std::vector<Pose> smoothPath(std::span<const Pose> keys, int count, bool isClosed = false);

} // namespace cleave
