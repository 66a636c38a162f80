// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/micro_product.h"
#include "kernels/mlp/dense_layers_rows.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

template <int Rows, int Vectors>
CLEAVE_PACKET void multiplyBlock(const DenseProduct& p, std::int64_t row, std::int64_t column) {
    Packet sums[Rows][Vectors];
    float* out = p.out + row * p.outRow + column;
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v)
            sums[r][v] = p.adds ? load(out + r * p.outRow + v * lanes) : Packet(0.0f);
    addProduct<Rows, Vectors>(
        sums, p.a + row * p.aRow, p.aRow, p.aStep, p.b + column, p.bStep, p.depth);
    const float* mask = p.mask ? p.mask + row * p.outRow + column : nullptr;
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < Vectors; ++v) {
            Packet sum = sums[r][v];
            if (p.isPositive)
                sum = maximum(sum, 0.0f);
            if (mask)
                sum = keep(load(mask + r * p.outRow + v * lanes) > Packet(0.0f), sum);
            store(out + r * p.outRow + v * lanes, sum);
        }
}

/// As many rows at once as registers hold their sums, then the rest.
template <int Vectors>
void multiplyStrip(const DenseProduct& p, std::int64_t column) {
#if defined(__AVX512F__)
    constexpr int blockOfRows = Vectors >= 4 ? 6 : 8;
#else
    constexpr int blockOfRows = Vectors >= 2 ? 6 : 8;
#endif
    std::int64_t row = 0;
    for (; row + blockOfRows <= p.rows; row += blockOfRows)
        multiplyBlock<blockOfRows, Vectors>(p, row, column);
    for (; row + 2 <= p.rows; row += 2)
        multiplyBlock<2, Vectors>(p, row, column);
    for (; row < p.rows; ++row)
        multiplyBlock<1, Vectors>(p, row, column);
}

} // namespace

void denseProduct(const DenseProduct& p) {
    std::int64_t column = 0;
#if defined(__AVX512F__)
    for (; column + 4 * lanes <= p.columns; column += 4 * lanes)
        multiplyStrip<4>(p, column);
#endif
    for (; column + 2 * lanes <= p.columns; column += 2 * lanes)
        multiplyStrip<2>(p, column);
    for (; column < p.columns; column += lanes)
        multiplyStrip<1>(p, column);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
