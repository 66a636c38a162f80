// SPDX-License-Identifier: Apache-2.0
#include "kernels/neighbors/smooth.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/neighbors/smooth_simd.h"

#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t grain = 256;

} // namespace

void smoothFeaturesOver(ArrayView<const float, 2> features,
                        ArrayView<const std::int32_t, 2> neighbors,
                        std::uint32_t ranks,
                        ArrayView<const std::uint32_t, 1> primitives,
                        bool normalised,
                        ArrayView<float, 2> means,
                        ArrayView<float, 1> lengths) {
    requireCpu(deviceOf(features, means), "smoothFeaturesOver");
    requireShape(neighbors, {features.size(0), -1}, "neighbors");
    requireShape(means, {primitives.size(0), features.size(1)}, "means");
    requireShape(lengths, {primitives.size(0)}, "lengths");
    CLEAVE_ASSERT(features.size(1) <= mostSmoothChannels && neighbors.size(1) <= 32);
    const SmoothJob job{.features = features.data(),
                        .neighbors = neighbors.data(),
                        .neighborCount = neighbors.size(1),
                        .channels = features.size(1),
                        .ranks = ranks,
                        .primitives = primitives.data(),
                        .normalised = normalised,
                        .means = means.data(),
                        .lengths = lengths.data()};
    forChunks(primitives.size(0), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(smoothRows, job, begin, end);
    });
}

NeighborOf neighborOf(ArrayView<const std::int32_t, 2> neighbors) {
    const std::int64_t count = neighbors.size(0), width = neighbors.size(1);
    CLEAVE_ASSERT(width <= 32);
    NeighborOf result;
    result.starts = Array<std::int64_t, 1>(count + 1);
    for (std::int64_t i = 0; i < count * width; ++i)
        if (neighbors.data()[i] >= 0)
            ++result.starts(neighbors.data()[i] + 1);
    for (std::int64_t i = 0; i < count; ++i)
        result.starts(i + 1) += result.starts(i);
    result.places = Array<std::int32_t, 1>(result.starts(count));
    result.ranks = Array<std::uint8_t, 1>(result.starts(count));
    std::vector<std::int64_t> next(result.starts.begin(), result.starts.begin() + count);
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t r = 0; r < width; ++r) {
            const std::int32_t neighbor = neighbors(i, r);
            if (neighbor < 0)
                continue;
            const std::int64_t place = next[static_cast<std::size_t>(neighbor)]++;
            result.places(place) = static_cast<std::int32_t>(i);
            result.ranks(place) = static_cast<std::uint8_t>(r);
        }
    return result;
}

void smoothedGradients(const BlendColumns& columns,
                       ArrayView<const float, 2> pixelGradients,
                       ArrayView<const float, 2> means,
                       ArrayView<const float, 1> lengths,
                       ArrayView<float, 2> meanGradients) {
    const std::int64_t count = columns.primitives.count(), channels = pixelGradients.size(1);
    requireCpu(deviceOf(pixelGradients, means, meanGradients), "smoothedGradients");
    requireShape(means, {count, channels}, "means");
    requireShape(lengths, {count}, "lengths");
    requireShape(meanGradients, {count, channels}, "meanGradients");
    CLEAVE_ASSERT(channels <= mostSmoothChannels);
    const SmoothBackJob job{columns.columnStarts.data(),
                            columns.rows.data(),
                            columns.weights.data(),
                            pixelGradients.data(),
                            means.data(),
                            lengths.data(),
                            meanGradients.data(),
                            channels};
    forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(smoothBack, job, begin, end);
    });
}

void smoothAdamStep(const NeighborOf& neighbors,
                    std::uint32_t ranks,
                    ArrayView<const std::int32_t, 1> columnOf,
                    ArrayView<const float, 2> meanGradients,
                    const LiftAdamParams& params,
                    LiftAdamState& state,
                    ArrayView<float, 2> features) {
    requireCpu(deviceOf(columnOf, meanGradients, features), "smoothAdamStep");
    requireShape(columnOf, {features.size(0)}, "columnOf");
    requireShape(meanGradients, {-1, features.size(1)}, "meanGradients");
    requireShape(
        state.firstMoments.constView(), {features.size(0), features.size(1)}, "firstMoments");
    CLEAVE_ASSERT(features.size(1) <= mostSmoothChannels);
    const SmoothAdamJob job{.starts = neighbors.starts.data(),
                            .places = neighbors.places.data(),
                            .placeRanks = neighbors.ranks.data(),
                            .ranks = ranks,
                            .columnOf = columnOf.data(),
                            .meanGradients = meanGradients.data(),
                            .channels = features.size(1),
                            .learningRate = params.learningRate,
                            .beta1 = params.beta1,
                            .beta2 = params.beta2,
                            .epsilon = params.epsilon,
                            .features = features.data(),
                            .firstMoments = state.firstMoments.data(),
                            .secondMoments = state.secondMoments.data(),
                            .steps = state.steps.data()};
    forChunks(features.size(0), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(smoothAdam, job, begin, end);
    });
}

} // namespace cleave::kernels
