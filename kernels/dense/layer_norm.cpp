// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/layer_norm.h"

#include "kernels/base/parallel_for.h"
#include "kernels/dense/layer_norm_rows.h"

#include <algorithm>

namespace cleave::kernels {

void normalizeRows(ArrayView<const float, 2> input,
                   ArrayView<const float, 1> weights,
                   ArrayView<const float, 1> bias,
                   float epsilon,
                   Activation activation,
                   ArrayView<float, 2> output) {
    const std::int64_t rows = input.size(0), width = input.size(1);
    requireShape(weights, {width}, "weights");
    requireShape(bias, {width}, "bias");
    requireShape(output, {rows, width}, "output");
    const NormTask task{
        input.data(), weights.data(), bias.data(), output.data(), width, epsilon, activation};
    const std::int64_t grain = std::max<std::int64_t>(1, 32768 / std::max<std::int64_t>(width, 1));
    forChunks(rows, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(normalizeRange, task, begin, end);
    });
}

} // namespace cleave::kernels
