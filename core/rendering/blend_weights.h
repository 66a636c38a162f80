// SPDX-License-Identifier: Apache-2.0
// Blend weights of a view, for all its pixels or for a sample of them.
#pragma once

#include "core/camera/camera.h"
#include "core/field/radiance_field.h"
#include "kernels/blending/blend_weights.h"

#include <cstdint>
#include <span>

namespace cleave {

/// Rows = all pixels of the camera, row-major (P = width * height). visibility multiplies each
/// primitive's opacity [N] in [0, 1]; empty: all ones.
kernels::BlendWeights blendWeights(const RadianceField& field,
                                   const Camera& camera,
                                   kernels::ArrayView<const float, 1> visibility = {});
/// Rows = the given pixels (index = y * width + x), in the given order; repeats allowed.
kernels::BlendWeights blendWeights(const RadianceField& field,
                                   const Camera& camera,
                                   std::span<const std::int32_t> pixels,
                                   kernels::ArrayView<const float, 1> visibility = {});

} // namespace cleave
