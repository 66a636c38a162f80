// SPDX-License-Identifier: Apache-2.0
// Results of jobs enter the document: each keeps the pointer to what was there before.
#pragma once

#include "ui/commands/project_command.h"

namespace cleave::ui {

class SetDatasetCommand : public ProjectCommand {
public:
    SetDatasetCommand(ProjectDocument& document,
                      std::shared_ptr<const Dataset> dataset,
                      const QString& text);
    void undo() override;
    void redo() override;

private:
    std::shared_ptr<const Dataset> old_, new_;
};

/// A trained or imported field. Features and segments index its primitives, so a new field sets
/// them aside; undo brings all back.
class SetFieldCommand : public ProjectCommand {
public:
    SetFieldCommand(ProjectDocument& document,
                    RadianceField field,
                    const TrainingRecord& training,
                    std::shared_ptr<const std::vector<std::byte>> trainingState,
                    const QString& text);
    void undo() override;
    void redo() override;

private:
    struct State {
        RadianceField field;
        TrainingRecord training;
        std::shared_ptr<const std::vector<std::byte>> trainingState;
    };

    State old_, new_;
    std::map<std::string, std::shared_ptr<const LiftedState>> oldLifted_;
    std::string oldMethod_;
    SegmentTree oldSegments_;
};

class SetMasksCommand : public ProjectCommand {
public:
    SetMasksCommand(ProjectDocument& document,
                    std::shared_ptr<const MaskSet> masks,
                    const QString& text);
    void undo() override;
    void redo() override;

private:
    std::shared_ptr<const MaskSet> old_, new_;
};

class SetLiftedCommand : public ProjectCommand {
public:
    SetLiftedCommand(ProjectDocument& document,
                     const std::string& method,
                     std::shared_ptr<const LiftedState> state,
                     const QString& text);
    void undo() override;
    void redo() override;

private:
    std::string method_, oldMethod_;
    std::shared_ptr<const LiftedState> old_, new_;
};

} // namespace cleave::ui
