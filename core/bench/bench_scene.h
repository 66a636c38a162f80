// SPDX-License-Identifier: Apache-2.0
// A synthetic field with about the statistics of a trained one: what a gaussian covers, how many a
// pixel sees.
#pragma once

#include "core/camera/camera.h"
#include "core/field/gaussian_field.h"

namespace cleave {

/// `count` gaussians of degree 3 in a room-like shell in front of benchCamera.
GaussianField benchField(std::int64_t count, std::uint64_t seed);
Camera benchCamera(int width, int height);

} // namespace cleave
