// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/lane_sums.h"
#include "kernels/gaussians/tile_blocks.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

/// What the gradients of the images say about each pixel of the tile.
template <bool WithGeometry>
struct TileGradients {
    Packet transmittance[blockCount];
    Packet behind[blockCount]; ///< gradient-weighted light that is still to come
    Packet color[3][blockCount];
    Packet depth[WithGeometry ? blockCount : 1]; ///< with respect to the sum of weight * z
    Packet alpha[WithGeometry ? blockCount : 1]; ///< with respect to the sum of weights
};

template <bool WithGeometry>
inline void
begin(TileGradients<WithGeometry>& state, const RasterBackwardJob& job, const TileFrame& frame) {
    const std::int64_t plane = static_cast<std::int64_t>(job.width) * job.height;
    for (int b = 0; b < blockCount; ++b) {
        state.transmittance[b] =
            frame.isWhole() ? Packet(1.0f) : select(frame.inside(b), 1.0f, -1.0f);
        Packet behind = 0.0f;
        for (int c = 0; c < 3; ++c) {
            state.color[c][b] = 0.0f;
            if (!job.colorGradient)
                continue;
            state.color[c][b] = frame.read(job.colorGradient + c * plane, b);
            behind += state.color[c][b] * frame.read(job.color + c * plane, b);
        }
        if constexpr (WithGeometry) {
            const Packet zero = 0.0f, alpha = frame.read(job.alpha, b);
            state.alpha[b] = job.alphaGradient ? frame.read(job.alphaGradient, b) : zero;
            behind += state.alpha[b] * alpha;
            state.depth[b] = zero;
            if (job.depthGradient) {
                // depth = sum / alpha, so what it adds to `behind` through both cancels.
                const Packet perAlpha =
                    select(alpha > zero, frame.read(job.depthGradient, b) / alpha, zero);
                state.depth[b] = perAlpha;
                state.alpha[b] -= perAlpha * frame.read(job.depth, b);
            }
        }
        state.behind[b] = behind;
    }
}

/// The sums over pixels, in the order of PairGradient.
struct Sums {
    Packet of[12];
};

CLEAVE_PACKET void addMoments(Sums& sums, Packet s, Packet dx, Packet dy) {
    const Packet sx = s * dx, sy = s * dy;
    sums.of[0] += s;
    sums.of[1] += sx;
    sums.of[2] += sy;
    sums.of[3] += sx * dx;
    sums.of[4] += sx * dy;
    sums.of[5] += sy * dy;
}

template <bool WithGeometry>
inline void blendBackward(TileGradients<WithGeometry>& state,
                          const ProjectedGaussian& g,
                          const Ellipse<Packet>& e,
                          std::uint32_t blocks,
                          PairGradient& out) {
    Sums sums;
    for (int i = 0; i < (WithGeometry ? 10 : 9); ++i)
        sums.of[i] = 0.0f;
    for (; blocks; blocks &= blocks - 1) {
        const int b = __builtin_ctz(blocks);
        const Packet dx = load(grid.pixelX[b]) - e.x, dy = load(grid.pixelY[b]) - e.y;
        const Packet raw = alphaAt(e, dx, dy), before = state.transmittance[b];
        const auto step = compositingStep(raw, before);
        state.transmittance[b] = negateWhere(step.ends, step.transmittance);
        Packet value = state.color[0][b] * g.color[0] + state.color[1][b] * g.color[1] +
                       state.color[2][b] * g.color[2];
        for (int c = 0; c < 3; ++c)
            sums.of[6 + c] += step.weight * state.color[c][b];
        if constexpr (WithGeometry) {
            value += state.depth[b] * g.depth + state.alpha[b];
            sums.of[9] += step.weight * state.depth[b];
        }
        const Packet behind = state.behind[b] - step.weight * value;
        state.behind[b] = behind;
        addMoments(sums, alphaGradient(step, raw, before, value, behind), dx, dy);
    }
    sumEight(sums.of, out.moment);
    if constexpr (WithGeometry) {
        sums.of[10] = sums.of[11] = 0.0f;
        sumFour(sums.of + 8, out.color + 2);
    } else {
        out.color[2] = sumOfLanes(sums.of[8]);
        out.depth = 0;
    }
}

template <bool WithGeometry>
inline void rasterizeTileBackwardAs(const RasterBackwardJob& job, int tile) {
    const TileFrame frame(tile, job.tilesX, job.width, job.height);
    TileGradients<WithGeometry> state;
    begin(state, job, frame);
    const std::uint32_t end = job.tileEnds[tile], last = job.tileStarts[tile + 1];
    for (std::uint32_t pair = job.tileStarts[tile]; pair < end; ++pair) {
        if (pair + pairsAhead < last) {
            __builtin_prefetch(job.sorted + job.pairRanks[pair + pairsAhead]);
            __builtin_prefetch(job.pairGradients + job.pairSlots[pair + pairsAhead], 1);
        }
        const ProjectedGaussian& g = job.sorted[job.pairRanks[pair]];
        PairGradient& out = job.pairGradients[job.pairSlots[pair]];
        if (job.pairBlocks[pair])
            blendBackward(state, g, ellipseOf(g, frame), job.pairBlocks[pair], out);
        else
            out = PairGradient{};
    }
    for (std::uint32_t pair = end; pair < last; ++pair)
        job.pairGradients[job.pairSlots[pair]] = PairGradient{};
}

} // namespace

void rasterizeTileBackward(const RasterBackwardJob& job, int tile) {
    job.alphaGradient || job.depthGradient ? rasterizeTileBackwardAs<true>(job, tile)
                                           : rasterizeTileBackwardAs<false>(job, tile);
}

void rasterizeTileValuesBackward(const RasterBackwardJob& job, const ValuesJob& values, int tile) {
    const TileFrame frame(tile, job.tilesX, job.width, job.height);
    const std::int64_t plane = static_cast<std::int64_t>(job.width) * job.height;
    const int channels = values.channels;
    Packet transmittance[blockCount], behind[blockCount], gradient[valueGroupSize][blockCount];
    for (int b = 0; b < blockCount; ++b) {
        transmittance[b] = select(frame.inside(b), 1.0f, -1.0f);
        behind[b] = 0.0f;
        for (int c = 0; c < channels; ++c) {
            gradient[c][b] = frame.read(values.imageGradient + c * plane, b);
            behind[b] += gradient[c][b] * frame.read(values.images + c * plane, b);
        }
    }
    for (std::uint32_t pair = job.tileStarts[tile]; pair < job.tileEnds[tile]; ++pair) {
        const ProjectedGaussian& g = job.sorted[job.pairRanks[pair]];
        const Ellipse<Packet> e = ellipseOf(g, frame);
        const float* carried = values.values + g.gaussian * values.stride;
        Sums sums;
        for (int i = 0; i < 8; ++i)
            sums.of[i] = 0.0f;
        Packet channelSums[valueGroupSize];
        for (Packet& sum : channelSums)
            sum = 0.0f;
        for (std::uint32_t blocks = job.pairBlocks[pair]; blocks; blocks &= blocks - 1) {
            const int b = __builtin_ctz(blocks);
            const Packet dx = load(grid.pixelX[b]) - e.x, dy = load(grid.pixelY[b]) - e.y;
            const Packet raw = alphaAt(e, dx, dy), before = transmittance[b];
            const auto step = compositingStep(raw, before);
            transmittance[b] = negateWhere(step.ends, step.transmittance);
            Packet value = 0.0f;
            for (int c = 0; c < channels; ++c) {
                value += gradient[c][b] * carried[c];
                channelSums[c] += step.weight * gradient[c][b];
            }
            behind[b] -= step.weight * value;
            addMoments(sums, alphaGradient(step, raw, before, value, behind[b]), dx, dy);
        }
        float moments[8];
        sumEight(sums.of, moments);
        const std::int64_t slot = job.pairSlots[pair];
        for (int i = 0; i < 6; ++i)
            job.pairGradients[slot].moment[i] += moments[i];
        if (!values.pairValueGradients)
            continue;
        float channelGradients[valueGroupSize];
        for (int c = 0; c < valueGroupSize; c += 4)
            sumFour(channelSums + c, channelGradients + c);
        float* out = values.pairValueGradients + slot * channels;
        for (int c = 0; c < channels; ++c)
            out[c] = channelGradients[c];
    }
    if (!values.pairValueGradients)
        return;
    for (std::uint32_t pair = job.tileEnds[tile]; pair < job.tileStarts[tile + 1]; ++pair) {
        float* out = values.pairValueGradients + std::int64_t{job.pairSlots[pair]} * channels;
        for (int c = 0; c < channels; ++c)
            out[c] = 0;
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
