// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/blend_weights.h"

#include "core/rendering/pinhole_camera.h"
#include "core/rendering/raster_scene.h"
#include "kernels/blending/blend_tiles.h"

namespace cleave {

namespace {

kernels::BlendWeights ofPixels(const RadianceField& field,
                               const Camera& camera,
                               kernels::ArrayView<const std::int32_t, 1> pixels,
                               kernels::ArrayView<const float, 1> visibility) {
    return std::visit(
        [&](const auto& pointer) {
            CLEAVE_ASSERT(pointer != nullptr);
            WorkspaceLease workspace;
            kernels::GaussianView gaussians = gaussianView(*pointer, visibility);
            gaussians.shDegree = 0; // weights have no colour
            kernels::projectGaussians(gaussians, pinholeCamera(camera), *workspace);
            kernels::binTiles(*workspace);
            return kernels::blendTiles(*workspace, pixels);
        },
        field);
}

} // namespace

kernels::BlendWeights blendWeights(const RadianceField& field,
                                   const Camera& camera,
                                   kernels::ArrayView<const float, 1> visibility) {
    return ofPixels(field, camera, {}, visibility);
}

kernels::BlendWeights blendWeights(const RadianceField& field,
                                   const Camera& camera,
                                   std::span<const std::int32_t> pixels,
                                   kernels::ArrayView<const float, 1> visibility) {
    static constexpr std::int32_t none = 0; // an empty sample is not "all pixels"
    return ofPixels(field,
                    camera,
                    kernels::ArrayView<const std::int32_t, 1>(
                        pixels.empty() ? &none : pixels.data(), pixels.size()),
                    visibility);
}

} // namespace cleave
