// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/gated_correspondence.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/gated_correspondence_simd.h"

#include <algorithm>
#include <cmath>

namespace cleave::kernels {

namespace {

constexpr std::int64_t grain = 16; ///< pixels of a chunk

/// Photos differ a little in how many pixels they give, so what is large enough stays.
template <class T>
void atLeast(Array<T, 1>& array, std::int64_t count) {
    if (array.count() < count)
        array = Array<T, 1>(count);
}

template <class T>
void prepare(GatedCorrespondenceWork<T>& work,
             std::int64_t pixels,
             std::int64_t scales,
             std::int64_t channels) {
    const std::int64_t padded = (pixels + gatedTile - 1) / gatedTile * gatedTile;
    const std::int64_t chunks = chunkCount(pixels, grain);
    atLeast(work.rows, pixels * scales * channels);
    atLeast(work.columns, scales * channels * padded);
    atLeast(work.lengths, pixels * scales);
    atLeast(work.active, padded * padded);
    atLeast(work.sums, chunks * 8);
    atLeast(work.gatePartials, chunks * scales * channels);
    std::fill_n(work.sums.begin(), chunks * 8, 0.0);
    std::fill_n(work.gatePartials.begin(), chunks * scales * channels, T{0});
    // The last tile is read as a whole.
    for (std::int64_t row = 0; row < scales * channels; ++row)
        std::fill(work.columns.data() + row * padded + pixels,
                  work.columns.data() + (row + 1) * padded,
                  T{0});
}

/// Copies the upper triangle into the lower one, tile by tile.
void mirror(std::uint16_t* active, std::int64_t padded) {
    const std::int64_t tiles = padded / gatedTile;
    forChunks(tiles, 1, [&](std::int64_t row, std::int64_t, std::int64_t) {
        for (std::int64_t column = 0; column <= row; ++column)
            for (std::int64_t y = row * gatedTile; y < (row + 1) * gatedTile; ++y) {
                const std::int64_t last = std::min(y, (column + 1) * gatedTile);
                for (std::int64_t x = column * gatedTile; x < last; ++x)
                    active[y * padded + x] = active[x * padded + y];
            }
    });
}

std::uint32_t chanceBits(double chance) {
    return static_cast<std::uint32_t>(std::clamp(chance, 0.0, 1.0) * 16777216.0);
}

} // namespace

template <class T>
GatedCorrespondenceLoss gatedCorrespondence(ArrayView<const T, 2> features,
                                            ArrayView<const T, 2> gates,
                                            const PatchPairs<T>& pairs,
                                            const PairChoice& choice,
                                            GatedCorrespondenceWork<T>& work,
                                            ArrayView<T, 2> gradients,
                                            ArrayView<T, 2> gateGradients) {
    const std::int64_t pixels = features.size(0), channels = features.size(1),
                       scales = gates.size(0), patches = pairs.related.size(0);
    requireCpu(deviceOf(features, gates, gradients), "gatedCorrespondence");
    requireShape(gates, {scales, channels}, "gates");
    requireShape(pairs.patches, {pixels}, "patches");
    requireShape(pairs.related, {patches, patches}, "related");
    requireShape(pairs.weights, {patches, patches}, "weights");
    requireShape(gradients, {pixels, channels}, "gradients");
    requireShape(gateGradients, {scales, channels}, "gateGradients");
    CLEAVE_ASSERT(scales <= mostGatedScales && channels <= 64);
    std::fill(gradients.data(), gradients.data() + pixels * channels, T{0});
    std::fill(gateGradients.data(), gateGradients.data() + scales * channels, T{0});
    GatedCorrespondenceLoss loss;
    if (pixels == 0)
        return loss;

    prepare(work, pixels, scales, channels);
    GatedJob<T> job{};
    job.features = features.data();
    job.gates = gates.data();
    job.patches = pairs.patches.data();
    job.related = pairs.related.data();
    job.weights = pairs.weights.data();
    job.pixelCount = pixels;
    job.padded = (pixels + gatedTile - 1) / gatedTile * gatedTile;
    job.channels = channels;
    job.scaleCount = scales;
    job.patchCount = patches;
    job.togetherBelow = static_cast<T>(choice.togetherBelow);
    job.apartAbove = static_cast<T>(choice.apartAbove);
    job.togetherChance = chanceBits(choice.togetherChance);
    job.apartChance = chanceBits(choice.apartChance);
    job.seed = choice.seed;
    job.rows = work.rows.data();
    job.columns = work.columns.data();
    job.lengths = work.lengths.data();
    job.active = work.active.data();
    job.gradients = gradients.data();

    forChunks(pixels, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(gateRows, job, begin, end);
    });
    forChunks(pixels, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        CLEAVE_SIMD_CALL(choosePairs, job, begin, end, work.sums.data() + chunk * 8);
    });
    double sums[8] = {};
    const std::int64_t chunks = chunkCount(pixels, grain);
    for (std::int64_t i = 0; i < chunks * 8; ++i)
        sums[i % 8] += work.sums(i);
    loss.togetherPairs = static_cast<std::int64_t>(std::llround(sums[2]));
    loss.apartPairs = static_cast<std::int64_t>(std::llround(sums[3]));
    const double together = sums[2] > 0 ? 1 / (static_cast<double>(scales) * sums[2]) : 0,
                 apart = sums[3] > 0 ? 1 / (static_cast<double>(scales) * sums[3]) : 0;
    loss.together = sums[0] * together;
    loss.apart = sums[1] * apart;
    loss.meanTogether = sums[6] > 0 ? sums[4] / sums[6] : 0;
    loss.meanApart = sums[7] > 0 ? sums[5] / sums[7] : 0;

    mirror(job.active, job.padded);
    job.togetherFactor = static_cast<T>(together);
    job.apartFactor = static_cast<T>(apart);
    forChunks(pixels, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        T* partial = work.gatePartials.data() + chunk * scales * channels;
        CLEAVE_SIMD_CALL(pairGradients, job, begin, end, partial);
    });
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
        for (std::int64_t i = 0; i < scales * channels; ++i)
            gateGradients.data()[i] += work.gatePartials(chunk * scales * channels + i);
    return loss;
}

template GatedCorrespondenceLoss gatedCorrespondence<float>(ArrayView<const float, 2>,
                                                            ArrayView<const float, 2>,
                                                            const PatchPairs<float>&,
                                                            const PairChoice&,
                                                            GatedCorrespondenceWork<float>&,
                                                            ArrayView<float, 2>,
                                                            ArrayView<float, 2>);
template GatedCorrespondenceLoss gatedCorrespondence<double>(ArrayView<const double, 2>,
                                                             ArrayView<const double, 2>,
                                                             const PatchPairs<double>&,
                                                             const PairChoice&,
                                                             GatedCorrespondenceWork<double>&,
                                                             ArrayView<double, 2>,
                                                             ArrayView<double, 2>);

} // namespace cleave::kernels
