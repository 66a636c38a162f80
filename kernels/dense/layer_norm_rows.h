// SPDX-License-Identifier: Apache-2.0
// What layer_norm.cpp hands to the SIMD loops of layer_norm_simd.cpp.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/dense/linear.h"

#include <cstdint>

namespace cleave::kernels {

struct NormTask {
    const float* input; ///< [rows, width]
    const float* weights;
    const float* bias;
    float* output; ///< [rows, width]
    std::int64_t width;
    float epsilon;
    Activation activation;
};

CLEAVE_SIMD_DECLARE(void normalizeRange(const NormTask& task, std::int64_t begin, std::int64_t end))

} // namespace cleave::kernels
