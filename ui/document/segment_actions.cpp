// SPDX-License-Identifier: Apache-2.0
#include "ui/document/segment_actions.h"

#include "core/segments/segment_edits.h"
#include "core/selection/selection_edits.h"
#include "ui/commands/edit_segment_tree.h"
#include "ui/commands/edit_selection.h"

namespace cleave::ui {

namespace {

/// Pieces smaller than this share of the largest are islands.
constexpr double islandShare = 0.05;
constexpr double holeShare = 0.2;
constexpr double pieceShare = 0.01;
constexpr int smoothingNeighbors = 12;

bool liesIn(const Selection& inner, const Selection& outer) {
    for (std::size_t w = 0; w < inner.words().size(); ++w)
        if ((inner.words()[w] & ~outer.words()[w]) != 0)
            return false;
    return true;
}

} // namespace

SegmentActions::SegmentActions(ProjectDocument& document) : document_(document) {
    connect(&computing_, &BackgroundCall::failed, this, &SegmentActions::failed);
}

const Selection& SegmentActions::requireSelection() const {
    if (!document_.selection() || document_.selection()->isEmpty())
        throw badInput(
            CLEAVE_TR("SegmentActions", "Nothing is selected: click a thing in the view first."));
    return *document_.selection();
}

const Segment& SegmentActions::requireSegment(SegmentId id) const {
    const Segment* segment = document_.project().segments.find(id);
    if (!segment || !segment->primitives)
        throw badInput(CLEAVE_TR("SegmentActions", "No segment is chosen in the tree."));
    return *segment;
}

SegmentId SegmentActions::keepSelection() {
    const Selection& selection = requireSelection();
    SegmentTree tree = document_.project().segments;
    Segment segment;
    segment.method = document_.query().prompts.empty() ? "edited" : document_.query().answeredBy;
    segment.primitives = std::make_shared<const Selection>(selection);
    const Segment* current = tree.find(document_.currentSegment());
    if (current && current->primitives && current->primitives->count() > selection.count() &&
        liesIn(selection, *current->primitives))
        segment.parent = current->id;
    segment.name = translate(segment.parent.value ? CLEAVE_TR("SegmentActions", "Part")
                                                  : CLEAVE_TR("SegmentActions", "Object"));
    const SegmentId id = tree.add(std::move(segment));
    document_.undoStack().push(
        new EditSegmentTreeCommand(document_, std::move(tree), tr("Keep as segment")));
    document_.setCurrentSegment(id);
    return id;
}

void SegmentActions::removeSegments(const std::vector<SegmentId>& ids, bool withChildren) {
    if (ids.empty())
        requireSegment({});
    document_.undoStack().push(
        new EditSegmentTreeCommand(document_,
                                   deleteSegments(document_.project().segments, ids, withChildren),
                                   tr("Delete segments")));
}

void SegmentActions::merge(const std::vector<SegmentId>& ids) {
    document_.undoStack().push(new EditSegmentTreeCommand(
        document_, mergeSegments(document_.project().segments, ids, {}), tr("Merge segments")));
}

void SegmentActions::splitBySelection(SegmentId id) {
    requireSegment(id);
    document_.undoStack().push(new EditSegmentTreeCommand(
        document_,
        splitSegment(document_.project().segments, id, requireSelection()),
        tr("Split segment")));
}

void SegmentActions::splitIntoPieces(SegmentId id) {
    requireSegment(id);
    if (isBusy())
        return;
    computing_.start(
        [this, id, field = document_.project().field, tree = document_.project().segments](
            Progress&) {
            const PrimitiveCloud cloud = primitiveCloud(field);
            const auto split = std::make_shared<SegmentTree>(
                cleave::splitIntoPieces(tree, id, cloud, typicalSpacing(cloud), pieceShare));
            return BackgroundCall::Finish([this,
                                           split,
                                           id,
                                           before = tree.find(id)->primitives,
                                           nextId = tree.nextId(),
                                           count = tree.segments().size()] {
                // Pieces of a tree that has changed meanwhile would undo that change.
                const SegmentTree& present = document_.project().segments;
                const Segment* segment = present.find(id);
                if (!segment || segment->primitives != before || present.nextId() != nextId ||
                    present.segments().size() != count)
                    return;
                document_.undoStack().push(new EditSegmentTreeCommand(
                    document_, std::move(*split), tr("Split into pieces")));
            });
        });
}

void SegmentActions::select(SegmentId id) {
    pushSelection(*requireSegment(id).primitives, tr("Select segment"));
}

void SegmentActions::pushSelection(const Selection& selection, const QString& text) {
    document_.undoStack().push(new EditSelectionCommand(
        document_, std::make_shared<const Selection>(selection), std::nullopt, text));
}

void SegmentActions::editSelection(const QString& text,
                                   const std::function<Selection(const Selection&)>& edit) {
    pushSelection(edit(requireSelection()), text);
}

void SegmentActions::invertSelection() {
    editSelection(tr("Invert selection"), [](const Selection& s) { return invert(s); });
}

void SegmentActions::computeSelection(const QString& text, CloudEdit edit) {
    requireSelection();
    if (isBusy())
        return;
    computing_.start([this,
                      text,
                      edit = std::move(edit),
                      before = document_.selection(),
                      field = document_.project().field](Progress&) {
        const auto after = std::make_shared<const Selection>(edit(*before, primitiveCloud(field)));
        return BackgroundCall::Finish([this, text, before, after] {
            if (document_.selection() == before)
                document_.undoStack().push(
                    new EditSelectionCommand(document_, after, std::nullopt, text));
        });
    });
}

void SegmentActions::growSelection() {
    computeSelection(tr("Grow selection"), [](const Selection& s, const PrimitiveCloud& cloud) {
        return grow(s, cloud, typicalSpacing(cloud));
    });
}

void SegmentActions::shrinkSelection() {
    computeSelection(tr("Shrink selection"), [](const Selection& s, const PrimitiveCloud& cloud) {
        return shrink(s, cloud, typicalSpacing(cloud));
    });
}

void SegmentActions::smoothSelection() {
    computeSelection(tr("Smooth selection"), [](const Selection& s, const PrimitiveCloud& cloud) {
        return smooth(s, cloud, smoothingNeighbors);
    });
}

void SegmentActions::removeIslands() {
    computeSelection(tr("Remove islands"), [](const Selection& s, const PrimitiveCloud& cloud) {
        return cleave::removeIslands(s, cloud, typicalSpacing(cloud), islandShare);
    });
}

void SegmentActions::fillHoles() {
    computeSelection(tr("Fill holes"), [](const Selection& s, const PrimitiveCloud& cloud) {
        return cleave::fillHoles(s, cloud, typicalSpacing(cloud), holeShare);
    });
}

void SegmentActions::addSegment(SegmentId id) {
    const Segment& segment = requireSegment(id);
    const Selection present =
        document_.selection()
            ? *document_.selection()
            : Selection(segment.primitives->primitiveCount(), segment.primitives->fieldRevision());
    pushSelection(unite(present, *segment.primitives), tr("Add segment to selection"));
}

void SegmentActions::subtractSegment(SegmentId id) {
    const Segment& segment = requireSegment(id);
    editSelection(tr("Subtract segment"),
                  [&](const Selection& s) { return subtract(s, *segment.primitives); });
}

void SegmentActions::intersectSegment(SegmentId id) {
    const Segment& segment = requireSegment(id);
    editSelection(tr("Intersect with segment"),
                  [&](const Selection& s) { return intersect(s, *segment.primitives); });
}

} // namespace cleave::ui
