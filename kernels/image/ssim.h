// SPDX-License-Identifier: Apache-2.0
// Structural similarity (Wang et al. 2004; 11 x 11 gaussian window of sigma 1.5, zero padding as
// Kerbl et al. 2023 use it) and the photometric loss of gaussian splatting with its gradient,
// fused: the statistics of both images are blurred together, and only three derivative maps go
// through memory.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// Narrower images are refused: a vector of pixels must fit into a row.
inline constexpr std::int64_t minImageWidth = 16;

/// bytes [H, W, 3] -> planes out [3, H, W] in [0, 1]
void planesFromBytes(ArrayView<const std::uint8_t, 3> bytes, ArrayView<float, 3> planes);

struct PhotometricLoss {
    double l1 = 0;   ///< mean absolute difference over pixels and channels
    double ssim = 0; ///< mean over pixels and channels

    double total(double ssimWeight) const {
        return (1 - ssimWeight) * l1 + ssimWeight * (1 - ssim);
    }
};

/// loss = (1 - ssimWeight) * L1 + ssimWeight * (1 - SSIM), and its gradient by `rendered`.
/// rendered, photo [3, H, W], W >= minImageWidth; maps scratch [3, 3, H, W]; gradient out [3, H,
/// W], overwritten.
PhotometricLoss photometricLoss(ArrayView<const float, 3> rendered,
                                ArrayView<const float, 3> photo,
                                float ssimWeight,
                                ArrayView<float, 4> maps,
                                ArrayView<float, 3> gradient);

/// The same without gradient.
PhotometricLoss photometricLoss(ArrayView<const float, 3> rendered,
                                ArrayView<const float, 3> photo);

} // namespace cleave::kernels
