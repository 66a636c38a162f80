// SPDX-License-Identifier: Apache-2.0
// Everything that one photo shows, taken at once: a segment for each of its masks.
#pragma once

#include "core/base/progress.h"
#include "core/project/project.h"

namespace cleave {

struct TakeViewResult {
    SegmentTree tree;                ///< the project's tree with the new segments in it
    std::vector<SegmentId> segments; ///< added
    std::int64_t primitives = 0;     ///< in any of them
    std::int64_t masks = 0;          ///< of the photo
    double seconds = 0;
};

/// Each mask of the photo is followed through the others as SA3D follows a click; masks that turn
/// out to be one thing are one segment. Where things overlap, each primitive goes to the one that
/// more votes give it to; a thing inside another becomes its child. What the masks of fewer than
/// three photos agree on is left out. New roots go under `parent` (0: the root level). Throws Error
/// naming what is missing: a field, photos, masks, masks of this photo, agreement.
TakeViewResult
runTakeView(const Project& project, ViewId view, SegmentId parent, Progress& progress);

} // namespace cleave
