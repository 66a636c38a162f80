// SPDX-License-Identifier: Apache-2.0
// A sparse lattice of vertices in nested cubes (cascades): what carries values in a field that has
// no primitives of its own. Vertices are the corners of occupied cells, found through a table of
// blocks.
#pragma once

#include "kernels/base/array_view.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace cleave::kernels {

inline constexpr int latticeMaxCascades = 8;
inline constexpr int latticeBlock = 8; ///< vertices along a side of a block
inline constexpr int latticeBlockVertices = latticeBlock * latticeBlock * latticeBlock;

/// Cascade c is the cube [-halfSizes[c], halfSizes[c]]^3 of resolution^3 cells; a point belongs to
/// the first one that holds it.
struct LatticeView {
    int resolution = 0; ///< cells along a side, a multiple of 8
    int cascadeCount = 0;
    float halfSizes[latticeMaxCascades] = {};
    ArrayView<const std::int32_t, 1>
        blocks; ///< [cascades * B^3], B = resolution / 8 + 1, x fastest: a block's place, -1: none
    ArrayView<const std::int32_t, 2> vertices; ///< [places, 512], x fastest: vertex, -1: none
    ArrayView<const std::uint64_t, 1>
        cells; ///< occupied cells, a bit each: x + resolution * (y + resolution * z), by cascade
    std::int64_t vertexCount = 0;

    int blocksPerSide() const { return resolution / latticeBlock + 1; }

    /// The first cascade that holds the point, -1: none does.
    int cascadeOf(const float* point) const {
        const float reach = std::max({std::abs(point[0]), std::abs(point[1]), std::abs(point[2])});
        for (int c = 0; c < cascadeCount; ++c)
            if (reach <= halfSizes[c])
                return c;
        return -1;
    }

    /// Vertex at integer coordinates in [0, resolution], -1: none.
    std::int32_t vertexAt(int cascade, int x, int y, int z) const {
        const int side = blocksPerSide();
        const std::int64_t block =
            ((static_cast<std::int64_t>(cascade) * side + z / latticeBlock) * side +
             y / latticeBlock) *
                side +
            x / latticeBlock;
        const std::int32_t place = blocks.data()[block];
        if (place < 0)
            return -1;
        const int inside =
            (z % latticeBlock * latticeBlock + y % latticeBlock) * latticeBlock + x % latticeBlock;
        return vertices.data()[static_cast<std::int64_t>(place) * latticeBlockVertices + inside];
    }
};

/// The cell around a point and where in it the point lies.
struct LatticeCell {
    int cascade = -1;
    int corner[3] = {};
    float offset[3] = {}; ///< [0, 1]

    LatticeCell(const LatticeView& lattice, const float* point) {
        cascade = lattice.cascadeOf(point);
        if (cascade < 0)
            return;
        const float half = lattice.halfSizes[cascade];
        for (int axis = 0; axis < 3; ++axis) {
            const float at =
                (point[axis] + half) / (2 * half) * static_cast<float>(lattice.resolution);
            corner[axis] = std::clamp(static_cast<int>(at), 0, lattice.resolution - 1);
            offset[axis] = std::clamp(at - static_cast<float>(corner[axis]), 0.0f, 1.0f);
        }
    }

    /// Where nothing is occupied there is nothing to see.
    bool isOccupied(const LatticeView& lattice) const {
        if (cascade < 0)
            return false;
        const std::int64_t side = lattice.resolution;
        const std::int64_t cell =
            ((cascade * side + corner[2]) * side + corner[1]) * side + corner[0];
        return lattice.cells.data()[cell >> 6] >> (cell & 63) & 1;
    }
};

/// Calls visit(vertex, weight) for the existing corners of the cell around a point, weights
/// trilinear, in [0, 1].
template <class Visit>
inline void forCorners(const LatticeView& lattice, const float* point, const Visit& visit) {
    const LatticeCell cell(lattice, point);
    if (cell.cascade < 0)
        return;
    for (int k = 0; k < 8; ++k) {
        float weight = 1;
        int at[3];
        for (int axis = 0; axis < 3; ++axis) {
            const int step = k >> axis & 1;
            at[axis] = cell.corner[axis] + step;
            weight *= step ? cell.offset[axis] : 1 - cell.offset[axis];
        }
        if (!(weight > 0))
            continue;
        const std::int32_t vertex = lattice.vertexAt(cell.cascade, at[0], at[1], at[2]);
        if (vertex >= 0)
            visit(vertex, weight);
    }
}

} // namespace cleave::kernels
