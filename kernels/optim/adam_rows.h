// SPDX-License-Identifier: Apache-2.0
// What adam.cpp hands to the SIMD loop of adam_simd.cpp: a part of one plane.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

struct AdamRow {
    const float* gradient;
    float* parameter;
    float* first;
    float* second;
    std::int64_t count; ///< a multiple of 16
    float beta1, beta2;
    float rate;        ///< with the first moment's correction
    float secondScale; ///< correction of the second moment
    float epsilon;
};

/// Clears `gradient`, which must be writable, in the sparse form.
CLEAVE_SIMD_DECLARE(void adamRow(const AdamRow& row);
                    void adamSparseRow(const AdamRow& row, float* gradient))

} // namespace cleave::kernels
