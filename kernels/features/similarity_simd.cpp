// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/similarity_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

typedef float Quad __attribute__((vector_size(16), aligned(4)));

inline float clampedUnit(float value) {
    return value > 0 ? (value < 1 ? value : 1) : 0; // NaN becomes 0: similar to nothing
}

inline float dotRow(const float* feature, const float* query, std::int64_t dimensions) {
    float sum = 0;
    for (std::int64_t k = 0; k < dimensions; ++k)
        sum += feature[k] * query[k];
    return sum;
}

} // namespace

// Four primitives at a time: their four quarter sums are transposed in registers, so that no
// horizontal sum is left.
void similarity16(const float* features,
                  const float* query,
                  float* similarity,
                  std::int64_t begin,
                  std::int64_t end) {
    const Quad* q = reinterpret_cast<const Quad*>(query);
    const Quad q0 = q[0] * 0.5f, q1 = q[1] * 0.5f, q2 = q[2] * 0.5f, q3 = q[3] * 0.5f;
    const Quad zero = {0, 0, 0, 0}, one = {1, 1, 1, 1}, half = {0.5f, 0.5f, 0.5f, 0.5f};
    std::int64_t i = begin;
    for (; i + 4 <= end; i += 4) {
        const Quad* f = reinterpret_cast<const Quad*>(features + i * 16);
        __builtin_prefetch(features + i * 16 + 512);
        __builtin_prefetch(features + i * 16 + 528);
        __builtin_prefetch(features + i * 16 + 544);
        __builtin_prefetch(features + i * 16 + 560);
        const Quad a = (f[0] * q0 + f[1] * q1) + (f[2] * q2 + f[3] * q3);
        const Quad b = (f[4] * q0 + f[5] * q1) + (f[6] * q2 + f[7] * q3);
        const Quad c = (f[8] * q0 + f[9] * q1) + (f[10] * q2 + f[11] * q3);
        const Quad d = (f[12] * q0 + f[13] * q1) + (f[14] * q2 + f[15] * q3);
        const Quad ab =
            __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
        const Quad cd =
            __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
        Quad sum = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
                   __builtin_shufflevector(ab, cd, 2, 3, 6, 7) + half;
        sum = sum > zero ? sum : zero;
        sum = sum < one ? sum : one;
        *reinterpret_cast<Quad*>(similarity + i) = sum;
    }
    for (; i < end; ++i)
        similarity[i] = clampedUnit(0.5f * dotRow(features + i * 16, query, 16) + 0.5f);
}

void similarityAny(const float* features,
                   const float* queries,
                   std::int64_t dimensions,
                   std::int64_t queryCount,
                   float* similarity,
                   std::int64_t begin,
                   std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
        float best = 0;
        for (std::int64_t m = 0; m < queryCount; ++m) {
            const float value = clampedUnit(
                0.5f * dotRow(features + i * dimensions, queries + m * dimensions, dimensions) +
                0.5f);
            best = value > best ? value : best;
        }
        similarity[i] = best;
    }
}

std::int64_t thresholdWords(const float* values,
                            float threshold,
                            std::uint64_t* words,
                            std::int64_t begin,
                            std::int64_t end) {
    std::int64_t total = 0;
    for (std::int64_t word = begin; word < end; word += 64) {
        const std::int64_t lanes = end - word < 64 ? end - word : 64;
        std::uint64_t bits = 0;
        for (std::int64_t k = 0; k < lanes; ++k)
            bits |= static_cast<std::uint64_t>(values[word + k] > threshold) << k;
        words[word / 64] = bits;
        total += __builtin_popcountll(bits);
    }
    return total;
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
