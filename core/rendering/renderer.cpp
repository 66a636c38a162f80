// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/renderer.h"

#include "core/rendering/raster_scene.h"
#include "core/rendering/render_hashgrid.h"
#include "kernels/base/parallel_for.h"

namespace cleave {

namespace {

/// Planes [C, H, W] -> pixels [H, W, C].
FloatImage interleaved(kernels::ArrayView<const float, 3> planes) {
    const int channels = static_cast<int>(planes.size(0));
    FloatImage image(static_cast<int>(planes.size(2)), static_cast<int>(planes.size(1)), channels);
    const std::int64_t pixels = planes.size(1) * planes.size(2);
    kernels::forChunks(pixels, 1 << 14, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (int c = 0; c < channels; ++c) {
            const float* plane = planes.data() + c * pixels;
            for (std::int64_t i = begin; i < end; ++i)
                image.pixels[i * channels + c] = plane[i];
        }
    });
    return image;
}

void clearWhereThin(FloatImage& depth, const FloatImage& alpha) {
    for (std::size_t i = 0; i < depth.pixels.size(); ++i)
        if (!(alpha.pixels[i] >= 0.5f))
            depth.pixels[i] = 0;
}

RenderedView
renderField(const GaussianField& field, const Camera& camera, const RenderRequest& request) {
    const int width = camera.intrinsics.width, height = camera.intrinsics.height;
    WorkspaceLease workspace;
    prepareTiles(field, camera, *workspace, request.visibility, request.plainColor);
    RenderedView view;
    view.alpha = FloatImage(width, height, 1);
    kernels::Array<float, 3> color, values;
    kernels::RasterImages images;
    images.alpha = kernels::ArrayView<float, 2>(view.alpha.pixels.data(), height, width);
    if (request.color) {
        color = kernels::Array<float, 3>(3, height, width);
        images.color = color;
    }
    if (request.depth) {
        view.depth = FloatImage(width, height, 1);
        images.depth = kernels::ArrayView<float, 2>(view.depth.pixels.data(), height, width);
    }
    if (request.primitiveIds) {
        view.primitiveIds = IdImage(width, height, 1);
        images.primitiveIds =
            kernels::ArrayView<std::int32_t, 2>(view.primitiveIds.pixels.data(), height, width);
    }
    if (!request.values.empty()) {
        values = kernels::Array<float, 3>(request.values.size(1), height, width);
        images.values = values;
    }
    kernels::RasterBackground background;
    for (int c = 0; c < 3; ++c)
        background.color[c] = request.background[c];
    kernels::rasterize(background, request.values, images, *workspace);
    if (request.color)
        view.color = interleaved(color.view());
    if (request.depth)
        clearWhereThin(view.depth, view.alpha);
    if (!request.values.empty())
        view.values = interleaved(values.view());
    return view;
}

RenderedView
renderField(const HashgridField& field, const Camera& camera, const RenderRequest& request) {
    return renderHashgrid(field, camera, request);
}

} // namespace

RenderedView
renderView(const RadianceField& field, const Camera& camera, const RenderRequest& request) {
    return std::visit(
        [&](const auto& pointer) {
            CLEAVE_ASSERT(pointer != nullptr);
            return renderField(*pointer, camera, request);
        },
        field);
}

} // namespace cleave
