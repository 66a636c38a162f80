// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/render_hashgrid.h"

#include "core/field/primitive_cloud.h"
#include "core/rendering/walk_rays.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace cleave {

namespace {

constexpr int tileSide = 16; ///< pixels: rays that lie close together read the same entries

/// Sums along the rays of one tile.
struct RaySums {
    std::array<float, 3> color = {};
    float depth = 0, weight = 0;
};

struct Tiles {
    int width, height;

    int across() const { return (width + tileSide - 1) / tileSide; }

    int count() const { return across() * ((height + tileSide - 1) / tileSide); }

    std::vector<std::int32_t> pixels(int tile) const {
        const int x0 = tile % across() * tileSide, y0 = tile / across() * tileSide;
        std::vector<std::int32_t> result;
        for (int y = y0; y < std::min(y0 + tileSide, height); ++y)
            for (int x = x0; x < std::min(x0 + tileSide, width); ++x)
                result.push_back(y * width + x);
        return result;
    }
};

void renderTile(const HashgridField& field,
                const Camera& camera,
                const RenderRequest& request,
                const std::vector<std::int32_t>& pixels,
                RenderedView& view) {
    const WorldRays rays = raysOfPixels(camera, pixels);
    std::vector<RaySums> sums(pixels.size());
    std::vector<float> transmittances(pixels.size());
    SampleRequest samples;
    samples.colors = request.color;
    samples.leastWeight = 1e-5f;
    samples.plainColor = request.plainColor;
    walkRays(field,
             rays,
             0,
             rays.count(),
             samples,
             kernels::ArrayView<float, 1>(transmittances.data(), transmittances.size()),
             [&](const WalkedSamples& found) {
                 RaySums& sum = sums[static_cast<std::size_t>(found.ray)];
                 for (std::int64_t s = 0; s < found.count; ++s) {
                     const float weight = found.weights[s];
                     sum.weight += weight;
                     sum.depth += weight * found.t[s];
                     for (std::size_t c = 0; c < 3 && found.colors; ++c)
                         sum.color[c] += weight * found.colors[3 * s + std::int64_t(c)];
                 }
             });
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const auto pixel = static_cast<std::size_t>(pixels[i]);
        const RaySums& sum = sums[i];
        const float left = transmittances[i] > samples.leastTransmittance ? transmittances[i] : 0;
        view.alpha.pixels[pixel] = 1 - left;
        if (request.color)
            for (std::size_t c = 0; c < 3; ++c)
                view.color.pixels[3 * pixel + c] =
                    sum.color[c] + left * request.background[static_cast<Eigen::Index>(c)];
        if (request.depth && view.alpha.pixels[pixel] >= 0.5f && sum.weight > 0)
            view.depth.pixels[pixel] = sum.depth / sum.weight / field.cube.scale *
                                       rays.depths(static_cast<std::int64_t>(i));
    }
}

} // namespace

RenderedView
renderHashgrid(const HashgridField& field, const Camera& camera, const RenderRequest& request) {
    if (request.primitiveIds || !request.values.empty() || !request.visibility.empty())
        refuseWithoutPrimitives(field);
    const Tiles tiles{camera.intrinsics.width, camera.intrinsics.height};
    RenderedView view;
    view.alpha = FloatImage(tiles.width, tiles.height, 1);
    if (request.color)
        view.color = FloatImage(tiles.width, tiles.height, 3);
    if (request.depth)
        view.depth = FloatImage(tiles.width, tiles.height, 1);
    kernels::forChunks(tiles.count(), 1, [&](std::int64_t tile, std::int64_t, std::int64_t) {
        renderTile(field, camera, request, tiles.pixels(static_cast<int>(tile)), view);
    });
    return view;
}

} // namespace cleave
