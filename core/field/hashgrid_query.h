// SPDX-License-Identifier: Apache-2.0
// Density and colour of a grid field anywhere in the world.
#pragma once

#include "core/field/hashgrid_field.h"

namespace cleave {

/// positions [N, 3] scene units; densities out [N] per scene unit (alpha of a length d is 1 -
/// exp(-density d)); 0 outside the cube and, if skipEmpty, in cells that are not occupied.
void densitiesAt(const HashgridField& field,
                 kernels::ArrayView<const float, 2> positions,
                 bool skipEmpty,
                 kernels::ArrayView<float, 1> densities);

/// The same with colours out [N, 3], sRGB-coded, as seen along directions [N, 3] (any length but
/// 0), from the camera towards the point. Colours where the density is 0 are 0.
void radianceAt(const HashgridField& field,
                kernels::ArrayView<const float, 2> positions,
                kernels::ArrayView<const float, 2> directions,
                bool skipEmpty,
                kernels::ArrayView<float, 1> densities,
                kernels::ArrayView<float, 2> colors);

} // namespace cleave
