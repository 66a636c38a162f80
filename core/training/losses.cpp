// SPDX-License-Identifier: Apache-2.0
#include "core/training/losses.h"

namespace cleave {

kernels::PhotometricLoss PhotoLoss::evaluate(kernels::ArrayView<const float, 3> rendered,
                                             const Image& photo,
                                             float ssimWeight) {
    const std::int64_t height = rendered.size(1), width = rendered.size(2);
    CLEAVE_ASSERT(photo.channels == 3 && photo.width == width && photo.height == height);
    if (photo_.size(1) != height || photo_.size(2) != width) {
        photo_ = kernels::Array<float, 3>(3, height, width);
        gradient_ = kernels::Array<float, 3>(3, height, width);
        maps_ = kernels::Array<float, 4>(3, 3, height, width);
    }
    kernels::planesFromBytes(
        kernels::ArrayView<const std::uint8_t, 3>(photo.pixels.data(), height, width, 3), photo_);
    return kernels::photometricLoss(rendered, photo_.constView(), ssimWeight, maps_, gradient_);
}

} // namespace cleave
