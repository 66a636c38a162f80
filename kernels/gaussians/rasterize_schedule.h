// SPDX-License-Identifier: Apache-2.0
// What rasterize.cpp hands to the SIMD schedules of compositing. One call works on one tile.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/gaussians/gaussian_view.h"
#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Channels of carried values that one traversal of a tile takes along.
inline constexpr int valueGroupSize = 16;

struct RasterJob {
    int width, height, tilesX;
    const ProjectedGaussian* sorted;
    const std::uint32_t* tileStarts;
    const std::uint32_t* pairRanks;
    std::uint32_t* tileEnds;
    std::uint32_t* pairBlocks;
    float background[3];
    float *color, *alpha, *depth; ///< planes, or null
    std::int32_t* primitiveIds;   ///< or null
};

struct RasterBackwardJob {
    int width, height, tilesX;
    const ProjectedGaussian* sorted;
    const std::uint32_t* tileStarts;
    const std::uint32_t* pairRanks;
    const std::uint32_t* pairSlots;
    const std::uint32_t* tileEnds;
    const std::uint32_t* pairBlocks;
    PairGradient* pairGradients;
    const float *color, *alpha, *depth;                         ///< images, or null
    const float *colorGradient, *alphaGradient, *depthGradient; ///< or null
};

/// One group of at most valueGroupSize channels.
struct ValuesJob {
    const float* values; ///< [N, stride], first channel of the group
    std::int64_t stride;
    int channels;
    float* image;               ///< forward: planes of the group
    const float* images;        ///< backward: planes of the group as rendered
    const float* imageGradient; ///< backward: planes of the group
    float* pairValueGradients;  ///< backward: [pairs, channels] by slot, written; or null
};

CLEAVE_SIMD_DECLARE(void rasterizeTile(const RasterJob& job, int tile))
CLEAVE_SIMD_DECLARE(void rasterizeTileBackward(const RasterBackwardJob& job, int tile))
/// After rasterizeTile, which leaves the blocks that each pair touched.
CLEAVE_SIMD_DECLARE(void rasterizeTileValues(const RasterJob& job,
                                             const ValuesJob& values,
                                             int tile))
/// After rasterizeTileBackward: adds to the moments of pairGradients.
CLEAVE_SIMD_DECLARE(void rasterizeTileValuesBackward(const RasterBackwardJob& job,
                                                     const ValuesJob& values,
                                                     int tile))

} // namespace cleave::kernels
