// SPDX-License-Identifier: Apache-2.0
// Front-to-back compositing of projected, binned gaussians, and its backward. A training step is
//
//     projectGaussians(gaussians, camera, workspace);
//     binTiles(workspace);
//     rasterize(background, {}, images, workspace);
//     ... loss: images -> gradients of the images ...
//     rasterizeBackward(background, {}, images, imageGradients, workspace);
//     projectGaussiansBackward(gaussians, camera, workspace, gradients);
//
// Results are the same bits for any number of threads.
#pragma once

#include "kernels/gaussians/bin_tiles.h"
#include "kernels/gaussians/project.h"

namespace cleave::kernels {

/// Planar images; what is empty is not wanted (as output) or has no gradient (as gradient).
template <class T>
struct RasterImagesOf {
    ArrayView<T, 3> color =
        {}; ///< [3, H, W] sum of weight * colour + transmittance * background; may exceed 1
    ArrayView<T, 2> alpha = {}; ///< [H, W] sum of weights, in [0, 1)
    ArrayView<T, 2> depth =
        {}; ///< [H, W] sum of weight * z / alpha, scene units; 0 where alpha is 0
    ArrayView<T, 3> values = {}; ///< [C, H, W] sum of weight * value
};

struct RasterImages : RasterImagesOf<float> {
    ArrayView<std::int32_t, 2> primitiveIds =
        {}; ///< [H, W] gaussian of the largest weight, -1: none
};

struct RasterBackground {
    float color[3] = {0, 0, 0};
};

/// Overwrites the images. values [N, C] are carried by the gaussians; wanted where images.values
/// is.
void rasterize(const RasterBackground& background,
               ArrayView<const float, 2> values,
               const RasterImages& images,
               RasterWorkspace& workspace);

/// From gradients of the images to gradients per gaussian-tile pair in the workspace, for
/// projectGaussiansBackward. `images`: as rasterize wrote them, unchanged: those that have a
/// gradient, and alpha where depth has one. valueGradients [N, C] are added into; empty: not
/// wanted.
void rasterizeBackward(const RasterBackground& background,
                       ArrayView<const float, 2> values,
                       const RasterImagesOf<const float>& images,
                       const RasterImagesOf<const float>& imageGradients,
                       RasterWorkspace& workspace,
                       ArrayView<float, 2> valueGradients = {});

} // namespace cleave::kernels
