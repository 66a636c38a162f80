// SPDX-License-Identifier: Apache-2.0
// SA3D in closed form where the masks of all photos are there already: the cross-view step then
// picks in every photo the mask that coincides with what is rendered, and both need no pixels, only
// how much of each patch of a photo every primitive fills.
#pragma once

#include "core/methods/sa3d/fast_form.h"

#include <optional>
#include <span>
#include <vector>

namespace cleave::sa3d {

struct StoredAnswer {
    kernels::Array<float, 1> values; ///< [N] share of votes, above one half inside
    std::vector<ViewAgreement> agreements;
};

/// What the masks of `views` agree on where was pointed: of nested things the one that the
/// granularity asks for. boxed: the mask that answers a box in its view, or null. Nothing where
/// the masks of too few views agree. Renders of the answer are made only for a listener.
std::optional<StoredAnswer> askStoredMasks(const Task& task,
                                           const PointedAt& pointed,
                                           std::span<const std::size_t> views,
                                           const Candidate* boxed,
                                           const Progress& progress);

} // namespace cleave::sa3d
