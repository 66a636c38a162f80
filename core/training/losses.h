// SPDX-License-Identifier: Apache-2.0
// The loss between a rendered view and its photo, with the scratch memory it keeps between steps.
#pragma once

#include "core/image/image.h"
#include "kernels/base/array.h"
#include "kernels/image/ssim.h"

namespace cleave {

class PhotoLoss {
public:
    /// L1 and SSIM of rendered [3, H, W] against the photo (RGB, 8 bit, same size) and the gradient
    /// of their weighted sum.
    kernels::PhotometricLoss
    evaluate(kernels::ArrayView<const float, 3> rendered, const Image& photo, float ssimWeight);

    /// Of the last evaluation, [3, H, W].
    kernels::ArrayView<const float, 3> gradient() const { return gradient_.view(); }

private:
    kernels::Array<float, 3> photo_;
    kernels::Array<float, 3> gradient_;
    kernels::Array<float, 4> maps_;
};

} // namespace cleave
