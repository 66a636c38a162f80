// SPDX-License-Identifier: Apache-2.0
// What a person does with selections and segments, each as one undo step. Refusals come as Error,
// shown by the caller. What looks at neighbours is computed on another thread and arrives a moment
// later; until then a further such edit is not begun.
#pragma once

#include "core/field/primitive_cloud.h"
#include "ui/document/project_document.h"
#include "ui/tasks/background_call.h"

#include <QObject>

#include <functional>
#include <vector>

namespace cleave::ui {

class SegmentActions : public QObject {
    Q_OBJECT

public:
    explicit SegmentActions(ProjectDocument& document);

    bool isBusy() const { return computing_.isRunning(); }

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

Q_SIGNALS:
    void failed(const QString& message); ///< of what was computed on another thread

private:
    const Selection& requireSelection() const;
    const Segment& requireSegment(SegmentId id) const;
    void pushSelection(const Selection& selection, const QString& text);
    void editSelection(const QString& text, const std::function<Selection(const Selection&)>& edit);

    /// `edit` runs on another thread; its answer counts if the document's selection is still the
    /// one it was given.
    using CloudEdit = std::function<Selection(const Selection&, const PrimitiveCloud&)>;
    void computeSelection(const QString& text, CloudEdit edit);

    ProjectDocument& document_;
    BackgroundCall computing_;
};

} // namespace cleave::ui
