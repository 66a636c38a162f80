// SPDX-License-Identifier: Apache-2.0
// The primitives of a field without gaussians: vertices of a regular lattice where the field shows
// something. Which cells those are is data, made once from the trained density; everything else
// follows from it.
#pragma once

#include "kernels/base/array.h"
#include "kernels/rays/lattice.h"

#include <cstdint>
#include <vector>

namespace cleave {

/// Occupied cells of nested cubes (cascades), a bit each. Coordinates are those of the field's
/// cubes.
struct LatticeCells {
    int resolution = 0;           ///< cells along a side of each cascade, a multiple of 8
    std::vector<float> halfSizes; ///< [cascades] ascending, at most kernels::latticeMaxCascades
    std::vector<std::uint64_t>
        bits; ///< [cascades * resolution^3 / 64], cell x + resolution * (y + resolution * z)

    LatticeCells() = default;
    LatticeCells(int cellsPerSide, std::vector<float> cascadeHalfSizes);

    std::int64_t cellsPerCascade() const {
        return static_cast<std::int64_t>(resolution) * resolution * resolution;
    }

    bool isOccupied(std::int64_t cell) const {
        return bits[static_cast<std::size_t>(cell >> 6)] >> (cell & 63) & 1;
    }

    /// Not for two threads at cells of one word (64 cells).
    void occupy(std::int64_t cell) {
        bits[static_cast<std::size_t>(cell >> 6)] |= std::uint64_t{1} << (cell & 63);
    }

    std::int64_t occupiedCount() const;

    /// Two cells along each axis become one, occupied if any of the eight is. The resolution must
    /// be a multiple of 16.
    LatticeCells halved() const;

    bool operator==(const LatticeCells&) const = default;
};

/// How many corners the occupied cells have.
std::int64_t cornerCount(const LatticeCells& cells);

class PrimitiveLattice {
public:
    PrimitiveLattice() = default;
    /// Vertices are the corners of occupied cells, numbered cascade after cascade, block after
    /// block: neighbours in space are near in memory.
    explicit PrimitiveLattice(LatticeCells cells);

    std::int64_t count() const { return positions_.size(0); }

    const LatticeCells& cells() const { return cells_; }

    /// [N, 3] in the field's cubes
    const kernels::Array<float, 2>& positions() const { return positions_; }

    /// [N] distance of neighbouring vertices there
    const kernels::Array<float, 1>& spacings() const { return spacings_; }

    /// [N] in [0, 1]: how much of a ray the field takes away around a vertex; zeros until set
    const kernels::Array<float, 1>& opacities() const { return opacities_; }

    kernels::Array<float, 1>& opacities() { return opacities_; }

    /// Lives as long as this.
    kernels::LatticeView view() const;

private:
    LatticeCells cells_;
    kernels::Array<std::int32_t, 1> blocks_;
    kernels::Array<std::int32_t, 2> vertices_;
    kernels::Array<float, 2> positions_;
    kernels::Array<float, 1> spacings_, opacities_;
};

} // namespace cleave
