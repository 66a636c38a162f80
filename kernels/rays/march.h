// SPDX-License-Identifier: Apache-2.0
// Rays through the scene cube, step by step where the occupancy grid says that there is something.
// Everything is in cube units: the cube is [-S, S]^3.
#pragma once

#include "kernels/rays/occupancy_grid.h"

#include <cstdint>

namespace cleave::kernels {

struct MarchSteps {
    float growth = 0;      ///< a step is clamp(t * growth, shortest, longest)
    float shortest = 0;    ///< sqrt(3) / 1024
    float longest = 0;     ///< sqrt(3) * 2 S / 128
    float nearest = 0.01f; ///< no sample is nearer to the origin
};

MarchSteps marchSteps(float halfSize, float growth);

struct Rays {
    ArrayView<const float, 2> origins;    ///< [R, 3] cube units
    ArrayView<const float, 2> directions; ///< [R, 3] unit length
};

/// Where each ray enters and leaves the cube: spans out [R, 2]; begin >= end where it misses, begin
/// at least steps.nearest. jitter [R] in [0, 1): begin moves on by that part of a step; empty:
/// none.
void raySpans(const Rays& rays,
              const MarchSteps& steps,
              float halfSize,
              ArrayView<const float, 1> jitter,
              ArrayView<float, 2> spans);

/// Counts out [R]: samples that marchRays will write for each ray with that span and limit.
void countSamples(const OccupancyView& occupancy,
                  const MarchSteps& steps,
                  const Rays& rays,
                  ArrayView<const float, 2> spans,
                  std::int32_t limit,
                  ArrayView<std::int32_t, 1> counts);

/// Samples of ray r are written at [starts(r), starts(r + 1)); it stops there or where the ray
/// leaves the cube, and spans(r, 0) becomes where it would go on (>= spans(r, 1): it left). written
/// [R] says how many there were. starts [R + 1]; t, stepSizes [N], cube units: where the sample
/// stands and how long it is; positions [3, N] in [0, 1].
void marchRays(const OccupancyView& occupancy,
               const MarchSteps& steps,
               const Rays& rays,
               ArrayView<const std::int64_t, 1> starts,
               ArrayView<float, 2> spans,
               ArrayView<std::int32_t, 1> written,
               ArrayView<float, 1> t,
               ArrayView<float, 1> stepSizes,
               ArrayView<float, 2> positions);

} // namespace cleave::kernels
