// SPDX-License-Identifier: Apache-2.0
// What depthwise.cpp hands to the SIMD loops of depthwise_simd.cpp.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/dense/linear.h"

#include <cstdint>

namespace cleave::kernels {

struct DepthwiseTask {
    const float* input;   ///< [height, width, channels]
    const float* weights; ///< [9, channels]
    const float* bias;    ///< [channels]
    float* output;        ///< [outHeight, outWidth, channels]
    std::int64_t height, width, outWidth, channels, stride;
    Activation activation;
};

/// Output rows [begin, end).
CLEAVE_SIMD_DECLARE(void convolveRows(const DepthwiseTask& task,
                                      std::int64_t begin,
                                      std::int64_t end))

} // namespace cleave::kernels
