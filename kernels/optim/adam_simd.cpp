// SPDX-License-Identifier: Apache-2.0
#include "kernels/math/packet.h"
#include "kernels/optim/adam_rows.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

void adamRow(const AdamRow& row) {
    const float* __restrict gradient = row.gradient;
    float* __restrict parameter = row.parameter;
    float* __restrict first = row.first;
    float* __restrict second = row.second;
    const float beta1 = row.beta1, beta2 = row.beta2, rest1 = 1 - beta1, rest2 = 1 - beta2;
    const float rate = row.rate, secondScale = row.secondScale, epsilon = row.epsilon;
    for (std::int64_t i = 0; i < row.count; ++i) {
        const float g = gradient[i];
        const float m = first[i] * beta1 + g * rest1;
        const float v = second[i] * beta2 + g * g * rest2;
        first[i] = m;
        second[i] = v;
        parameter[i] -= rate * m / (__builtin_sqrtf(v * secondScale) + epsilon);
    }
}

void adamSparseRow(const AdamRow& row, float* gradient) {
    const Packet beta1 = row.beta1, beta2 = row.beta2, rest1 = 1 - row.beta1, rest2 = 1 - row.beta2;
    for (std::int64_t i = 0; i < row.count; i += lanes) {
        const Packet g = load(gradient + i);
        const Mask moves = !(g == Packet(0.0f));
        if (!any(moves))
            continue;
        const Packet m = load(row.first + i), v = load(row.second + i), p = load(row.parameter + i);
        const Packet newM = m * beta1 + g * rest1, newV = v * beta2 + g * g * rest2;
        const Packet root = squareRoot(newV * row.secondScale) + row.epsilon;
        store(row.first + i, select(moves, newM, m));
        store(row.second + i, select(moves, newV, v));
        store(row.parameter + i, select(moves, p - newM * row.rate / root, p));
        store(gradient + i, 0.0f);
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
