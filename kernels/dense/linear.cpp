// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/linear.h"

#include "kernels/base/parallel_for.h"
#include "kernels/dense/linear_rows.h"

#include <algorithm>

namespace cleave::kernels {

namespace {

/// Rows that share one trip of the weights through the cache; with fewer rows in all, still some
/// for every thread.
std::int64_t rowsPerTask(std::int64_t rows) {
    constexpr std::int64_t most = 128, least = 16;
    return std::clamp((rows / 8 + 7) / 8 * 8, least, most);
}

} // namespace

std::int64_t packedWeightCount(std::int64_t outputs, std::int64_t inputs) {
    return CLEAVE_SIMD_CALL(packedColumns, outputs) * (inputs + 1);
}

void packWeights(ArrayView<const float, 2> weights,
                 ArrayView<const float, 1> bias,
                 ArrayView<float, 1> packed) {
    const std::int64_t outputs = weights.size(0), inputs = weights.size(1);
    if (!bias.empty())
        requireShape(bias, {outputs}, "bias");
    requireShape(packed, {packedWeightCount(outputs, inputs)}, "packed");
    CLEAVE_SIMD_CALL(packColumns,
                     weights.data(),
                     bias.empty() ? nullptr : bias.data(),
                     outputs,
                     inputs,
                     packed.data());
}

void linear(ArrayView<const float, 2> input,
            ArrayView<const float, 1> packed,
            Activation activation,
            ArrayView<const float, 2> added,
            ArrayView<float, 2> output) {
    const std::int64_t rows = input.size(0), inputs = input.size(1), outputs = output.size(1);
    requireShape(output, {rows, -1}, "output");
    requireShape(packed, {packedWeightCount(outputs, inputs)}, "packed");
    if (!added.empty())
        requireShape(added, {rows, outputs}, "added");
    const LinearTask task{input.data(),
                          packed.data(),
                          added.empty() ? nullptr : added.data(),
                          output.data(),
                          inputs,
                          outputs,
                          activation};
    forChunks(rows, rowsPerTask(rows), [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(linearRows, task, begin, end);
    });
}

} // namespace cleave::kernels
