// SPDX-License-Identifier: Apache-2.0
#include "kernels/blending/blend_tiles_schedule.h"
#include "kernels/gaussians/tile_blocks.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

struct TileRows {
    Packet transmittance[blockCount]; ///< negative: done, outside of the image, or not asked for
    std::int32_t rows[blockCount][lanes];
    std::uint32_t alive = 0;
};

inline void begin(TileRows& state, const BlendTilesJob& job, const TileFrame& frame) {
    for (int b = 0; b < blockCount; ++b) {
        const int left = frame.left + b % blocksX * blockWidth,
                  top = frame.top + b / blocksX * blockHeight;
        std::uint32_t wanted = 0;
        for (int i = 0; i < lanes; ++i) {
            const int x = left + i % blockWidth, y = top + i / blockWidth;
            const bool isInside = x < frame.width && y < frame.height;
            state.rows[b][i] =
                isInside ? job.rowOfPixel[static_cast<std::int64_t>(y) * frame.width + x] : -1;
            wanted |= static_cast<std::uint32_t>(state.rows[b][i] >= 0) << i;
        }
        state.transmittance[b] = select(maskOfBits(wanted), 1.0f, -1.0f);
        if (wanted)
            state.alive |= 1u << b;
    }
}

/// One gaussian over one block; `visit(lanes that count, weights)`.
template <class Visit>
inline bool blendBlock(TileRows& state, const Ellipse<Packet>& e, int b, const Visit& visit) {
    const Packet dx = load(grid.pixelX[b]) - e.x, dy = load(grid.pixelY[b]) - e.y;
    const Packet before = state.transmittance[b];
    const auto step = compositingStep(alphaAt(e, dx, dy), before);
    const std::uint32_t counts = laneBits(step.counts);
    if (counts)
        visit(counts, step.weight);
    const Packet left = negateWhere(step.ends, step.transmittance);
    state.transmittance[b] = left;
    if (!any(left > Packet(0.0f)))
        state.alive &= ~(1u << b);
    return counts != 0 || any(step.ends & (before > Packet(0.0f)));
}

} // namespace

void countTileBlends(const BlendTilesJob& job, int tile) {
    const RasterJob& raster = job.raster;
    const TileFrame frame(tile, raster.tilesX, raster.width, raster.height);
    TileRows state;
    begin(state, job, frame);
    Packet counts[blockCount];
    for (Packet& c : counts)
        c = 0.0f;
    std::uint32_t pair = raster.tileStarts[tile];
    for (; pair < raster.tileStarts[tile + 1] && state.alive; ++pair) {
        const ProjectedGaussian& g = raster.sorted[raster.pairRanks[pair]];
        const Ellipse<Packet> e = ellipseOf(g, frame);
        std::uint32_t changed = 0;
        for (std::uint32_t blocks = touchedBlocks(g, e) & state.alive; blocks;
             blocks &= blocks - 1) {
            const int b = __builtin_ctz(blocks);
            const bool isChanged = blendBlock(state, e, b, [&](std::uint32_t bits, Packet) {
                counts[b] += keep(maskOfBits(bits), 1.0f);
            });
            changed |= static_cast<std::uint32_t>(isChanged) << b;
        }
        raster.pairBlocks[pair] = changed;
    }
    raster.tileEnds[tile] = pair;
    for (int b = 0; b < blockCount; ++b) {
        alignas(64) float count[lanes];
        store(count, counts[b]);
        for (int i = 0; i < lanes; ++i)
            if (state.rows[b][i] >= 0)
                job.rowStarts[state.rows[b][i] + 1] = static_cast<std::int64_t>(count[i]);
    }
}

void fillTileBlends(const BlendTilesJob& job, int tile) {
    const RasterJob& raster = job.raster;
    const TileFrame frame(tile, raster.tilesX, raster.width, raster.height);
    TileRows state;
    begin(state, job, frame);
    std::int64_t next[blockCount][lanes];
    for (int b = 0; b < blockCount; ++b)
        for (int i = 0; i < lanes; ++i)
            next[b][i] = state.rows[b][i] >= 0 ? job.rowStarts[state.rows[b][i]] : 0;
    for (std::uint32_t pair = raster.tileStarts[tile]; pair < raster.tileEnds[tile]; ++pair) {
        const ProjectedGaussian& g = raster.sorted[raster.pairRanks[pair]];
        const Ellipse<Packet> e = ellipseOf(g, frame);
        for (std::uint32_t blocks = raster.pairBlocks[pair]; blocks; blocks &= blocks - 1) {
            const int b = __builtin_ctz(blocks);
            blendBlock(state, e, b, [&](std::uint32_t bits, Packet weight) {
                alignas(64) float weights[lanes];
                store(weights, weight);
                for (; bits; bits &= bits - 1) {
                    const int lane = __builtin_ctz(bits);
                    const std::int64_t to = next[b][lane]++;
                    job.primitives[to] = g.gaussian;
                    job.weights[to] = weights[lane];
                }
            });
        }
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
