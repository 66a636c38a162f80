// SPDX-License-Identifier: Apache-2.0
// Layers of small networks without biases, on blocks of rows that stay in the cache: call them from
// inside a loop over blocks of a few hundred rows. Each call runs on the calling thread.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

enum class LayerActivation : std::uint8_t { None, Relu };

/// output = activation(input weights). input [N, I]; weights [I, O]; output [N, O], overwritten. O
/// is a multiple of 16. The result of a row does not depend on the other rows.
void denseForward(ArrayView<const float, 2> input,
                  ArrayView<const float, 2> weights,
                  LayerActivation activation,
                  ArrayView<float, 2> output);

/// inputGradient = outputGradient weights^T, overwritten; 0 where `input` is not positive if
/// inputActivation, which made the input, was Relu. outputGradient [N, O], of which the first U
/// columns count; weightsTransposed [U, I], U <= O; input, inputGradient [N, I]; I is a multiple
/// of 16.
void denseInputGradient(ArrayView<const float, 2> outputGradient,
                        ArrayView<const float, 2> weightsTransposed,
                        ArrayView<const float, 2> input,
                        LayerActivation inputActivation,
                        ArrayView<float, 2> inputGradient);

/// weightGradient [I, O] += input^T outputGradient, row after row. input [N, I]; outputGradient
/// [N, O]; I and O are multiples of 16.
void denseWeightGradient(ArrayView<const float, 2> input,
                         ArrayView<const float, 2> outputGradient,
                         ArrayView<float, 2> weightGradient);

/// transposed [O, I] of weights [I, O].
void transposeWeights(ArrayView<const float, 2> weights, ArrayView<float, 2> transposed);

} // namespace cleave::kernels
