// SPDX-License-Identifier: Apache-2.0
// What linear.cpp hands to the SIMD loops of linear_simd.cpp.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/dense/linear.h"

#include <cstdint>

namespace cleave::kernels {

struct LinearTask {
    const float* input; ///< [rows, inputs]
    const float* packed;
    const float* added; ///< [rows, outputs] or null
    float* output;      ///< [rows, outputs]
    std::int64_t inputs, outputs;
    Activation activation;
};

CLEAVE_SIMD_DECLARE(std::int64_t packedColumns(std::int64_t outputs))
CLEAVE_SIMD_DECLARE(void packColumns(const float* weights,
                                     const float* bias,
                                     std::int64_t outputs,
                                     std::int64_t inputs,
                                     float* packed))
CLEAVE_SIMD_DECLARE(void linearRows(const LinearTask& task, std::int64_t begin, std::int64_t end))

} // namespace cleave::kernels
