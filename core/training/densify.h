// SPDX-License-Identifier: Apache-2.0
// When and how a splat in training gets other gaussians.
#pragma once

#include "core/training/gaussian_state.h"

#include <cstdint>

namespace cleave {

/// Opacity at and below which a gaussian counts as dead.
inline constexpr float deadOpacity = 0.005f;

/// Kheradmand et al. 2024: dead gaussians move to living ones (chosen by opacity) and new ones are
/// added there until there are `targetCount`; each place keeps its contribution to the image, being
/// shared by several gaussians. Never fewer than before, never more than max(targetCount, before).
void densifyMcmc(GaussianState& state, std::int64_t targetCount, std::uint64_t seed);

struct ClassicLimits {
    double extent = 1; ///< of the cameras, scene units
    std::int64_t maxPrimitives = 0;
    float gradientThreshold =
        2e-4f; ///< of the mean norm of the image gradient, image measured as [-1, 1]^2
    bool prunesLarge = false; ///< after the first reset of the opacities
};

/// Kerbl et al. 2023: small gaussians that the image pulls at are cloned, large ones split in two,
/// transparent and huge ones removed. What the cap does not allow is left out, the strongest
/// gradients first. Uses and clears state.statistics.
void densifyClassic(GaussianState& state, const ClassicLimits& limits, std::uint64_t seed);

/// Classic: no opacity above 0.01, so that what the photos do not need fades for good.
void resetOpacity(GaussianState& state);

} // namespace cleave
