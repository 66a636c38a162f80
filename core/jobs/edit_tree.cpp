// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/edit_tree.h"

#include "core/segments/segment_edits.h"

namespace cleave {

namespace {

std::vector<SegmentId> idsOf(const SegmentTree& tree, std::span<const std::string> names) {
    std::vector<SegmentId> ids;
    for (const std::string& name : names)
        ids.push_back(tree.named(name).id);
    return ids;
}

} // namespace

SegmentTree
runRenameSegment(const SegmentTree& tree, const std::string& segment, const std::string& newName) {
    return renameSegment(tree, tree.named(segment).id, newName);
}

SegmentTree runDeleteSegments(const SegmentTree& tree,
                              std::span<const std::string> segments,
                              bool withChildren) {
    return deleteSegments(tree, idsOf(tree, segments), withChildren);
}

SegmentTree runMergeSegments(const SegmentTree& tree,
                             std::span<const std::string> segments,
                             const std::string& newName) {
    return mergeSegments(tree, idsOf(tree, segments), newName);
}

SegmentTree runReparentSegments(const SegmentTree& tree,
                                std::span<const std::string> segments,
                                const std::string& newParent) {
    const SegmentId parent =
        newParent.empty() || newParent == "/" ? SegmentId{} : tree.named(newParent).id;
    SegmentTree result = tree;
    for (const SegmentId id : idsOf(tree, segments))
        result = reparentSegment(std::move(result), id, parent, -1);
    return result;
}

} // namespace cleave
