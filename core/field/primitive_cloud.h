// SPDX-License-Identifier: Apache-2.0
// A field seen as a cloud of primitives: the gaussians of a splat, the occupied lattice vertices of
// a grid.
#pragma once

#include "core/camera/bounds.h"
#include "core/field/radiance_field.h"
#include "kernels/base/array.h"

namespace cleave {

struct PrimitiveCloud {
    kernels::Array<float, 2> positions; ///< [N, 3] scene units
    kernels::Array<float, 1> extents;   ///< [N] scene units: the largest standard deviation
    kernels::Array<float, 1> opacities; ///< [N] in [0, 1]
    Revision revision = 0;              ///< of the field

    std::int64_t count() const { return positions.size(0); }

    Bounds bounds() const;
};

PrimitiveCloud primitiveCloud(const RadianceField& field);

/// Throws Error(Missing): what was asked for needs primitives, but the grid's training has not
/// ended.
[[noreturn]] void refuseWithoutPrimitives(const HashgridField& field);

} // namespace cleave
