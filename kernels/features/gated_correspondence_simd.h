// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to gated_correspondence.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

constexpr std::int64_t gatedTile = 64; ///< pixels; rows are padded to it
constexpr int mostGatedScales = 16;

template <class T>
struct GatedJob {
    const T* features;            ///< [S, C]
    const T* gates;               ///< [K, C]
    const std::int32_t* patches;  ///< [S]
    const std::uint16_t* related; ///< [P, P]
    const T* weights;             ///< [P, P]
    std::int64_t pixelCount, padded, channels, scaleCount, patchCount;
    T togetherBelow, apartAbove;
    std::uint32_t togetherChance, apartChance; ///< of 2^24
    std::uint32_t seed;
    T* rows;               ///< [S, K, C]
    T* columns;            ///< [K, C, padded]
    T* lengths;            ///< [S, K]
    std::uint16_t* active; ///< [padded, padded]
    T togetherFactor, apartFactor;
    T* gradients; ///< [S, C]
};

// Sums of a chunk of rows: together, apart, chosen pairs of each, cosines and counts of each.
CLEAVE_SIMD_DECLARE(
    void gateRows(const GatedJob<float>& job, std::int64_t begin, std::int64_t end);
    void gateRows(const GatedJob<double>& job, std::int64_t begin, std::int64_t end);
    void choosePairs(
        const GatedJob<float>& job, std::int64_t begin, std::int64_t end, double* sums);
    void choosePairs(
        const GatedJob<double>& job, std::int64_t begin, std::int64_t end, double* sums);
    void pairGradients(
        const GatedJob<float>& job, std::int64_t begin, std::int64_t end, float* gateGradients);
    void pairGradients(
        const GatedJob<double>& job, std::int64_t begin, std::int64_t end, double* gateGradients))

} // namespace cleave::kernels
