// SPDX-License-Identifier: Apache-2.0
// What the rasteriser is asked to draw: gaussians as they are optimised, and a pinhole camera.
#pragma once

#include "kernels/gaussians/planes.h"

namespace cleave::kernels {

/// The constants of splatting as every trained splat file assumes them (Kerbl et al. 2023).
namespace splatting {

inline constexpr float dilation = 0.3f; ///< pixels^2, added to the diagonal of the 2D covariance
inline constexpr float minAlpha = 1.0f / 255.0f; ///< what is fainter in a pixel is skipped
inline constexpr float maxAlpha = 0.999f;
inline constexpr float minTransmittance =
    1e-4f; ///< a pixel ends before the gaussian that would reach this
inline constexpr float nearPlane = 0.01f; ///< scene units

} // namespace splatting

struct GaussianView {
    ArrayView<const float, 2> planes; ///< [planeCount, stride], see planes.h
    std::int64_t count = 0;           ///< gaussians, <= stride
    int shDegree = 0;                 ///< degree in use, <= the stored one
    bool antialiased = false;         ///< opacity shrinks by what the dilation added in area
    ArrayView<const float, 1> visibility =
        {}; ///< [count] in [0, 1], multiplies the opacity; empty: all ones
};

/// World to pixels without distortion: x right, y down, z forward; pixel centres at + 0.5.
struct PinholeCamera {
    int width = 0;
    int height = 0;
    float fx = 0, fy = 0, cx = 0, cy = 0;            ///< pixels
    float rotation[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}; ///< cameraFromWorld, row-major
    float translation[3] = {};                       ///< cameraFromWorld, scene units

    /// Pixels that are wanted, [first, last): gaussians that touch none of them are left out. 0 as
    /// last: all.
    struct Window {
        int firstX = 0, firstY = 0, lastX = 0, lastY = 0;
    } window = {};
};

} // namespace cleave::kernels
