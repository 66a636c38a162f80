// SPDX-License-Identifier: Apache-2.0
// What blend_tiles.cpp hands to the SIMD schedules.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/gaussians/rasterize_schedule.h"

namespace cleave::kernels {

struct BlendTilesJob {
    RasterJob raster;               ///< tileEnds and pairBlocks are written by the count
    const std::int32_t* rowOfPixel; ///< [H, W] row of a pixel, -1: not asked for
    std::int64_t* rowStarts;        ///< [P + 1]; the count writes to rowStarts[row + 1]
    std::uint32_t* primitives;      ///< fill only
    float* weights;                 ///< fill only
};

CLEAVE_SIMD_DECLARE(void countTileBlends(const BlendTilesJob& job, int tile))
CLEAVE_SIMD_DECLARE(void fillTileBlends(const BlendTilesJob& job, int tile))

} // namespace cleave::kernels
