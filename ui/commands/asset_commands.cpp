// SPDX-License-Identifier: Apache-2.0
#include "ui/commands/asset_commands.h"

namespace cleave::ui {

SetDatasetCommand::SetDatasetCommand(ProjectDocument& document,
                                     std::shared_ptr<const Dataset> dataset,
                                     const QString& text)
    : ProjectCommand(document, text)
    , old_(document.project().dataset)
    , new_(std::move(dataset)) {}

void SetDatasetCommand::undo() {
    document().setDataset(old_);
}

void SetDatasetCommand::redo() {
    document().setDataset(new_);
}

SetFieldCommand::SetFieldCommand(ProjectDocument& document,
                                 RadianceField field,
                                 const TrainingRecord& training,
                                 std::shared_ptr<const std::vector<std::byte>> trainingState,
                                 const QString& text)
    : ProjectCommand(document, text)
    , old_{document.project().field, document.project().training, document.project().trainingState}
    , new_{std::move(field), training, std::move(trainingState)}
    , oldLifted_(document.project().lifted)
    , oldMethod_(document.project().currentMethod)
    , oldSegments_(document.project().segments) {}

void SetFieldCommand::undo() {
    document().setField(old_.field, old_.training, old_.trainingState);
    for (const auto& [method, state] : oldLifted_)
        document().setLifted(method, state);
    const auto current = oldLifted_.find(oldMethod_);
    if (current != oldLifted_.end())
        document().setLifted(oldMethod_, current->second);
    document().setSegments(oldSegments_);
}

void SetFieldCommand::redo() {
    document().setField(new_.field, new_.training, new_.trainingState);
    for (const auto& [method, state] : oldLifted_)
        document().setLifted(method, nullptr);
    document().setSegments({});
}

SetMasksCommand::SetMasksCommand(ProjectDocument& document,
                                 std::shared_ptr<const MaskSet> masks,
                                 const QString& text)
    : ProjectCommand(document, text)
    , old_(document.project().masks)
    , new_(std::move(masks)) {}

void SetMasksCommand::undo() {
    document().setMasks(old_);
}

void SetMasksCommand::redo() {
    document().setMasks(new_);
}

SetLiftedCommand::SetLiftedCommand(ProjectDocument& document,
                                   const std::string& method,
                                   std::shared_ptr<const LiftedState> state,
                                   const QString& text)
    : ProjectCommand(document, text)
    , method_(method)
    , oldMethod_(document.project().currentMethod)
    , new_(std::move(state)) {
    const auto found = document.project().lifted.find(method);
    if (found != document.project().lifted.end())
        old_ = found->second;
}

void SetLiftedCommand::undo() {
    document().setLifted(method_, old_);
    const auto& lifted = document().project().lifted;
    const auto previous = lifted.find(oldMethod_);
    if (previous != lifted.end())
        document().setLifted(oldMethod_, previous->second);
}

void SetLiftedCommand::redo() {
    document().setLifted(method_, new_);
}

} // namespace cleave::ui
