// SPDX-License-Identifier: Apache-2.0
// Linear layers of networks: rows times packed weights on the program's own threads, so that speed
// does not hang on whichever BLAS is installed. Near the machine's limit from a few hundred rows
// on.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

enum class Activation : std::uint8_t {
    None,
    Relu,
    Gelu
}; ///< Gelu: x / 2 (1 + erf(x / sqrt 2)), to 2e-7 |x|

/// Numbers that packWeights writes for a layer of this size. Depends on the SIMD target in use.
std::int64_t packedWeightCount(std::int64_t outputs, std::int64_t inputs);

/// Lays weights out in the order in which `linear` reads them, for the SIMD target in use now.
/// weights [outputs, inputs]; bias [outputs] or empty; packed [packedWeightCount(outputs, inputs)]
void packWeights(ArrayView<const float, 2> weights,
                 ArrayView<const float, 1> bias,
                 ArrayView<float, 1> packed);

/// output = activation(added + input weights^T + bias).
/// input [N, inputs]; packed: of packWeights under the same SIMD target; added [N, outputs] or
/// empty (it may be `output` itself); output [N, outputs], no other overlap. The result is the same
/// for any number of threads and for every way of cutting the rows.
void linear(ArrayView<const float, 2> input,
            ArrayView<const float, 1> packed,
            Activation activation,
            ArrayView<const float, 2> added,
            ArrayView<float, 2> output);

} // namespace cleave::kernels
