// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/render_hashgrid.h"

#include "core/rendering/seen_samples.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr std::int64_t grain = 4096;
/// Who asks for more than one pixel in so many comes again for others: the whole view is kept.
constexpr std::int64_t shareWorthAll = 40;

/// The primitive with the largest weight in each row, -1: none.
IdImage strongest(const kernels::BlendWeights& weights, int width, int height) {
    IdImage ids(width, height, 1, -1);
    kernels::parallelFor<kernels::Device::Cpu>(
        weights.rowCount(),
        [&](std::int64_t row) {
            float largest = 0;
            for (std::int64_t e = weights.rowStarts(row); e < weights.rowStarts(row + 1); ++e) {
                if (!(weights.weights.data()[e] > largest))
                    continue;
                largest = weights.weights.data()[e];
                ids.pixels[static_cast<std::size_t>(row)] =
                    static_cast<std::int32_t>(weights.primitives.data()[e]);
            }
        },
        grain);
    return ids;
}

void overBackground(FloatImage& color, const FloatImage& alpha, const Eigen::Vector3f& background) {
    for (std::size_t i = 0; i < alpha.pixels.size(); ++i)
        for (int c = 0; c < 3; ++c)
            color.pixels[3 * i + static_cast<std::size_t>(c)] +=
                (1 - alpha.pixels[i]) * background[c];
}

} // namespace

RenderedView
renderHashgrid(const HashgridField& field, const Camera& camera, const RenderRequest& request) {
    const int width = camera.intrinsics.width, height = camera.intrinsics.height;
    const bool wantsPrimitives = request.primitiveIds || !request.values.empty();
    const SeenRequest wanted{.color = request.color,
                             .plainColor = request.plainColor,
                             .samples = wantsPrimitives,
                             .visibility = request.visibility,
                             .isStale = request.isStale};
    const std::shared_ptr<const SeenSamples> seen =
        wantsPrimitives && request.visibility.empty()
            ? lookOnce(field, camera, wanted)
            : std::make_shared<const SeenSamples>(look(field, camera, wanted));
    RenderedView view;
    view.alpha = FloatImage(width, height, 1);
    view.alpha.pixels = seen->alpha;
    if (request.color) {
        view.color = FloatImage(width, height, 3);
        view.color.pixels = seen->color;
        overBackground(view.color, view.alpha, request.background);
    }
    if (request.depth) {
        view.depth = FloatImage(width, height, 1);
        for (std::size_t i = 0; i < view.depth.pixels.size(); ++i)
            view.depth.pixels[i] = seen->alpha[i] >= 0.5f ? seen->depth[i] : 0.0f;
    }
    if (!wantsPrimitives)
        return view;
    const kernels::BlendWeights weights = blendWeightsOf(field, camera, *seen);
    if (request.primitiveIds)
        view.primitiveIds = strongest(weights, width, height);
    if (!request.values.empty()) {
        view.values = FloatImage(width, height, static_cast<int>(request.values.size(1)));
        kernels::renderValues(weights,
                              request.values,
                              kernels::ArrayView<float, 2>(view.values.pixels.data(),
                                                           weights.rowCount(),
                                                           request.values.size(1)));
    }
    return view;
}

kernels::BlendWeights hashgridWeights(const HashgridField& field,
                                      const Camera& camera,
                                      std::span<const std::int32_t> pixels,
                                      kernels::ArrayView<const float, 1> visibility) {
    const SeenRequest request{.samples = true, .visibility = visibility};
    if (pixels.empty() && visibility.empty())
        return blendWeightsOf(field, camera, *lookOnce(field, camera, request));
    if (visibility.empty()) {
        const std::int64_t all =
            static_cast<std::int64_t>(camera.intrinsics.width) * camera.intrinsics.height;
        const bool isMuch = static_cast<std::int64_t>(pixels.size()) * shareWorthAll > all;
        if (const auto whole = lookOnce(field, camera, request, isMuch))
            return blendWeightsOf(field, camera, rowsOf(*whole, pixels), pixels);
    }
    return blendWeightsOf(field, camera, look(field, camera, request, pixels), pixels);
}

} // namespace cleave
