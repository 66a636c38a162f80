// SPDX-License-Identifier: Apache-2.0
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

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
