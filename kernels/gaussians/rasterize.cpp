// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/rasterize.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/gaussians/rasterize_schedule.h"

#include <algorithm>

namespace cleave::kernels {

namespace {

template <class Images>
void checkImages(const Images& images, ArrayView<const float, 2> values, const RasterWorkspace& w) {
    const std::int64_t height = w.height, width = w.width;
    if (!images.color.empty())
        requireShape(images.color, {3, height, width}, "colour image");
    if (!images.alpha.empty())
        requireShape(images.alpha, {height, width}, "alpha image");
    if (!images.depth.empty())
        requireShape(images.depth, {height, width}, "depth image");
    if (!images.values.empty())
        requireShape(images.values, {values.size(1), height, width}, "value image");
    if (!images.values.empty())
        requireShape(values, {w.gaussianCount, -1}, "values");
}

int tileCount(const RasterWorkspace& w) {
    return w.tilesX * w.tilesY;
}

/// Channels [first, first + valueGroupSize) of the carried values.
ValuesJob valueGroup(ArrayView<const float, 2> values, std::int64_t first) {
    ValuesJob job{};
    job.values = values.data() + first;
    job.stride = values.size(1);
    job.channels = static_cast<int>(std::min<std::int64_t>(valueGroupSize, values.size(1) - first));
    return job;
}

template <class Body>
void forTiles(const RasterWorkspace& w, const Body& body) {
    forChunks(tileCount(w), 1, [&](std::int64_t tile, std::int64_t, std::int64_t) {
        body(static_cast<int>(tile));
    });
}

/// Sums of one group's pairs per gaussian, in the order of the gaussian's tiles.
void addValueGradients(const RasterWorkspace& w,
                       const ValuesJob& group,
                       ArrayView<float, 2> gradients,
                       std::int64_t first) {
    const std::uint32_t* starts = w.pairStarts.data();
    forChunks(w.gaussianCount, 1024, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t g = begin; g < end; ++g) {
            float* out = gradients.row(g).data() + first;
            for (std::int64_t slot = starts[g]; slot < starts[g + 1]; ++slot)
                for (int c = 0; c < group.channels; ++c)
                    out[c] += group.pairValueGradients[slot * group.channels + c];
        }
    });
}

} // namespace

void rasterize(const RasterBackground& background,
               ArrayView<const float, 2> values,
               const RasterImages& images,
               RasterWorkspace& workspace) {
    checkImages(images, values, workspace);
    if (!images.primitiveIds.empty())
        requireShape(
            images.primitiveIds, {workspace.height, workspace.width}, "primitive id image");
    RasterJob job{workspace.width,
                  workspace.height,
                  workspace.tilesX,
                  workspace.sorted.data(),
                  workspace.tileStarts.data(),
                  workspace.pairRanks.data(),
                  workspace.tileEnds.reserve(tileCount(workspace)),
                  workspace.pairBlocks.reserve(workspace.pairCount),
                  {background.color[0], background.color[1], background.color[2]},
                  images.color.data(),
                  images.alpha.data(),
                  images.depth.data(),
                  images.primitiveIds.data()};
    forTiles(workspace, [&](int tile) { CLEAVE_SIMD_CALL(rasterizeTile, job, tile); });
    if (images.values.empty())
        return;
    for (std::int64_t first = 0; first < values.size(1); first += valueGroupSize) {
        ValuesJob group = valueGroup(values, first);
        group.image = images.values.row(first).data();
        forTiles(workspace,
                 [&](int tile) { CLEAVE_SIMD_CALL(rasterizeTileValues, job, group, tile); });
    }
}

void rasterizeBackward(const RasterBackground&,
                       ArrayView<const float, 2> values,
                       const RasterImagesOf<const float>& images,
                       const RasterImagesOf<const float>& imageGradients,
                       RasterWorkspace& workspace,
                       ArrayView<float, 2> valueGradients) {
    checkImages(images, values, workspace);
    checkImages(imageGradients, values, workspace);
    CLEAVE_ASSERT(imageGradients.color.empty() || !images.color.empty());
    CLEAVE_ASSERT(imageGradients.depth.empty() || !images.depth.empty());
    CLEAVE_ASSERT((imageGradients.alpha.empty() && imageGradients.depth.empty()) ||
                  !images.alpha.empty());
    CLEAVE_ASSERT(imageGradients.values.empty() || !images.values.empty());
    const RasterBackwardJob job{workspace.width,
                                workspace.height,
                                workspace.tilesX,
                                workspace.sorted.data(),
                                workspace.tileStarts.data(),
                                workspace.pairRanks.data(),
                                workspace.pairSlots.data(),
                                workspace.tileEnds.data(),
                                workspace.pairBlocks.data(),
                                workspace.pairGradients.reserve(workspace.pairCount),
                                images.color.data(),
                                images.alpha.data(),
                                images.depth.data(),
                                imageGradients.color.data(),
                                imageGradients.alpha.data(),
                                imageGradients.depth.data()};
    forTiles(workspace, [&](int tile) { CLEAVE_SIMD_CALL(rasterizeTileBackward, job, tile); });
    if (imageGradients.values.empty())
        return;
    if (!valueGradients.empty())
        requireShape(valueGradients, {workspace.gaussianCount, values.size(1)}, "value gradients");
    for (std::int64_t first = 0; first < values.size(1); first += valueGroupSize) {
        ValuesJob group = valueGroup(values, first);
        group.images = images.values.row(first).data();
        group.imageGradient = imageGradients.values.row(first).data();
        if (!valueGradients.empty())
            group.pairValueGradients =
                workspace.pairValueGradients.reserve(workspace.pairCount * group.channels);
        forTiles(workspace, [&](int tile) {
            CLEAVE_SIMD_CALL(rasterizeTileValuesBackward, job, group, tile);
        });
        if (!valueGradients.empty())
            addValueGradients(workspace, group, valueGradients, first);
    }
}

} // namespace cleave::kernels
