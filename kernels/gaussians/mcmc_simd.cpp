// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/mcmc_rows.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

/// e^x by splitting off the power of two; relative error about 2e-6, enough for a regulariser.
/// Clamped to [-80, 80].
inline float roughExp(float x) {
    x = x < -80.0f ? -80.0f : x > 80.0f ? 80.0f : x;
    const float scaled = x * 1.44269504f;
    const float shifted = scaled + 12582912.0f; // rounds to a whole number in the low mantissa bits
    std::int32_t bits;
    __builtin_memcpy(&bits, &shifted, sizeof bits);
    const float rest = scaled - (shifted - 12582912.0f);
    float power = 1.3333558e-3f;
    power = power * rest + 9.6181291e-3f;
    power = power * rest + 5.5504109e-2f;
    power = power * rest + 2.4022651e-1f;
    power = power * rest + 6.9314718e-1f;
    power = power * rest + 1.0f;
    std::int32_t result;
    __builtin_memcpy(&result, &power, sizeof result);
    result += bits << 23;
    __builtin_memcpy(&power, &result, sizeof power);
    return power;
}

} // namespace

void addOpacityGradient(const float* __restrict logits,
                        float* __restrict gradient,
                        float weight,
                        std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float opacity = 1.0f / (1.0f + roughExp(-logits[i]));
        gradient[i] += weight * opacity * (1.0f - opacity);
    }
}

void addScaleGradient(const float* __restrict logScales,
                      float* __restrict gradient,
                      float weight,
                      std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
        gradient[i] += weight * roughExp(logScales[i]);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
