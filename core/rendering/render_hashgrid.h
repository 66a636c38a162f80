// SPDX-License-Identifier: Apache-2.0
// Grid fields through a camera: the part of renderer.h and blend_weights.h that is theirs.
#pragma once

#include "core/field/hashgrid_field.h"
#include "core/rendering/renderer.h"
#include "kernels/blending/blend_weights.h"

#include <span>

namespace cleave {

RenderedView
renderHashgrid(const HashgridField& field, const Camera& camera, const RenderRequest& request);

/// pixels: empty: all.
kernels::BlendWeights hashgridWeights(const HashgridField& field,
                                      const Camera& camera,
                                      std::span<const std::int32_t> pixels,
                                      kernels::ArrayView<const float, 1> visibility);

} // namespace cleave
