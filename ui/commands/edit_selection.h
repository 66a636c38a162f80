// SPDX-License-Identifier: Apache-2.0
// Changing what is selected, with or without the query that led to it. Keeps the flipped primitives
// only. Undoable, but no change of the document.
#pragma once

#include "ui/commands/project_command.h"

#include <utility>

namespace cleave::ui {

class EditSelectionCommand : public ProjectCommand {
public:
    /// `query`: the new query state, or nothing when the selection was edited by hand. Commands
    /// with the same mergeKey (not empty) merge while a slider is dragged.
    EditSelectionCommand(ProjectDocument& document,
                         std::shared_ptr<const Selection> after,
                         std::optional<QueryState> query,
                         const QString& text,
                         const QString& mergeKey = {});
    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* other) override;

    bool modifiesProject() const override { return false; }

private:
    /// Runs [begin, end) of primitives that differ between two selections.
    using Runs = std::vector<std::pair<std::int64_t, std::int64_t>>;
    static Runs difference(const Selection* a, const Selection* b);
    void flip();

    Runs flipped_;
    bool wasNull_, isNull_;
    std::int64_t primitiveCount_ = 0;
    Revision fieldRevision_ = 0;
    std::optional<QueryState> before_, after_;
    QString mergeKey_;
};

} // namespace cleave::ui
