// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to smooth.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

constexpr std::int64_t mostSmoothChannels = 64;

struct SmoothJob {
    const float* features;         ///< [N, C]
    const std::int32_t* neighbors; ///< [N, k]
    std::int64_t neighborCount, channels;
    std::uint32_t ranks;
    const std::uint32_t* primitives; ///< [M]
    bool normalised;
    float* means;   ///< [M, C]
    float* lengths; ///< [M]
};

struct SmoothBackJob {
    const std::int64_t* columnStarts;
    const std::uint32_t* rows;
    const float* weights;
    const float* pixelGradients;
    const float* means;
    const float* lengths;
    float* meanGradients;
    std::int64_t channels;
};

struct SmoothAdamJob {
    const std::int64_t* starts;
    const std::int32_t* places;
    const std::uint8_t* placeRanks;
    std::uint32_t ranks;
    const std::int32_t* columnOf;
    const float* meanGradients;
    std::int64_t channels;
    float learningRate, beta1, beta2, epsilon;
    float* features;
    float* firstMoments;
    float* secondMoments;
    std::uint32_t* steps;
};

CLEAVE_SIMD_DECLARE(void smoothRows(const SmoothJob& job, std::int64_t begin, std::int64_t end);
                    void smoothBack(const SmoothBackJob& job, std::int64_t begin, std::int64_t end);
                    void smoothAdam(const SmoothAdamJob& job, std::int64_t begin, std::int64_t end))

} // namespace cleave::kernels
