// SPDX-License-Identifier: Apache-2.0
// Where in the scene cube [-S, S]^3 there is anything: bits of 128^3 cells, in cascades that double
// in size around the origin so that far away cells are larger. Cells are ordered along the Morton
// curve.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

inline constexpr int occupancySide = 128; ///< cells along an axis of a cascade
inline constexpr std::int64_t occupancyCells =
    std::int64_t{occupancySide} * occupancySide * occupancySide;

/// max(1, 1 + ceil(log2(2 S)))
int cascadeCount(float halfSize);

/// Half the side of a cascade's cube: min(2^(c - 1), S).
CLEAVE_HD inline float cascadeHalfSize(int cascade, float halfSize) {
    const float side = static_cast<float>(1 << cascade) * 0.5f;
    return side < halfSize ? side : halfSize;
}

/// mortonCode(x, 0, 0) of the seven bits of a coordinate.
CLEAVE_HD inline std::uint32_t spreadCoordinate(std::uint32_t x) {
    x = (x | x << 8) & 0x0700f;
    x = (x | x << 4) & 0x430c3;
    return (x | x << 2) & 0x49249;
}

/// The place of cell (x, y, z), each in [0, 128), in its cascade: its Morton code.
CLEAVE_HD inline std::uint32_t occupancyIndex(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return spreadCoordinate(x) | spreadCoordinate(y) << 1 | spreadCoordinate(z) << 2;
}

/// The cell at a place, its coordinates in [0, 128).
struct OccupancyCell {
    std::uint32_t x, y, z;
};

OccupancyCell occupancyCell(std::uint32_t index);

struct OccupancyView {
    ArrayView<const std::uint64_t, 2> bits; ///< [cascades, 128^3 / 64]
    float halfSize = 0.5f;                  ///< S

    CLEAVE_HD int cascades() const { return static_cast<int>(bits.size(0)); }

    CLEAVE_HD bool isOccupied(int cascade, std::uint32_t index) const {
        return bits.data()[cascade * bits.size(1) + (index >> 6)] >> (index & 63) & 1;
    }
};

/// Centres (jitter empty) or random points of cells. cells [N] places in a cascade; jitter [N, 3]
/// in [0, 1) or empty; positions out [3, N] in [0, 1] of the whole cube, as encodePositions takes
/// them.
void cellPositions(float halfSize,
                   int cascade,
                   ArrayView<const std::uint32_t, 1> cells,
                   ArrayView<const float, 2> jitter,
                   ArrayView<float, 2> positions);

/// values[cell] = max(decay * values[cell], density) for the cells looked at [N]; a cell named
/// twice takes both. Cells of value < 0 are closed for good and stay so. values [128^3]
void updateOccupancy(ArrayView<const std::uint32_t, 1> cells,
                     ArrayView<const float, 1> densities,
                     float decay,
                     ArrayView<float, 1> values);

/// bit = value > min(mean of the positive values, limit). values [cascades, 128^3]; bits [cascades,
/// 128^3 / 64]. Returns the share of cells set.
double
occupancyBits(ArrayView<const float, 2> values, float limit, ArrayView<std::uint64_t, 2> bits);

} // namespace cleave::kernels
