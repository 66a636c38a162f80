// SPDX-License-Identifier: Apache-2.0
// The base of all commands: knows the document and whether saving is concerned.
#pragma once

#include "ui/document/project_document.h"

#include <QUndoCommand>

namespace cleave::ui {

/// Ids for QUndoCommand::id(), so that equal kinds merge while a slider is dragged.
enum class CommandId : int { None = -1, EditQuery = 1, RenameSegment, RecolorSegment, Setting };

class ProjectCommand : public QUndoCommand {
public:
    ProjectCommand(ProjectDocument& document, const QString& text)
        : QUndoCommand(text)
        , document_(document) {}

    /// False for what lives in the session alone, such as selecting.
    virtual bool modifiesProject() const { return true; }

protected:
    ProjectDocument& document() { return document_; }

private:
    ProjectDocument& document_;
};

} // namespace cleave::ui
