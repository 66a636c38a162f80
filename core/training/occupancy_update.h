// SPDX-License-Identifier: Apache-2.0
// Keeps the occupancy grid of a field in training up to date: looks at some cells now and then and
// remembers the largest density of late (Müller et al. 2022, appendix C).
#pragma once

#include "core/camera/camera.h"
#include "core/training/hashgrid_state.h"

#include <cstdint>
#include <span>

namespace cleave {

constexpr std::int64_t occupancyUpdateEvery = 16; ///< steps

/// Closes cells for good that no camera sees, or that one stands in.
void closeUnseenCells(HashgridState& state, std::span<const Camera> cameras);

/// After step `state.iteration`, a multiple of occupancyUpdateEvery: looks at all cells the first
/// time, later at a part of all and of the occupied ones, and sets the field's bits. A function of
/// seed and step.
void updateOccupancyGrid(HashgridState& state, std::uint64_t seed);

} // namespace cleave
