// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/base/array_view.h"
#include "kernels/dense/linear.h"

namespace cleave::kernels {

/// output = activation((row - mean) / sqrt(variance + epsilon) * weights + bias), mean and biased
/// variance of each row. input [N, C]; weights [C]; bias [C]; output [N, C], may be the input
void normalizeRows(ArrayView<const float, 2> input,
                   ArrayView<const float, 1> weights,
                   ArrayView<const float, 1> bias,
                   float epsilon,
                   Activation activation,
                   ArrayView<float, 2> output);

} // namespace cleave::kernels
