// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/hashgrid_rays.h"

#include "core/rendering/walk_rays.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace cleave {

namespace {

constexpr std::int64_t grain = 256; ///< rays of a chunk

/// What one chunk found, in the order in which it was found.
struct ChunkSamples {
    std::vector<std::int64_t> rays; ///< of each sample
    std::vector<float> t, stepSizes, weights, colors;
};

void append(ChunkSamples& chunk, const WalkedSamples& samples) {
    chunk.rays.insert(chunk.rays.end(), static_cast<std::size_t>(samples.count), samples.ray);
    chunk.t.insert(chunk.t.end(), samples.t, samples.t + samples.count);
    chunk.stepSizes.insert(
        chunk.stepSizes.end(), samples.stepSizes, samples.stepSizes + samples.count);
    chunk.weights.insert(chunk.weights.end(), samples.weights, samples.weights + samples.count);
    if (samples.colors)
        chunk.colors.insert(chunk.colors.end(), samples.colors, samples.colors + 3 * samples.count);
}

/// Sample by sample to the places of their rays; `next` is where each ray goes on.
void place(const ChunkSamples& chunk,
           const HashgridField& field,
           const WorldRays& rays,
           std::vector<std::int64_t>& next,
           RaySamples& out) {
    for (std::size_t i = 0; i < chunk.rays.size(); ++i) {
        const std::int64_t ray = chunk.rays[i], to = next[static_cast<std::size_t>(ray)]++;
        out.t(to) = chunk.t[i] / field.cube.scale;
        out.stepSizes(to) = chunk.stepSizes[i] / field.cube.scale;
        out.weights(to) = chunk.weights[i];
        for (int axis = 0; axis < 3; ++axis) {
            out.positions(to, axis) =
                rays.origins(ray, axis) + out.t(to) * rays.directions(ray, axis);
            if (!chunk.colors.empty())
                out.colors(to, axis) = chunk.colors[3 * i + static_cast<std::size_t>(axis)];
        }
    }
}

void setRay(WorldRays& rays, std::int64_t ray, const Camera& camera, double x, double y) {
    const Intrinsics& lens = camera.intrinsics;
    const Eigen::Vector3d inCamera =
        Eigen::Vector3d((x + 0.5 - lens.cx) / lens.fx, (y + 0.5 - lens.cy) / lens.fy, 1)
            .normalized();
    const Eigen::Vector3d direction = camera.pose.rotation.transpose() * inCamera,
                          origin = camera.pose.centerInWorld();
    for (int axis = 0; axis < 3; ++axis) {
        rays.origins(ray, axis) = static_cast<float>(origin[axis]);
        rays.directions(ray, axis) = static_cast<float>(direction[axis]);
    }
    rays.depths(ray) = static_cast<float>(inCamera.z());
}

} // namespace

WorldRays raysOfPixels(const Camera& camera, std::span<const std::int32_t> pixels) {
    WorldRays rays(static_cast<std::int64_t>(pixels.size()));
    for (std::int64_t i = 0; i < rays.count(); ++i) {
        const std::int32_t pixel = pixels[static_cast<std::size_t>(i)];
        setRay(rays, i, camera, pixel % camera.intrinsics.width, pixel / camera.intrinsics.width);
    }
    return rays;
}

WorldRays raysOfRows(const Camera& camera, int firstRow, int rowCount) {
    std::vector<std::int32_t> pixels(static_cast<std::size_t>(camera.intrinsics.width) *
                                     static_cast<std::size_t>(rowCount));
    std::iota(pixels.begin(), pixels.end(), firstRow * camera.intrinsics.width);
    return raysOfPixels(camera, pixels);
}

RaySamples
sampleRays(const HashgridField& field, const WorldRays& rays, const SampleRequest& request) {
    RaySamples out;
    out.transmittances = kernels::Array<float, 1>(rays.count());
    std::vector<ChunkSamples> chunks(
        static_cast<std::size_t>(kernels::chunkCount(rays.count(), grain)));
    kernels::forChunks(
        rays.count(), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            ChunkSamples& mine = chunks[static_cast<std::size_t>(chunk)];
            walkRays(field,
                     rays,
                     begin,
                     end,
                     request,
                     out.transmittances,
                     [&](const WalkedSamples& samples) { append(mine, samples); });
        });
    out.rowStarts = kernels::Array<std::int64_t, 1>(rays.count() + 1);
    for (const ChunkSamples& chunk : chunks)
        for (std::int64_t ray : chunk.rays)
            ++out.rowStarts(ray + 1);
    std::partial_sum(out.rowStarts.begin(), out.rowStarts.end(), out.rowStarts.begin());
    const std::int64_t count = out.rowStarts(rays.count());
    out.t = kernels::Array<float, 1>(count);
    out.stepSizes = kernels::Array<float, 1>(count);
    out.weights = kernels::Array<float, 1>(count);
    out.positions = kernels::Array<float, 2>(count, 3);
    if (request.colors)
        out.colors = kernels::Array<float, 2>(count, 3);
    std::vector<std::int64_t> next(out.rowStarts.begin(), out.rowStarts.end());
    kernels::forChunks(static_cast<std::int64_t>(chunks.size()),
                       1,
                       [&](std::int64_t chunk, std::int64_t, std::int64_t) {
                           place(chunks[static_cast<std::size_t>(chunk)], field, rays, next, out);
                       });
    return out;
}

} // namespace cleave
