// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/depthwise.h"

#include "kernels/base/parallel_for.h"
#include "kernels/dense/depthwise_rows.h"

namespace cleave::kernels {

void convolveDepthwise(ArrayView<const float, 2> input,
                       std::int64_t height,
                       std::int64_t width,
                       ArrayView<const float, 2> weights,
                       ArrayView<const float, 1> bias,
                       std::int64_t stride,
                       Activation activation,
                       ArrayView<float, 2> output) {
    const std::int64_t channels = input.size(1);
    const std::int64_t outHeight = chunkCount(height, stride), outWidth = chunkCount(width, stride);
    requireShape(input, {height * width, channels}, "input");
    requireShape(weights, {9, channels}, "weights");
    requireShape(bias, {channels}, "bias");
    requireShape(output, {outHeight * outWidth, channels}, "output");
    const DepthwiseTask task{input.data(),
                             weights.data(),
                             bias.data(),
                             output.data(),
                             height,
                             width,
                             outWidth,
                             channels,
                             stride,
                             activation};
    forChunks(outHeight, 2, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(convolveRows, task, begin, end);
    });
}

} // namespace cleave::kernels
