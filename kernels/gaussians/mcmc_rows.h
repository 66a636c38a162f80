// SPDX-License-Identifier: Apache-2.0
// What mcmc.cpp hands to the SIMD loops of mcmc_simd.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

/// gradient += weight * opacity (1 - opacity); count is a multiple of 16.
CLEAVE_SIMD_DECLARE(
    void addOpacityGradient(const float* logits, float* gradient, float weight, std::int64_t count))
/// gradient += weight * exp(log scale)
CLEAVE_SIMD_DECLARE(void addScaleGradient(
    const float* logScales, float* gradient, float weight, std::int64_t count))

} // namespace cleave::kernels
