// SPDX-License-Identifier: Apache-2.0
// Which of the masks that hold the prompted spot is meant? Masks of one photo may be missing,
// merged or too fine; the mask that masks of other photos confirm is more likely than the one that
// happens to be in the prompted photo.
#pragma once

#include "core/image/image.h"
#include "core/methods/sa3d/scene_views.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace cleave::sa3d {

/// A mask that answers the prompts in one view.
struct Candidate {
    std::size_t view = 0;
    Image mask;
    float predictedIou = 0;
    std::vector<float> inside; ///< [N] pixels of each primitive inside
};

struct Consensus {
    std::size_t chosen = 0; ///< candidate
    std::vector<std::optional<std::size_t>>
        best; ///< per candidate's view (as numbered in the scene): the candidate that fits the
              ///< chosen one
    std::vector<float> fits; ///< [views] how well, [0, 1]
};

/// granularity 0 prefers the large among the well confirmed candidates, 1 the small. candidates not
/// empty.
Consensus
findConsensus(SceneViews& views, const std::vector<Candidate>& candidates, float granularity);

} // namespace cleave::sa3d
