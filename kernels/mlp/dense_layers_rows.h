// SPDX-License-Identifier: Apache-2.0
// What dense_layers.cpp hands to the SIMD loops: out [rows, columns] from a and b.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

/// out[r][c] (+)= sum over k < depth of a[r * aRow + k * aStep] * b[k * bStep + c]; columns is a
/// multiple of 16.
struct DenseProduct {
    const float* a;
    std::int64_t aRow, aStep;
    const float* b;
    std::int64_t bStep;
    float* out;
    std::int64_t outRow;
    std::int64_t rows, columns, depth;
    bool adds;         ///< to what stands in out
    bool isPositive;   ///< negative sums become 0
    const float* mask; ///< sums become 0 where this [rows, columns], outRow apart, is not positive;
                       ///< null: nowhere
};

CLEAVE_SIMD_DECLARE(void denseProduct(const DenseProduct& product))

} // namespace cleave::kernels
