// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/tile_blocks.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

template <bool WithDepth, bool WithIds>
struct TileState {
    Packet transmittance[blockCount];
    Packet color[3][blockCount];
    Packet depth[WithDepth ? blockCount : 1];
    Packet largestWeight[WithIds ? blockCount : 1];
    alignas(64) std::int32_t ids[WithIds ? blockCount : 1][lanes];
    std::uint32_t alive = 0; ///< blocks with a pixel that is not done
};

template <bool WithDepth, bool WithIds>
inline void begin(TileState<WithDepth, WithIds>& state, const TileFrame& frame) {
    for (int b = 0; b < blockCount; ++b) {
        const Mask inside = frame.isWhole() ? maskOfBits(~0u) : frame.inside(b);
        state.transmittance[b] = select(inside, 1.0f, -1.0f);
        if (any(inside))
            state.alive |= 1u << b;
        for (auto& channel : state.color)
            channel[b] = 0.0f;
        if constexpr (WithDepth)
            state.depth[b] = 0.0f;
        if constexpr (WithIds) {
            state.largestWeight[b] = 0.0f;
            for (std::int32_t& id : state.ids[b])
                id = -1;
        }
    }
}

/// Blends one gaussian over the given blocks; returns those where it counted or ended a pixel: all
/// that a later traversal has to visit to see the same.
template <bool WithDepth, bool WithIds>
inline std::uint32_t blend(TileState<WithDepth, WithIds>& state,
                           const ProjectedGaussian& g,
                           const Ellipse<Packet>& e,
                           std::uint32_t blocks) {
    std::uint32_t changed = 0;
    for (; blocks; blocks &= blocks - 1) {
        const int b = __builtin_ctz(blocks);
        const Packet dx = load(grid.pixelX[b]) - e.x, dy = load(grid.pixelY[b]) - e.y;
        const auto step = compositingStep(alphaAt(e, dx, dy), state.transmittance[b]);
        for (int c = 0; c < 3; ++c)
            state.color[c][b] += step.weight * g.color[c];
        if constexpr (WithDepth)
            state.depth[b] += step.weight * g.depth;
        if constexpr (WithIds) {
            const Mask larger = step.weight > state.largestWeight[b];
            state.largestWeight[b] = select(larger, step.weight, state.largestWeight[b]);
            for (std::uint32_t bits = laneBits(larger); bits; bits &= bits - 1)
                state.ids[b][__builtin_ctz(bits)] = static_cast<std::int32_t>(g.gaussian);
        }
        std::uint32_t change = laneBits(step.counts);
        if (any(step.ends)) {
            change |= laneBits(step.ends & (state.transmittance[b] > Packet(0.0f)));
            const Packet left = negateWhere(step.ends, step.transmittance);
            state.transmittance[b] = left;
            if (!any(left > Packet(0.0f)))
                state.alive &= ~(1u << b);
        } else {
            state.transmittance[b] = step.transmittance;
        }
        changed |= static_cast<std::uint32_t>(change != 0) << b;
    }
    return changed;
}

template <bool WithDepth, bool WithIds>
inline void
finish(const TileState<WithDepth, WithIds>& state, const RasterJob& job, const TileFrame& frame) {
    const std::int64_t plane = static_cast<std::int64_t>(job.width) * job.height;
    for (int b = 0; b < blockCount; ++b) {
        const Packet left = absolute(state.transmittance[b]), alpha = Packet(1.0f) - left;
        if (job.color)
            for (int c = 0; c < 3; ++c)
                frame.write(job.color + c * plane, b, state.color[c][b] + left * job.background[c]);
        if (job.alpha)
            frame.write(job.alpha, b, alpha);
        if constexpr (WithDepth)
            frame.write(job.depth, b, select(alpha > Packet(0.0f), state.depth[b] / alpha, 0.0f));
        if constexpr (WithIds) {
            Packet bits;
            __builtin_memcpy(&bits, state.ids[b], sizeof bits);
            frame.write(reinterpret_cast<float*>(job.primitiveIds), b, bits);
        }
    }
}

template <bool WithDepth, bool WithIds>
inline void rasterizeTileAs(const RasterJob& job, int tile) {
    const TileFrame frame(tile, job.tilesX, job.width, job.height);
    TileState<WithDepth, WithIds> state;
    begin(state, frame);
    const std::uint32_t end = job.tileStarts[tile + 1];
    std::uint32_t pair = job.tileStarts[tile];
    for (; pair < end && state.alive; ++pair) {
        if (pair + pairsAhead < end)
            __builtin_prefetch(job.sorted + job.pairRanks[pair + pairsAhead]);
        const ProjectedGaussian& g = job.sorted[job.pairRanks[pair]];
        const Ellipse<Packet> e = ellipseOf(g, frame);
        job.pairBlocks[pair] = blend(state, g, e, touchedBlocks(g, e) & state.alive);
    }
    job.tileEnds[tile] = pair;
    finish(state, job, frame);
}

} // namespace

void rasterizeTile(const RasterJob& job, int tile) {
    if (job.depth)
        job.primitiveIds ? rasterizeTileAs<true, true>(job, tile)
                         : rasterizeTileAs<true, false>(job, tile);
    else
        job.primitiveIds ? rasterizeTileAs<false, true>(job, tile)
                         : rasterizeTileAs<false, false>(job, tile);
}

void rasterizeTileValues(const RasterJob& job, const ValuesJob& values, int tile) {
    const TileFrame frame(tile, job.tilesX, job.width, job.height);
    Packet transmittance[blockCount], sums[valueGroupSize][blockCount];
    for (int b = 0; b < blockCount; ++b) {
        transmittance[b] = select(frame.inside(b), 1.0f, -1.0f);
        for (int c = 0; c < values.channels; ++c)
            sums[c][b] = 0.0f;
    }
    for (std::uint32_t pair = job.tileStarts[tile]; pair < job.tileEnds[tile]; ++pair) {
        const ProjectedGaussian& g = job.sorted[job.pairRanks[pair]];
        const Ellipse<Packet> e = ellipseOf(g, frame);
        const float* value = values.values + g.gaussian * values.stride;
        for (std::uint32_t blocks = job.pairBlocks[pair]; blocks; blocks &= blocks - 1) {
            const int b = __builtin_ctz(blocks);
            const Packet dx = load(grid.pixelX[b]) - e.x, dy = load(grid.pixelY[b]) - e.y;
            const auto step = compositingStep(alphaAt(e, dx, dy), transmittance[b]);
            transmittance[b] = negateWhere(step.ends, step.transmittance);
            if (!any(step.counts))
                continue;
            for (int c = 0; c < values.channels; ++c)
                sums[c][b] += step.weight * value[c];
        }
    }
    const std::int64_t plane = static_cast<std::int64_t>(job.width) * job.height;
    for (int c = 0; c < values.channels; ++c)
        for (int b = 0; b < blockCount; ++b)
            frame.write(values.image + c * plane, b, sums[c][b]);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
