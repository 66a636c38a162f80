// SPDX-License-Identifier: Apache-2.0
// Blend weights of binned gaussians: the compositing of rasterize, written down instead of summed.
#pragma once

#include "kernels/blending/blend_weights.h"
#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Weights for pixels (index = y * width + x), row i for pixels(i), repeats allowed; empty: all
/// pixels in order. After projectGaussians and binTiles; overwrites what rasterize left in the
/// workspace.
BlendWeights blendTiles(RasterWorkspace& workspace, ArrayView<const std::int32_t, 1> pixels = {});

} // namespace cleave::kernels
