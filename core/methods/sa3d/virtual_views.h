// SPDX-License-Identifier: Apache-2.0
// Cameras for a field without photos: around the scene or around an object, looking at it, never
// from inside something.
#pragma once

#include "core/camera/camera.h"
#include "core/field/primitive_cloud.h"

#include <Eigen/Core>

#include <vector>

namespace cleave::sa3d {

/// What cameras look at, scene units.
struct Target {
    Eigen::Vector3d center = Eigen::Vector3d::Zero();
    double radius = 1;
};

/// Where most of the cloud is: single far primitives do not count.
Target targetOf(const PrimitiveCloud& cloud);
/// The same of the primitives whose value is above one half; of the whole cloud where there are
/// none. values [N].
Target targetOf(const PrimitiveCloud& cloud, kernels::ArrayView<const float, 1> values);

/// Up to `count` cameras of that lens, evenly around the target and at a distance from which it
/// fills most of the picture; nearer where something solid is in the place, none where it still is.
std::vector<Camera>
camerasAround(const PrimitiveCloud& cloud, const Target& target, const Intrinsics& lens, int count);

/// Whether nothing solid is within reach of a camera at `eye`.
bool isFree(const PrimitiveCloud& cloud, const Eigen::Vector3d& eye, double clearance);

} // namespace cleave::sa3d
