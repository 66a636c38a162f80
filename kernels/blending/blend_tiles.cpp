// SPDX-License-Identifier: Apache-2.0
#include "kernels/blending/blend_tiles.h"

#include "kernels/base/parallel_for.h"
#include "kernels/blending/blend_tiles_schedule.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cleave::kernels {

namespace {

/// Which row each pixel of the image fills, and which rows repeat an earlier one.
struct PixelRows {
    std::vector<std::int32_t> rowOfPixel;
    std::vector<std::pair<std::int32_t, std::int32_t>> repeats; ///< row, the row it repeats
};

PixelRows pixelRows(const RasterWorkspace& w, ArrayView<const std::int32_t, 1> pixels) {
    const std::int64_t pixelCount = std::int64_t{w.width} * w.height;
    PixelRows rows;
    rows.rowOfPixel.assign(static_cast<std::size_t>(pixelCount), -1);
    for (std::int32_t row = 0; row < (pixels.data() ? pixels.count() : pixelCount); ++row) {
        const std::int32_t pixel = pixels.data() ? pixels(row) : row;
        CLEAVE_ASSERT(pixel >= 0 && pixel < pixelCount);
        std::int32_t& first = rows.rowOfPixel[pixel];
        if (first < 0)
            first = row;
        else
            rows.repeats.emplace_back(row, first);
    }
    return rows;
}

} // namespace

BlendWeights blendTiles(RasterWorkspace& workspace, ArrayView<const std::int32_t, 1> pixels) {
    const std::int64_t rowCount =
        pixels.data() ? pixels.count() : std::int64_t{workspace.width} * workspace.height;
    const std::int64_t tiles = std::int64_t{workspace.tilesX} * workspace.tilesY;
    const PixelRows rows = pixelRows(workspace, pixels);
    BlendWeights result;
    result.primitiveCount = workspace.gaussianCount;
    result.rowStarts = Array<std::int64_t, 1>(rowCount + 1);
    BlendTilesJob job{};
    job.raster.width = workspace.width;
    job.raster.height = workspace.height;
    job.raster.tilesX = workspace.tilesX;
    job.raster.sorted = workspace.sorted.data();
    job.raster.tileStarts = workspace.tileStarts.data();
    job.raster.pairRanks = workspace.pairRanks.data();
    job.raster.tileEnds = workspace.tileEnds.reserve(tiles);
    job.raster.pairBlocks = workspace.pairBlocks.reserve(workspace.pairCount);
    job.rowOfPixel = rows.rowOfPixel.data();
    job.rowStarts = result.rowStarts.data();
    const auto forTiles = [&](const auto& body) {
        forChunks(tiles, 1, [&](std::int64_t tile, std::int64_t, std::int64_t) {
            body(static_cast<int>(tile));
        });
    };
    forTiles([&](int tile) { CLEAVE_SIMD_CALL(countTileBlends, job, tile); });
    for (const auto& [row, first] : rows.repeats)
        job.rowStarts[row + 1] = job.rowStarts[first + 1];
    for (std::int64_t row = 0; row < rowCount; ++row)
        job.rowStarts[row + 1] += job.rowStarts[row];
    result.primitives = Array<std::uint32_t, 1>(job.rowStarts[rowCount]);
    result.weights = Array<float, 1>(job.rowStarts[rowCount]);
    job.primitives = result.primitives.data();
    job.weights = result.weights.data();
    forTiles([&](int tile) { CLEAVE_SIMD_CALL(fillTileBlends, job, tile); });
    for (const auto& [row, first] : rows.repeats) {
        const std::int64_t count = job.rowStarts[first + 1] - job.rowStarts[first];
        std::copy_n(
            job.primitives + job.rowStarts[first], count, job.primitives + job.rowStarts[row]);
        std::copy_n(job.weights + job.rowStarts[first], count, job.weights + job.rowStarts[row]);
    }
    return result;
}

} // namespace cleave::kernels
