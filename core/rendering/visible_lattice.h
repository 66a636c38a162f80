// SPDX-License-Identifier: Apache-2.0
// Where a trained grid field shows something: the lattice whose vertices become its primitives.
#pragma once

#include "core/base/progress.h"
#include "core/field/hashgrid_field.h"
#include "core/field/primitive_lattice.h"

#include <cstdint>

namespace cleave {

struct VisibleLatticeParams {
    int finest = 256;           ///< cells along a side of each cascade, at most; a multiple of 64
    std::int64_t most = 500000; ///< vertices; with more, the lattice is made coarser, down to 64
    float leastAlpha = 0.03f;   ///< of a cell's width that counts as something
};

/// Cells of the occupancy grid in which the density is seen, as fine as the number of their corners
/// allows. The lattice's opacities are the alphas of a cell's width around each vertex.
PrimitiveLattice
visibleLattice(const HashgridField& field, const VisibleLatticeParams& params, Progress& progress);

/// A field of the same parameters whose primitives are found, with a revision of its own.
HashgridField withPrimitives(HashgridField field, Progress& progress);

} // namespace cleave
