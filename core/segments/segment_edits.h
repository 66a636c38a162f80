// SPDX-License-Identifier: Apache-2.0
// Edits of the segment tree, each a function from tree to tree, so that undo keeps the old value.
// All keep the nesting: what a segment holds, the segments around it hold too. All throw Error
// naming the segment when a locked one would change.
#pragma once

#include "core/field/primitive_cloud.h"
#include "core/segments/segment_tree.h"

#include <span>

namespace cleave {

SegmentTree renameSegment(SegmentTree tree, SegmentId id, const std::string& name);
SegmentTree recolorSegment(SegmentTree tree, SegmentId id, std::array<std::uint8_t, 3> color);
/// Seen or not, locked or not: allowed for locked segments.
SegmentTree showSegment(SegmentTree tree, SegmentId id, bool isVisible);
SegmentTree lockSegment(SegmentTree tree, SegmentId id, bool isLocked);
/// Shows these with everything inside and around them, hides the others.
SegmentTree isolateSegments(SegmentTree tree, std::span<const SegmentId> ids);

SegmentTree deleteSegments(SegmentTree tree, std::span<const SegmentId> ids, bool withChildren);

/// The first one takes in the primitives and children of the others, keeps its place, and gets
/// `name` unless that is empty. Throws Error for fewer than two.
SegmentTree
mergeSegments(SegmentTree tree, std::span<const SegmentId> ids, const std::string& name);

/// What lies in `selection` leaves the segment for a new sibling right after it, named after it.
/// Children go where most of their primitives go and lose the others. Throws Error when nothing or
/// everything lies in the selection.
SegmentTree splitSegment(SegmentTree tree, SegmentId id, const Selection& selection);

/// Pieces that do not hang together (neighbours within `distance`, scene units) become siblings,
/// the largest keeps the segment. Pieces with less than `minimumShare` of the segment's primitives
/// stay with the largest. Throws Error when it is one piece.
SegmentTree splitIntoPieces(SegmentTree tree,
                            SegmentId id,
                            const PrimitiveCloud& cloud,
                            double distance,
                            double minimumShare);

/// Under `newParent` (0: root level) at `position` (-1: last). The new surroundings take in its
/// primitives; the old keep theirs.
SegmentTree reparentSegment(SegmentTree tree, SegmentId id, SegmentId newParent, int position);

/// The segment holds exactly `selection` from now on; what is inside loses what it lost, what is
/// around gains what it gained.
SegmentTree
setSegmentPrimitives(SegmentTree tree, SegmentId id, std::shared_ptr<const Selection> selection);

/// `built` in place of what earlier builds made and nobody edited, named or locked; segments made
/// by hand stay and come first.
SegmentTree replaceBuiltSegments(SegmentTree tree, const SegmentTree& built);

} // namespace cleave
