// SPDX-License-Identifier: Apache-2.0
// Depth images of one thing from many sides -> a truncated signed distance around its surface
// (Curless and Levoy 1996), kept in blocks of 8 x 8 x 8 voxels where the surface is and as one sign
// per block elsewhere.
#pragma once

#include "core/base/progress.h"
#include "core/camera/bounds.h"
#include "core/camera/camera.h"
#include "core/image/image.h"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// One camera's look at what is fused.
struct DepthView {
    Camera camera;
    FloatImage depth; ///< [H, W, 1] z-depth in scene units; 0: the ray meets nothing
    Image color;      ///< [H, W, 3] sRGB; empty: none
    float trust = 1;  ///< weight of its colours
};

struct DistanceVolume {
    static constexpr int blockSize = 8;
    static constexpr double truncation = 4; ///< voxels; beyond it the distance is only a sign
    static constexpr std::int32_t outside = -1;
    static constexpr std::int32_t inside = -2;
    /// Voxels of a block, x slowest, z fastest (OpenVDB's order).
    using Block = std::array<float, blockSize * blockSize * blockSize>;

    Eigen::Vector3d origin = Eigen::Vector3d::Zero(); ///< centre of the first voxel, scene units
    double voxelSize = 1;                             ///< scene units
    std::array<int, 3> blockCounts = {};              ///< along x, y, z
    std::vector<std::int32_t>
        states;                ///< per block, x slowest: index into blocks, or outside, or inside
    std::vector<Block> blocks; ///< voxels; positive outside

    std::size_t blockIndex(int x, int y, int z) const {
        return (static_cast<std::size_t>(x) * blockCounts[1] + y) * blockCounts[2] + z;
    }
};

/// `resolution` voxels along the longest side of `bounds`. What no ray can have passed through,
/// because something stands before it in nearly all views, counts as inside, so the surface closes
/// where no camera looked; beyond `bounds` is outside. Same input, same result for any number of
/// threads.
DistanceVolume fuseDepths(std::span<const DepthView> views,
                          const Bounds& bounds,
                          int resolution,
                          Progress& progress);

} // namespace cleave
