// SPDX-License-Identifier: Apache-2.0
// Edits of the segment tree by name or path, as the command line gives them;
// core/segments/segment_edits.h does the same by id. All throw Error for names that find nothing or
// too much, and for locked segments.
#pragma once

#include "core/segments/segment_tree.h"

#include <span>
#include <string>

namespace cleave {

SegmentTree
runRenameSegment(const SegmentTree& tree, const std::string& segment, const std::string& newName);
/// With everything inside, or with what is inside moving up.
SegmentTree runDeleteSegments(const SegmentTree& tree,
                              std::span<const std::string> segments,
                              bool withChildren);
/// The first one takes in the others and, where `newName` is not empty, that name.
SegmentTree runMergeSegments(const SegmentTree& tree,
                             std::span<const std::string> segments,
                             const std::string& newName);
/// An empty or "/" parent means the root level.
SegmentTree runReparentSegments(const SegmentTree& tree,
                                std::span<const std::string> segments,
                                const std::string& newParent);

} // namespace cleave
