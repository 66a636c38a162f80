// SPDX-License-Identifier: Apache-2.0
// How far a field's visible content reaches, stray gaussians aside, and cameras that look at it
// where there are no photos.
#pragma once

#include "core/camera/bounds.h"
#include "core/camera/camera.h"
#include "core/field/radiance_field.h"

#include <span>
#include <vector>

namespace cleave {

/// The box around the primitives of opacity above 0.1 without the outermost `share` on either side
/// of each axis, grown by their typical extent. Empty when there are none. visibility multiplies
/// each primitive's opacity [N] in [0, 1]; empty: all ones.
Bounds
robustBounds(const RadianceField& field, double share, std::span<const float> visibility = {});

/// `count` cameras in one turn around the field's content, y of the world pointing down as splat
/// files have it. Size in pixels.
std::vector<Camera> orbitCameras(const RadianceField& field, int count, int width, int height);

/// Directions spread evenly over the sphere (Fibonacci spiral), unit length.
std::vector<Eigen::Vector3d> directionsAround(int count);

} // namespace cleave
