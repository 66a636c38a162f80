// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/blend_weights.h"

#include "core/rendering/pinhole_camera.h"
#include "core/rendering/raster_scene.h"
#include "core/rendering/render_hashgrid.h"
#include "kernels/blending/blend_tiles.h"

#include <algorithm>
#include <limits>

namespace cleave {

namespace {

/// The box around the pixels: a click then bins what lies under it instead of the whole scene.
kernels::PinholeCamera::Window windowAround(kernels::ArrayView<const std::int32_t, 1> pixels,
                                            int width) {
    if (pixels.empty())
        return {};
    kernels::PinholeCamera::Window window{width, std::numeric_limits<int>::max(), 0, 0};
    for (const std::int32_t pixel : pixels) {
        const int x = pixel % width, y = pixel / width;
        window.firstX = std::min(window.firstX, x);
        window.lastX = std::max(window.lastX, x + 1);
        window.firstY = std::min(window.firstY, y);
        window.lastY = std::max(window.lastY, y + 1);
    }
    return window;
}

kernels::BlendWeights weightsOf(const GaussianField& field,
                                const Camera& camera,
                                kernels::ArrayView<const std::int32_t, 1> pixels,
                                kernels::ArrayView<const float, 1> visibility) {
    WorkspaceLease workspace;
    kernels::GaussianView gaussians = gaussianView(field, visibility);
    gaussians.shDegree = 0; // weights have no colour
    kernels::PinholeCamera pinhole = pinholeCamera(camera);
    pinhole.window = windowAround(pixels, pinhole.width);
    kernels::projectGaussians(gaussians, pinhole, *workspace);
    kernels::binTiles(*workspace);
    return kernels::blendTiles(*workspace, pixels);
}

kernels::BlendWeights weightsOf(const HashgridField& field,
                                const Camera& camera,
                                kernels::ArrayView<const std::int32_t, 1> pixels,
                                kernels::ArrayView<const float, 1> visibility) {
    if (pixels.data() && pixels.empty()) {
        kernels::BlendWeights none;
        none.rowStarts = kernels::Array<std::int64_t, 1>(1);
        none.primitiveCount = field.count;
        return none;
    }
    return hashgridWeights(
        field, camera, {pixels.data(), static_cast<std::size_t>(pixels.count())}, visibility);
}

kernels::BlendWeights ofPixels(const RadianceField& field,
                               const Camera& camera,
                               kernels::ArrayView<const std::int32_t, 1> pixels,
                               kernels::ArrayView<const float, 1> visibility) {
    return std::visit(
        [&](const auto& pointer) {
            CLEAVE_ASSERT(pointer != nullptr);
            return weightsOf(*pointer, camera, pixels, visibility);
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
