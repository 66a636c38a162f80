// SPDX-License-Identifier: Apache-2.0
// How near a rendered view comes to its photo.
#pragma once

#include "core/image/image.h"
#include "kernels/base/array_view.h"

namespace cleave {

struct ImageMetrics {
    double psnr = 0; ///< dB, peak 1; 100 for equal images
    double ssim = 0; ///< as in kernels/image/ssim.h
};

/// rendered [3, H, W], clamped to [0, 1] first; photo RGB of the same size, at least 16 pixels
/// wide.
ImageMetrics imageMetrics(kernels::ArrayView<const float, 3> rendered, const Image& photo);

/// The same for interleaved images; both RGB and of one size, else Error.
ImageMetrics imageMetrics(const FloatImage& rendered, const Image& photo);
ImageMetrics imageMetrics(const Image& image, const Image& photo);

} // namespace cleave
