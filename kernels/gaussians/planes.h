// SPDX-License-Identifier: Apache-2.0
// Where each scalar parameter of a gaussian lies: planes [planeCount, stride], plane p of gaussian
// g at p * stride + g. The stride is a multiple of 16 lanes with a pack to spare; gaussians beyond
// the count are invisible padding, so that SIMD loops need no tail.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

namespace plane {

inline constexpr int mean = 0;     ///< 3: x y z, scene units
inline constexpr int logScale = 3; ///< 3: natural log of scene units
inline constexpr int rotation = 6; ///< 4: quaternion w x y z, of any length
inline constexpr int opacityLogit = 10;
inline constexpr int sh = 11; ///< 3 per band function: sh + k * 3 + channel

} // namespace plane

inline constexpr int maxShDegree = 3;

constexpr int shFunctionCount(int degree) {
    return (degree + 1) * (degree + 1);
}

constexpr int gaussianPlaneCount(int shDegree) {
    return plane::sh + 3 * shFunctionCount(shDegree);
}

constexpr std::int64_t gaussianPlaneStride(std::int64_t count) {
    return (count + 15) / 16 * 16 + 16;
}

/// Makes the gaussians beyond `count` harmless: behind no camera's near plane, of unit rotation,
/// fully transparent.
inline void padGaussianPlanes(ArrayView<float, 2> planes, std::int64_t count) {
    for (std::int64_t g = count; g < planes.size(1); ++g) {
        planes(plane::rotation, g) = 1;
        planes(plane::opacityLogit, g) = -50;
    }
}

} // namespace cleave::kernels
