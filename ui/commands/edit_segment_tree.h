// SPDX-License-Identifier: Apache-2.0
// Every edit of the segment tree is one command: the trees before and after share their selections,
// so keeping both is small.
#pragma once

#include "ui/commands/project_command.h"

namespace cleave::ui {

class EditSegmentTreeCommand : public ProjectCommand {
public:
    /// `after` is made by core/segments/segment_edits.h from the document's present tree. Commands
    /// with the same `mergeKey` (not empty) merge while, say, a colour is being dragged.
    EditSegmentTreeCommand(ProjectDocument& document,
                           SegmentTree after,
                           const QString& text,
                           const QString& mergeKey = {});
    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* other) override;

private:
    SegmentTree before_, after_;
    QString mergeKey_;
};

} // namespace cleave::ui
