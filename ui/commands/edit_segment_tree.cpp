// SPDX-License-Identifier: Apache-2.0
#include "ui/commands/edit_segment_tree.h"

namespace cleave::ui {

EditSegmentTreeCommand::EditSegmentTreeCommand(ProjectDocument& document,
                                               SegmentTree after,
                                               const QString& text,
                                               const QString& mergeKey)
    : ProjectCommand(document, text)
    , before_(document.project().segments)
    , after_(std::move(after))
    , mergeKey_(mergeKey) {}

void EditSegmentTreeCommand::undo() {
    document().setSegments(before_);
}

void EditSegmentTreeCommand::redo() {
    document().setSegments(after_);
}

int EditSegmentTreeCommand::id() const {
    return static_cast<int>(mergeKey_.isEmpty() ? CommandId::None : CommandId::RecolorSegment);
}

bool EditSegmentTreeCommand::mergeWith(const QUndoCommand* other) {
    const auto* later = static_cast<const EditSegmentTreeCommand*>(other);
    if (later->mergeKey_ != mergeKey_)
        return false;
    after_ = later->after_;
    return true;
}

} // namespace cleave::ui
