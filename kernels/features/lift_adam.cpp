// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/lift_adam.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/lift_adam_simd.h"

#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t columnsPerChunk = 256;

} // namespace

BlendColumns blendColumns(const BlendWeights& weights) {
    std::vector<std::int64_t> next(static_cast<std::size_t>(weights.primitiveCount) + 1, 0);
    for (std::uint32_t primitive : weights.primitives)
        ++next[primitive + 1];
    std::int64_t seen = 0;
    for (std::int64_t i = 0; i < weights.primitiveCount; ++i)
        seen += next[static_cast<std::size_t>(i) + 1] > 0;

    BlendColumns columns;
    columns.primitives = Array<std::uint32_t, 1>(seen);
    columns.columnStarts = Array<std::int64_t, 1>(seen + 1);
    columns.rows = Array<std::uint32_t, 1>(weights.blendCount());
    columns.weights = Array<float, 1>(weights.blendCount());
    std::int64_t column = 0;
    for (std::int64_t i = 0; i < weights.primitiveCount; ++i) {
        std::int64_t& start = next[static_cast<std::size_t>(i) + 1];
        if (start > 0)
            columns.primitives(column++) = static_cast<std::uint32_t>(i);
        start += next[static_cast<std::size_t>(i)];
        columns.columnStarts(column) = start;
    }
    // next[i] is now where column i starts, and moves on as it is filled.
    for (std::int64_t row = 0; row < weights.rowCount(); ++row)
        for (std::int64_t i = weights.rowStarts(row); i < weights.rowStarts(row + 1); ++i) {
            const std::int64_t place = next[weights.primitives(i)]++;
            columns.rows(place) = static_cast<std::uint32_t>(row);
            columns.weights(place) = weights.weights(i);
        }
    return columns;
}

void liftAdamStep(const BlendColumns& columns,
                  ArrayView<const float, 2> pixelGradients,
                  const LiftAdamParams& params,
                  LiftAdamState& state,
                  ArrayView<float, 2> features) {
    requireCpu(deviceOf(columns.rows, pixelGradients, state.firstMoments, features),
               "liftAdamStep");
    requireShape(pixelGradients, {-1, features.size(1)}, "pixelGradients");
    requireShape(
        state.firstMoments.constView(), {features.size(0), features.size(1)}, "firstMoments");
    requireShape(
        state.secondMoments.constView(), {features.size(0), features.size(1)}, "secondMoments");
    requireShape(state.steps.constView(), {features.size(0)}, "steps");
    const LiftAdamPointers pointers{
        .primitives = columns.primitives.data(),
        .columnStarts = columns.columnStarts.data(),
        .rows = columns.rows.data(),
        .weights = columns.weights.data(),
        .pixelGradients = pixelGradients.data(),
        .dimensions = features.size(1),
        .learningRate = params.learningRate,
        .beta1 = params.beta1,
        .beta2 = params.beta2,
        .epsilon = params.epsilon,
        .unitWeight = params.unitWeight,
        .features = features.data(),
        .firstMoments = state.firstMoments.data(),
        .secondMoments = state.secondMoments.data(),
        .steps = state.steps.data(),
    };
    forChunks(columns.primitives.count(),
              columnsPerChunk,
              [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                  CLEAVE_SIMD_CALL(liftAdamColumns, pointers, begin, end);
              });
}

} // namespace cleave::kernels
