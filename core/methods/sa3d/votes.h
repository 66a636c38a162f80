// SPDX-License-Identifier: Apache-2.0
// Masks on primitives in closed form. Geometry is frozen, so what a view says about a primitive is
// linear in the view's mask: the pixels that it fills inside the mask are votes for it, those
// outside against it.
#pragma once

#include "core/image/image.h"
#include "core/methods/sa3d/scene_views.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave::sa3d {

/// Pixels of each primitive inside each mask: out [N, masks]. Masks of the view's size.
kernels::Array<float, 2> liftMasks(const ViewSight& sight, std::span<const Image* const> masks);

/// Sums of votes over views.
struct Votes {
    std::vector<float> inside; ///< [N] weighted pixels
    std::vector<float> seen;   ///< [N]

    explicit Votes(std::int64_t primitives);
    void add(const ViewSight& sight, const Image& mask, float weight);
    /// Share of votes for a primitive, [0, 1]; what hardly any pixel shows gets little, whatever
    /// those pixels say.
    kernels::Array<float, 1> values() const;
};

/// A binary answer as a view shows it.
struct RenderedAnswer {
    std::vector<std::uint8_t>
        inside; ///< [H * W] more than half of the light comes from selected primitives
    std::vector<std::uint8_t>
        known; ///< [H * W] views have voted about most of what is seen there, or nothing is seen
    std::vector<float> score; ///< [H * W] rendered share of votes, [0, 1]

    std::int64_t insideCount() const;
};

RenderedAnswer
renderAnswer(const ViewSight& sight, const Votes& votes, kernels::ArrayView<const float, 1> values);

/// IoU over the known pixels; 0 where the two are empty there.
float agreement(const RenderedAnswer& rendered, const Image& mask);

} // namespace cleave::sa3d
