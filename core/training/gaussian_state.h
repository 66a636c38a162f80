// SPDX-License-Identifier: Apache-2.0
// A splat in training: its parameters with Adam's moments, and how both become the bytes of a
// checkpoint.
#pragma once

#include "core/field/gaussian_field.h"
#include "core/training/training_loop.h"

#include <cstddef>
#include <span>
#include <vector>

namespace cleave {

struct GaussianState {
    GaussianField field;
    kernels::Array<float, 2> first;  ///< [planeCount, stride], as field.planes
    kernels::Array<float, 2> second; ///< [planeCount, stride]
    kernels::Array<float, 2>
        statistics; ///< [2, stride] classic densification: sum of gradient norms, times seen
    std::int64_t iteration = 0;
    double seconds = 0; ///< of training so far
    RunningLoss loss;

    explicit GaussianState(GaussianField start);

    /// Where a gaussian of the next generation comes from.
    struct Origin {
        std::int32_t source = 0;
        bool isNew = false; ///< begins with moments of zero
    };

    /// Replaces the gaussians by those of `origins`, ordered along a space-filling curve so that
    /// neighbours in space are neighbours in memory, and returns the origins in that order.
    /// Statistics are cleared.
    std::vector<Origin> rearrange(std::vector<Origin> origins);
};

/// The moments and counters; the parameters are kept as the field itself.
std::vector<std::byte> saveGaussianState(const GaussianState& state);

/// Throws Error when the bytes are no checkpoint, of a newer version, or belong to another field.
GaussianState loadGaussianState(const GaussianField& field, std::span<const std::byte> bytes);

} // namespace cleave
