// SPDX-License-Identifier: Apache-2.0
#include "core/segments/segment_edits.h"

#include "core/base/error.h"
#include "core/selection/pieces.h"
#include "core/selection/selection_edits.h"

#include <algorithm>
#include <set>

namespace cleave {

namespace {

const char* const editedMethod = "edited";

void requireUnlocked(const SegmentTree& tree, SegmentId id) {
    if (tree.at(id).isLocked)
        throw badInput(CLEAVE_TR("Segments", "Segment \"%1\" is locked; unlock it first"),
                       tree.path(id));
}

void requireUnlockedInside(const SegmentTree& tree, SegmentId id) {
    for (const SegmentId inside : tree.withDescendants(id))
        requireUnlocked(tree, inside);
}

template <class Change>
void change(SegmentTree& tree, SegmentId id, Change&& apply) {
    Segment segment = tree.at(id);
    apply(segment);
    tree.update(segment);
}

void setPrimitives(SegmentTree& tree, SegmentId id, Selection primitives) {
    change(tree, id, [&](Segment& s) {
        s.primitives = std::make_shared<const Selection>(std::move(primitives));
    });
}

/// The segments' primitives, which must be of one field.
void requireSameField(const SegmentTree& tree, SegmentId id, const Selection& other) {
    const std::shared_ptr<const Selection>& own = tree.at(id).primitives;
    if (own && (own->fieldRevision() != other.fieldRevision() ||
                own->primitiveCount() != other.primitiveCount()))
        throw badInput(CLEAVE_TR("Segments",
                                 "Segment \"%1\" was made from another field; build the tree again "
                                 "or delete the segment"),
                       tree.path(id));
}

Selection primitivesOf(const SegmentTree& tree, SegmentId id, const Selection& like) {
    requireSameField(tree, id, like);
    const std::shared_ptr<const Selection>& own = tree.at(id).primitives;
    return own ? *own : Selection(like.primitiveCount(), like.fieldRevision());
}

/// `id` and all around it take in `gained`; those that hold it already stay untouched, locked or
/// not.
void addToSurroundings(SegmentTree& tree, SegmentId id, const Selection& gained) {
    for (; id.value != 0; id = tree.at(id).parent) {
        const Selection before = primitivesOf(tree, id, gained);
        Selection after = unite(before, gained);
        if (after == before)
            continue;
        requireUnlocked(tree, id);
        setPrimitives(tree, id, std::move(after));
    }
}

/// What is inside `id` (itself excluded) loses what `id` does not hold; segments left empty go
/// away.
void clipInside(SegmentTree& tree, SegmentId id) {
    const std::shared_ptr<const Selection> bounds = tree.at(id).primitives;
    if (!bounds)
        return;
    for (const SegmentId inside : tree.withDescendants(id)) {
        if (inside == id || !tree.find(inside))
            continue;
        const Selection before = primitivesOf(tree, inside, *bounds);
        Selection after = intersect(before, *bounds);
        if (after == before)
            continue;
        requireUnlocked(tree, inside);
        if (after.isEmpty())
            tree.remove(inside, true);
        else
            setPrimitives(tree, inside, std::move(after));
    }
}

int positionOf(const SegmentTree& tree, SegmentId id) {
    const std::vector<SegmentId> siblings = tree.children(tree.at(id).parent);
    return static_cast<int>(std::find(siblings.begin(), siblings.end(), id) - siblings.begin());
}

/// Moves `part` of the segment into a new sibling `offset` places after it. Children are dealt with
/// by the caller.
SegmentId splitOff(SegmentTree& tree, SegmentId id, const Selection& part, int offset) {
    Segment fresh;
    fresh.parent = tree.at(id).parent;
    fresh.name = tree.at(id).name;
    fresh.method = editedMethod;
    fresh.isVisible = tree.at(id).isVisible;
    fresh.primitives = std::make_shared<const Selection>(part);
    const SegmentId made = tree.add(std::move(fresh));
    tree.move(made, tree.at(id).parent, positionOf(tree, id) + offset);
    return made;
}

bool liesMostlyIn(const SegmentTree& tree, SegmentId id, const Selection& part) {
    const Selection own = primitivesOf(tree, id, part);
    return 2 * intersect(own, part).count() > own.count();
}

void splitInto(SegmentTree& tree, SegmentId id, const std::vector<Selection>& parts) {
    const std::vector<SegmentId> children = tree.children(id);
    Selection kept = *tree.at(id).primitives;
    int offset = 1;
    std::vector<SegmentId> made;
    for (const Selection& part : parts) {
        kept = subtract(kept, part);
        made.push_back(splitOff(tree, id, part, offset++));
        for (const SegmentId child : children)
            if (tree.at(child).parent == id && liesMostlyIn(tree, child, part))
                tree.move(child, made.back(), -1);
    }
    change(tree, id, [&](Segment& s) {
        s.primitives = std::make_shared<const Selection>(std::move(kept));
        s.method = editedMethod;
        s.isBuilt = false;
    });
    clipInside(tree, id);
    for (const SegmentId fresh : made)
        clipInside(tree, fresh);
}

} // namespace

SegmentTree renameSegment(SegmentTree tree, SegmentId id, const std::string& name) {
    requireUnlocked(tree, id);
    change(tree, id, [&](Segment& s) {
        s.name = name;
        s.isBuilt = false;
    });
    return tree;
}

SegmentTree recolorSegment(SegmentTree tree, SegmentId id, std::array<std::uint8_t, 3> color) {
    requireUnlocked(tree, id);
    change(tree, id, [&](Segment& s) { s.color = color; });
    return tree;
}

SegmentTree showSegment(SegmentTree tree, SegmentId id, bool isVisible) {
    change(tree, id, [&](Segment& s) { s.isVisible = isVisible; });
    return tree;
}

SegmentTree lockSegment(SegmentTree tree, SegmentId id, bool isLocked) {
    change(tree, id, [&](Segment& s) { s.isLocked = isLocked; });
    return tree;
}

SegmentTree isolateSegments(SegmentTree tree, std::span<const SegmentId> ids) {
    std::set<SegmentId> shown;
    for (const SegmentId id : ids) {
        for (const SegmentId inside : tree.withDescendants(id))
            shown.insert(inside);
        for (SegmentId around = id; around.value != 0; around = tree.at(around).parent)
            shown.insert(around);
    }
    std::vector<SegmentId> all;
    for (const Segment& segment : tree.segments())
        all.push_back(segment.id);
    for (const SegmentId id : all)
        tree = showSegment(std::move(tree), id, shown.contains(id));
    return tree;
}

SegmentTree deleteSegments(SegmentTree tree, std::span<const SegmentId> ids, bool withChildren) {
    for (const SegmentId id : ids) {
        if (!tree.find(id))
            continue; // went away with a segment around it
        if (withChildren)
            requireUnlockedInside(tree, id);
        else
            requireUnlocked(tree, id);
        tree.remove(id, withChildren);
    }
    return tree;
}

SegmentTree
mergeSegments(SegmentTree tree, std::span<const SegmentId> ids, const std::string& name) {
    const std::set<SegmentId> distinct(ids.begin(), ids.end());
    if (distinct.size() < 2)
        throw badInput(CLEAVE_TR("Segments", "Merging needs two different segments or more"));
    const SegmentId kept = ids.front();
    for (const SegmentId id : distinct)
        requireUnlocked(tree, id);
    // A segment around the kept one would have to move into itself, so the kept one comes out
    // first.
    for (const SegmentId id : distinct)
        if (id != kept && tree.isInside(kept, id))
            tree.move(kept, tree.at(id).parent, positionOf(tree, id));
    for (const SegmentId id : ids) {
        if (id == kept || !tree.find(id))
            continue;
        if (const std::shared_ptr<const Selection> gained = tree.at(id).primitives)
            addToSurroundings(tree, kept, *gained);
        for (const SegmentId child : tree.children(id))
            tree.move(child, kept, -1);
        tree.remove(id, false);
    }
    change(tree, kept, [&](Segment& s) {
        s.method = editedMethod;
        s.isBuilt = false;
        if (!name.empty())
            s.name = name;
    });
    return tree;
}

SegmentTree splitSegment(SegmentTree tree, SegmentId id, const Selection& selection) {
    requireUnlocked(tree, id);
    const Selection own = primitivesOf(tree, id, selection);
    const Selection part = intersect(own, selection);
    if (part.isEmpty() || part == own)
        throw badInput(
            part.isEmpty()
                ? CLEAVE_TR("Segments",
                            "Nothing of segment \"%1\" is selected; select the part to split off")
                : CLEAVE_TR("Segments",
                            "All of segment \"%1\" is selected; select only the part to split off"),
            tree.path(id));
    splitInto(tree, id, {part});
    return tree;
}

SegmentTree splitIntoPieces(SegmentTree tree,
                            SegmentId id,
                            const PrimitiveCloud& cloud,
                            double distance,
                            double minimumShare) {
    requireUnlocked(tree, id);
    const Selection own = primitivesOf(tree, id, Selection(cloud.count(), cloud.revision));
    const std::vector<std::int64_t> members = own.indices();
    kernels::Array<float, 2> positions(members.size(), 3);
    for (std::size_t i = 0; i < members.size(); ++i)
        for (int axis = 0; axis < 3; ++axis)
            positions(i, axis) = cloud.positions(members[i], axis);
    const Pieces pieces = connectedPieces(positions, distance);

    std::vector<std::size_t> order(pieces.sizes.size());
    for (std::size_t p = 0; p < order.size(); ++p)
        order[p] = p;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return pieces.sizes[a] > pieces.sizes[b];
    });
    std::vector<Selection> parts;
    for (std::size_t rank = 1; rank < order.size(); ++rank) {
        if (static_cast<double>(pieces.sizes[order[rank]]) <
            minimumShare * static_cast<double>(members.size()))
            break;
        Selection part(cloud.count(), cloud.revision);
        for (std::size_t i = 0; i < members.size(); ++i)
            if (static_cast<std::size_t>(pieces.pieceOf[i]) == order[rank])
                part.set(members[i], true);
        parts.push_back(std::move(part));
    }
    if (parts.empty())
        throw badInput(
            CLEAVE_TR("Segments", "Segment \"%1\" hangs together in one piece; nothing to split"),
            tree.path(id));
    splitInto(tree, id, parts);
    return tree;
}

SegmentTree reparentSegment(SegmentTree tree, SegmentId id, SegmentId newParent, int position) {
    requireUnlocked(tree, id);
    tree.move(id, newParent, position);
    if (const std::shared_ptr<const Selection> moved = tree.at(id).primitives)
        addToSurroundings(tree, newParent, *moved);
    return tree;
}

SegmentTree
setSegmentPrimitives(SegmentTree tree, SegmentId id, std::shared_ptr<const Selection> selection) {
    requireUnlocked(tree, id);
    addToSurroundings(tree, tree.at(id).parent, *selection);
    change(tree, id, [&](Segment& s) {
        s.primitives = std::move(selection);
        s.method = editedMethod;
        s.isBuilt = false;
    });
    clipInside(tree, id);
    return tree;
}

SegmentTree replaceBuiltSegments(SegmentTree tree, const SegmentTree& built) {
    std::vector<SegmentId> replaced;
    for (const Segment& segment : tree.segments())
        if (segment.isBuilt && !segment.isLocked)
            replaced.push_back(segment.id);
    for (const SegmentId id : replaced)
        tree.remove(id, false);
    std::vector<std::pair<SegmentId, SegmentId>> made = {{SegmentId{}, SegmentId{}}};
    for (Segment segment : built.segments()) {
        const SegmentId old = segment.id;
        const auto parent = std::find_if(made.begin(), made.end(), [&](const auto& pair) {
            return pair.first == segment.parent;
        });
        segment.parent = parent->second;
        segment.isBuilt = true;
        made.emplace_back(old, tree.add(std::move(segment)));
    }
    return tree;
}

} // namespace cleave
