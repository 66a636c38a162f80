// SPDX-License-Identifier: Apache-2.0
// A grid field in training: its parameters with Adam's moments and the densities that the occupancy
// grid remembers, and how both become the bytes of a checkpoint.
#pragma once

#include "core/field/hashgrid_field.h"
#include "core/training/training_loop.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cleave {

struct HashgridState {
    HashgridField field;
    kernels::Array<float, 2> tableFirst, tableSecond;   ///< as field.table
    kernels::Array<float, 1> weightFirst, weightSecond; ///< as field.weights
    kernels::Array<float, 2>
        occupancyValues;       ///< [cascades, 128^3] remembered densities, cube units; < 0: closed
    std::int64_t rayCount = 0; ///< of the next step
    std::int64_t iteration = 0;
    double seconds = 0; ///< of training so far
    RunningLoss loss;

    explicit HashgridState(HashgridField start);
};

/// A field at the beginning: a table of small random numbers, random networks, everything occupied.
HashgridField
initialHashgrid(const SceneCube& cube, const HashgridShape& shape, std::uint64_t seed);

/// Moments, densities and counters; the parameters are kept as the field itself.
std::vector<std::byte> saveHashgridState(const HashgridState& state);

/// Throws Error when the bytes are no checkpoint, of a newer version, or belong to another field.
HashgridState loadHashgridState(const HashgridField& field, std::span<const std::byte> bytes);

} // namespace cleave
