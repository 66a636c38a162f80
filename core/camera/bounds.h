// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>

namespace cleave {

/// Axis-aligned box in the world, scene units; empty until extended.
using Bounds = Eigen::AlignedBox3d;

} // namespace cleave
