// SPDX-License-Identifier: Apache-2.0
// The trajectories that come with renderings of Replica rooms: a line per frame, 16 numbers, the
// row-major 4x4 camera-to-world matrix with camera axes x right, y down, z forward. traj_w_c.txt
// (Semantic-NeRF) and traj.txt (NICE-SLAM).
#pragma once

#include "core/camera/intrinsics.h"
#include "core/camera/pose.h"

#include <filesystem>
#include <vector>

namespace cleave {

/// Throws Error with file and line.
std::vector<Pose> readReplicaTrajectory(const std::filesystem::path& path);

/// NICE-SLAM's cam_params.json: {"camera": {w, h, fx, fy, cx, cy}}.
Intrinsics readReplicaCamera(const std::filesystem::path& path);

/// What both layouts assume where no intrinsics are stored: a horizontal field of view of 90
/// degrees.
Intrinsics replicaDefaultCamera(int width, int height);

} // namespace cleave
