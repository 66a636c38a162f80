// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to lift_adam.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

struct LiftAdamPointers {
    const std::uint32_t* primitives;
    const std::int64_t* columnStarts;
    const std::uint32_t* rows;
    const float* weights;
    const float* pixelGradients;
    std::int64_t dimensions;
    float learningRate, beta1, beta2, epsilon, unitWeight;
    float* features;
    float* firstMoments;
    float* secondMoments;
    std::uint32_t* steps;
};

CLEAVE_SIMD_DECLARE(void liftAdamColumns(const LiftAdamPointers& pointers,
                                         std::int64_t begin,
                                         std::int64_t end))

} // namespace cleave::kernels
