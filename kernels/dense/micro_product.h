// SPDX-License-Identifier: Apache-2.0
// The inner loop of every dense product: a block of rows times a strip of columns, all sums held in
// registers. For
// *_simd.cpp files alone.
#pragma once

#include "kernels/math/packet.h"

#include <cstdint>

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

/// A strip is up to three vectors wide; with that many rows, sums, strip and one factor just fill
/// the registers (32 with AVX-512, else 16).
inline constexpr int stripVectors = 3;
#if defined(__AVX512F__)
inline constexpr int blockRows = 8;
#else
inline constexpr int blockRows = 4;
#endif
inline constexpr int stripWidth = stripVectors * lanes;

/// sums[r][:] += sum over k < depth of a[r * aRow + k * aStep] * b[k * bStep + :]
template <int Rows, int Vectors>
CLEAVE_PACKET void addProduct(Packet (&sums)[Rows][Vectors],
                              const float* a,
                              std::int64_t aRow,
                              std::int64_t aStep,
                              const float* b,
                              std::int64_t bStep,
                              std::int64_t depth) {
    for (std::int64_t k = 0; k < depth; ++k) {
        Packet strip[Vectors];
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
            strip[v] = load(b + v * lanes);
#pragma GCC unroll 8
        for (int r = 0; r < Rows; ++r) {
            const Packet factor = a[r * aRow];
#pragma GCC unroll 8
            for (int v = 0; v < Vectors; ++v)
                sums[r][v] += factor * strip[v];
        }
        a += aStep;
        b += bStep;
    }
}

/// Calls work.template operator()<Rows>(firstRow) for blocks that cover [0, count).
template <class Work>
CLEAVE_PACKET void forRowBlocks(std::int64_t count, Work&& work) {
    std::int64_t row = 0;
    for (; row + blockRows <= count; row += blockRows)
        work.template operator()<blockRows>(row);
    if constexpr (blockRows > 4) {
        if (row + 4 <= count) {
            work.template operator()<4>(row);
            row += 4;
        }
    }
    for (; row < count; ++row)
        work.template operator()<1>(row);
}

/// x / 2 (1 + erf(x / sqrt 2)); erf by Abramowitz and Stegun, 7.1.26 (1.5e-7).
CLEAVE_PACKET Packet gelu(Packet x) {
    const Packet z = absolute(x) * 0.70710678f;
    const Packet t = Packet(1.0f) / (z * 0.3275911f + 1.0f);
    const Packet series =
        ((((Packet(1.061405429f) * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t +
         0.254829592f) *
        t;
    const Packet rest = series * exp2(z * z * -1.44269504f); // 1 - erf(z)
    return x * select(x < Packet(0.0f), rest * 0.5f, Packet(1.0f) - rest * 0.5f);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
