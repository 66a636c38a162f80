// SPDX-License-Identifier: Apache-2.0
// poses_bounds.npy of LLFF (Mildenhall et al. 2019): a row per photo, in the order of the sorted
// file names, of a 3x5 matrix (camera axes down, right, backwards; centre; height, width, focal
// length) and the near and far depth.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/camera/pose.h"

#include <filesystem>
#include <vector>

namespace cleave {

struct LlffRow {
    Pose pose;
    Intrinsics intrinsics; ///< of the size in the file; the principal point in the middle
    double near = 0;       ///< scene units
    double far = 0;
};

/// Throws Error with file and row where the array is not [N, 17] or a value is not finite.
std::vector<LlffRow> readLlff(const std::filesystem::path& path);

} // namespace cleave
