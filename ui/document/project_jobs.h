// SPDX-License-Identifier: Apache-2.0
// The long steps of the way, started from the windows: each takes a snapshot of the project, runs
// as a task, and its result enters the document as one command.
#pragma once

#include "core/jobs/make_masks.h"
#include "core/jobs/train_field.h"
#include "core/segments/build_tree.h"
#include "ui/document/project_document.h"
#include "ui/tasks/task_runner.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <memory>

namespace cleave::ui {

class ProjectJobs : public QObject {
    Q_OBJECT

public:
    ProjectJobs(ProjectDocument& document, TaskRunner& runner, QObject* parent = nullptr);

    /// Each returns the task's id. What a step needs and is missing becomes the task's error, in
    /// one line.
    int train(const TrainFieldParams& params);
    int makeMasks(const MakeMasksParams& params);
    int importMasks(const std::filesystem::path& folder);
    int lift(const std::string& method,
             const std::vector<std::pair<std::string, std::string>>& params);
    int buildTree(const BuildTreeParams& params);
    /// A segment for every mask of the photo.
    int takeView(ViewId view);
    /// Any job that only reads the project and writes files: exports.
    int runExport(const QString& title,
                  std::function<void(const Project&, Progress&)> work,
                  const QString& doneText);

    void setTrainingPaused(bool paused);

    bool isTrainingPaused() const { return *paused_; }

    bool isTraining() const { return trainingTask_ != 0; }

Q_SIGNALS:
    void trainingStarted();
    /// At most 20 times a second.
    void trainingStep(double iteration, double loss, double psnr, qint64 primitives);
    void trainingPreview(const cleave::RadianceField& field);
    void trainingEnded();
    void trainingPausedChanged(bool isPaused);
    void exported(const QString& message);

private:
    ProjectDocument& document_;
    TaskRunner& runner_;
    std::shared_ptr<std::atomic<bool>> paused_ = std::make_shared<std::atomic<bool>>(false);
    int trainingTask_ = 0;
    int documentNumber_ = 0; ///< counts documents: a result for one that was replaced is dropped
};

} // namespace cleave::ui
