// SPDX-License-Identifier: Apache-2.0
// Where a point lies in a level's lattice, and which entry of the table a corner has.
#pragma once

#include "kernels/hashgrid/encode.h"
#include "kernels/math/number.h"

namespace cleave::kernels {

namespace hashPrime {

inline constexpr std::uint32_t y = 2654435761u;
inline constexpr std::uint32_t z = 805459861u;

} // namespace hashPrime

/// The eight corners around a point: corner q is the upper one along x, y, z where bits 0, 1, 2 of
/// q are set.
struct LatticeCell {
    std::uint32_t entries[8];
    float fraction[3];
};

CLEAVE_HD inline std::uint32_t
cornerEntry(const HashLevel& level, std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    if (level.hashed)
        return (x ^ y * hashPrime::y ^ z * hashPrime::z) & (level.size - 1);
    const std::uint32_t last = level.resolution - 1; // the cube's border lies half a cell further
    x = x < last ? x : last;
    y = y < last ? y : last;
    z = z < last ? z : last;
    return x + level.resolution * (y + level.resolution * z);
}

CLEAVE_HD inline LatticeCell latticeCell(const HashLevel& level, const float position[3]) {
    LatticeCell cell;
    std::uint32_t corner[3];
    for (int axis = 0; axis < 3; ++axis) {
        const float inside = minimum(maximum(position[axis], 0.0f), 1.0f);
        const float place = inside * level.scale + 0.5f;
        corner[axis] = static_cast<std::uint32_t>(place);
        cell.fraction[axis] = place - static_cast<float>(corner[axis]);
    }
    for (std::uint32_t q = 0; q < 8; ++q)
        cell.entries[q] =
            cornerEntry(level, corner[0] + (q & 1), corner[1] + (q >> 1 & 1), corner[2] + (q >> 2));
    return cell;
}

/// Trilinear weight of corner q.
template <class T>
CLEAVE_HD inline T cornerWeight(int q, T x, T y, T z) {
    const T one(1.0f);
    return (q & 1 ? x : one - x) * (q & 2 ? y : one - y) * (q & 4 ? z : one - z);
}

} // namespace cleave::kernels
