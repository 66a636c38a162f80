// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to similarity.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

/// One query of 16 values.
CLEAVE_SIMD_DECLARE(void similarity16(const float* features,
                                      const float* query,
                                      float* similarity,
                                      std::int64_t begin,
                                      std::int64_t end))
/// Any dimensions and number of queries.
CLEAVE_SIMD_DECLARE(void similarityAny(const float* features,
                                       const float* queries,
                                       std::int64_t dimensions,
                                       std::int64_t queryCount,
                                       float* similarity,
                                       std::int64_t begin,
                                       std::int64_t end))
/// begin is a multiple of 64; returns the set bits.
CLEAVE_SIMD_DECLARE(std::int64_t thresholdWords(const float* values,
                                                float threshold,
                                                std::uint64_t* words,
                                                std::int64_t begin,
                                                std::int64_t end))

} // namespace cleave::kernels
