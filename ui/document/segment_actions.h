// SPDX-License-Identifier: Apache-2.0
// What a person does with selections and segments, each as one undo step. Refusals come as Error,
// shown by the caller.
#pragma once

#include "ui/document/project_document.h"

#include <QCoreApplication>

#include <functional>
#include <vector>

namespace cleave::ui {

class SegmentActions {
    Q_DECLARE_TR_FUNCTIONS(SegmentActions)

public:
    explicit SegmentActions(ProjectDocument& document) : document_(document) {}

    /// Inside the current segment when the selection lies in it, else at the top level. Returns the
    /// new segment.
    SegmentId keepSelection();
    void removeSegments(const std::vector<SegmentId>& ids, bool withChildren);
    void merge(const std::vector<SegmentId>& ids);
    void splitBySelection(SegmentId id);
    void splitIntoPieces(SegmentId id);
    void select(SegmentId id);

    void invertSelection();
    void growSelection();
    void shrinkSelection();
    void smoothSelection();
    void removeIslands();
    void fillHoles();
    void addSegment(SegmentId id);
    void subtractSegment(SegmentId id);
    void intersectSegment(SegmentId id);

private:
    const Selection& requireSelection() const;
    const Segment& requireSegment(SegmentId id) const;
    void pushSelection(const Selection& selection, const QString& text);
    void editSelection(const QString& text, const std::function<Selection(const Selection&)>& edit);

    ProjectDocument& document_;
};

} // namespace cleave::ui
