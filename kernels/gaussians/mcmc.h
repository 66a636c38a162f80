// SPDX-License-Identifier: Apache-2.0
// The formulas of "3D Gaussian Splatting as Markov Chain Monte Carlo" (Kheradmand et al. 2024) that
// run over all gaussians in every step, and the one that splits a gaussian in place.
#pragma once

#include "kernels/gaussians/planes.h"

namespace cleave::kernels {

/// Adds the gradients of opacityWeight * sum of opacities + scaleWeight * sum of scales for
/// gaussians [begin, end). parameters [P, S]; gradients [P, >= end - begin], column 0 belongs to
/// `begin`. Whole packs of 16 are written.
void addMcmcRegularization(ArrayView<const float, 2> parameters,
                           std::int64_t begin,
                           std::int64_t end,
                           float opacityWeight,
                           float scaleWeight,
                           ArrayView<float, 2> gradients);

/// Moves the means of nearly transparent gaussians [begin, end) at random: by covariance * normal *
/// strength * gate, where the gate falls from 1 at opacity 0 over 1/2 at 0.005 to nothing at 0.05
/// (equation 9). Depends on seed, step and the gaussian's index alone.
void addMcmcNoise(ArrayView<float, 2> parameters,
                  std::int64_t begin,
                  std::int64_t end,
                  float strength,
                  std::uint64_t seed,
                  std::int64_t step);

/// Opacity and scale factor of each of `copies` equal gaussians in one place that together look
/// like one of the given opacity (equations 7 and 8). copies in [1, 51], opacity in (0, 1).
struct SplitInPlace {
    double opacity;
    double scaleFactor;
};

SplitInPlace splitInPlace(double opacity, int copies);

inline constexpr int maxCopiesInPlace = 51;

} // namespace cleave::kernels
