// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to hierarchical_contrast.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

/// A chunk of rays; pointers as in hierarchical_contrast.h.
template <class T>
struct ContrastChunk {
    const T* features;
    const std::int32_t* clusters;
    const T* prototypes;
    const T* transposed;
    std::int64_t clusterCount, padded, dimensions;
    const std::int32_t* levelStarts;
    const std::int32_t* memberStarts;
    const std::int32_t* members;
    T levelWeight;
    T* scratch; ///< [3 * padded]
    T* featureGradients;
    T* prototypeGradients; ///< of this chunk alone
};

CLEAVE_SIMD_DECLARE(double contrastChunk(const ContrastChunk<float>& chunk,
                                         std::int64_t begin,
                                         std::int64_t end))
CLEAVE_SIMD_DECLARE(double contrastChunk(const ContrastChunk<double>& chunk,
                                         std::int64_t begin,
                                         std::int64_t end))

} // namespace cleave::kernels
