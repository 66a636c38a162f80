// SPDX-License-Identifier: Apache-2.0
// What ssim.cpp hands to the SIMD loops of ssim_simd.cpp: one channel of both images.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

struct SsimChannel {
    const float* rendered; ///< [height, width]
    const float* photo;    ///< [height, width]
    /// Derivatives of the loss by the blurred image, its blurred square and the blurred product
    /// [height, width]; null without gradient.
    float* byMean;
    float* bySquare;
    float* byProduct;
    float* gradient; ///< [height, width]
    std::int64_t width, height;
    float ssimScale; ///< weight of one pixel's SSIM in the loss
    float l1Scale;   ///< and of its absolute difference
};

struct SsimSums {
    double absoluteDifference;
    double ssim;
};

/// Statistics of rows [begin, end); writes the derivative maps unless they are null.
CLEAVE_SIMD_DECLARE(void ssimMapRows(
    const SsimChannel& channel, std::int64_t begin, std::int64_t end, SsimSums* sums))
/// The gradient of rows [begin, end) from finished maps.
CLEAVE_SIMD_DECLARE(void ssimGradientRows(const SsimChannel& channel,
                                          std::int64_t begin,
                                          std::int64_t end))
/// One row of RGB bytes to three rows of floats in [0, 1].
CLEAVE_SIMD_DECLARE(void planesFromRow(
    const std::uint8_t* bytes, float* red, float* green, float* blue, std::int64_t width))

} // namespace cleave::kernels
