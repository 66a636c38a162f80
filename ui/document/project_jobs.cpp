// SPDX-License-Identifier: Apache-2.0
#include "ui/document/project_jobs.h"

#include "core/jobs/build_tree.h"
#include "core/jobs/kept_masks.h"
#include "core/jobs/lift.h"
#include "core/jobs/take_view.h"
#include "ui/commands/asset_commands.h"
#include "ui/commands/edit_segment_tree.h"

#include <QElapsedTimer>

namespace cleave::ui {

namespace {

constexpr int stepInterval = 50; ///< milliseconds between reports of the training

void requirePhotos(const Project& project) {
    if (!project.dataset)
        throw missing(CLEAVE_TR(
            "Jobs", "This project has no photos; make one from a folder of photos first."));
}

MethodInputs methodInputs(const Project& project) {
    MethodInputs inputs{project.dataset, project.field, project.masks, nullptr, project.seed};
    if (project.dataset)
        inputs.photos = std::make_shared<PhotoStore>(project.dataset);
    return inputs;
}

} // namespace

ProjectJobs::ProjectJobs(ProjectDocument& document, TaskRunner& runner, QObject* parent)
    : QObject(parent)
    , document_(document)
    , runner_(runner) {
    connect(&document_, &ProjectDocument::documentReset, this, [this] { ++documentNumber_; });
    connect(&runner_, &TaskRunner::taskChanged, this, [this](int id) {
        const TaskStatus* task = runner_.task(id);
        if (id != trainingTask_ || !task || task->state == TaskState::Waiting ||
            task->state == TaskState::Running)
            return;
        trainingTask_ = 0;
        setTrainingPaused(false);
        Q_EMIT trainingEnded();
    });
}

int ProjectJobs::train(const TrainFieldParams& params) {
    setTrainingPaused(false);
    const Project project = document_.project();
    trainingTask_ = runner_.start(
        tr("Training the field"),
        [this, params, project, paused = paused_, number = documentNumber_](Progress& progress) {
            requirePhotos(project);
            PhotoStore photos(project.dataset);
            TrainingPreview preview;
            auto clock = std::make_shared<QElapsedTimer>();
            preview.onStep = [this, clock](const TrainingStep& step) {
                if (clock->isValid() && clock->elapsed() < stepInterval && step.psnr == 0)
                    return;
                clock->start();
                QMetaObject::invokeMethod(this, [this, step] {
                    Q_EMIT trainingStep(
                        static_cast<double>(step.iteration), step.loss, step.psnr, step.primitives);
                });
            };
            preview.onField = [this](const RadianceField& field) {
                QMetaObject::invokeMethod(this, [this, field] { Q_EMIT trainingPreview(field); });
            };
            preview.isPaused = [paused] { return paused->load(); };
            const TrainFieldResult result = trainField(params, project, photos, progress, preview);
            return TaskRunner::Finish([this, result, number] {
                if (number != documentNumber_)
                    return;
                document_.undoStack().push(new SetFieldCommand(document_,
                                                               result.field,
                                                               result.record,
                                                               result.trainingState,
                                                               tr("Train field")));
            });
        });
    Q_EMIT trainingStarted();
    return trainingTask_;
}

int ProjectJobs::makeMasks(const MakeMasksParams& params) {
    // A project that was never saved has no place to keep finished photos at.
    const std::filesystem::path kept = document_.path().isEmpty()
                                           ? std::filesystem::path()
                                           : keptMasksFolder(document_.path().toStdString());
    return runner_.start(
        tr("Making masks"),
        [this, params, kept, project = document_.project(), number = documentNumber_](
            Progress& progress) {
            requirePhotos(project);
            const MakeMasksResult result = runMakeMasks(params, *project.dataset, progress, kept);
            return TaskRunner::Finish([this, kept, masks = result.masks, number] {
                if (number != documentNumber_)
                    return;
                document_.undoStack().push(new SetMasksCommand(document_, masks, tr("Make masks")));
                discardKeptMasks(kept);
            });
        });
}

int ProjectJobs::importMasks(const std::filesystem::path& folder) {
    return runner_.start(tr("Importing masks"),
                         [this, folder, project = document_.project(), number = documentNumber_](
                             Progress& progress) {
                             requirePhotos(project);
                             const MakeMasksResult result =
                                 runImportMasks(*project.dataset, folder, progress);
                             return TaskRunner::Finish([this, masks = result.masks, number] {
                                 if (number == documentNumber_)
                                     document_.undoStack().push(
                                         new SetMasksCommand(document_, masks, tr("Import masks")));
                             });
                         });
}

int ProjectJobs::lift(const std::string& method,
                      const std::vector<std::pair<std::string, std::string>>& params) {
    return runner_.start(
        tr("Lifting masks"),
        [this, method, params, project = document_.project(), number = documentNumber_](
            Progress& progress) {
            const auto lifter = makeMethod(method);
            setParams(lifter->params(), params);
            const auto state = runLift(*lifter, methodInputs(project), progress);
            return TaskRunner::Finish([this, method, state, number] {
                if (number == documentNumber_)
                    document_.undoStack().push(
                        new SetLiftedCommand(document_, method, state, tr("Lift masks")));
            });
        });
}

int ProjectJobs::buildTree(const BuildTreeParams& params) {
    return runner_.start(tr("Building the segment tree"),
                         [this, params, project = document_.project(), number = documentNumber_](
                             Progress& progress) {
                             const BuildTreeResult result = runBuildTree(params, project, progress);
                             return TaskRunner::Finish([this, tree = result.tree, number] {
                                 if (number == documentNumber_)
                                     document_.undoStack().push(new EditSegmentTreeCommand(
                                         document_, tree, tr("Build segment tree")));
                             });
                         });
}

int ProjectJobs::takeView(ViewId view) {
    return runner_.start(
        tr("Taking everything in a view"),
        [this, view, project = document_.project(), number = documentNumber_](Progress& progress) {
            const TakeViewResult result = runTakeView(project, view, {}, progress);
            return TaskRunner::Finish([this, tree = result.tree, number] {
                if (number == documentNumber_)
                    document_.undoStack().push(new EditSegmentTreeCommand(
                        document_, tree, tr("Take everything in a view")));
            });
        });
}

int ProjectJobs::runExport(const QString& title,
                           std::function<void(const Project&, Progress&)> work,
                           const QString& doneText) {
    return runner_.start(title,
                         [this, work = std::move(work), project = document_.project(), doneText](
                             Progress& progress) {
                             work(project, progress);
                             return TaskRunner::Finish(
                                 [this, doneText] { Q_EMIT exported(doneText); });
                         });
}

void ProjectJobs::setTrainingPaused(bool paused) {
    if (*paused_ == paused)
        return;
    *paused_ = paused;
    Q_EMIT trainingPausedChanged(paused);
}

} // namespace cleave::ui
