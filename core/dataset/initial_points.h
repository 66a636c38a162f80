// SPDX-License-Identifier: Apache-2.0
// Sparse coloured points from files, to start gaussians from.
#pragma once

#include "core/dataset/dataset.h"
#include "core/formats/colmap.h"

#include <filesystem>
#include <span>

namespace cleave {

/// A PLY with x y z (and red green blue, or the colours of a splat; grey without), points3D.bin or
/// points3D.txt. Points that are not finite make an Error.
InitialPoints readInitialPoints(const std::filesystem::path& path);

InitialPoints initialPoints(std::span<const ColmapPoint> points);

/// Share of the points (a sample of them) that lie in front of at least two cameras and within
/// their images, [0, 1]; 0 without points.
double visibleShare(const InitialPoints& points, std::span<const Camera> cameras);

} // namespace cleave
