// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base/array_view.h"
#include "kernels/dense/linear.h"

#include <cstdint>

namespace cleave::kernels {

/// A 3x3 convolution of every channel by itself, zeros outside the map: output[y, x] =
/// activation(bias + sum over dy, dx in {0, 1, 2} of weights[3 dy + dx] * input[stride y + dy - 1,
/// stride x + dx - 1]). input [height * width, C]; weights [9, C]; bias [C]; output [ceil(height /
/// stride) * ceil(width / stride), C], no overlap
void convolveDepthwise(ArrayView<const float, 2> input,
                       std::int64_t height,
                       std::int64_t width,
                       ArrayView<const float, 2> weights,
                       ArrayView<const float, 1> bias,
                       std::int64_t stride,
                       Activation activation,
                       ArrayView<float, 2> output);

} // namespace cleave::kernels
