// SPDX-License-Identifier: Apache-2.0
// What the main window's actions do.
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/model_manager_dialog.h"
#include "ui/dialogs/new_project_dialog.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/docks/segments_dock.h"
#include "ui/docks/training_dock.h"
#include "ui/main_window.h"
#include "ui/tasks/guarded.h"
#include "ui/theme.h"
#include "ui/viewport/photo_pane.h"
#include "ui/viewport/viewport_widget.h"

#include <QApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>

namespace cleave::ui {

namespace {

QString homeFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

/// Of the training photos that have masks; where none has, the job says so.
ViewId nearestViewWithMasks(const Project& project, const Camera& camera, double radius) {
    Dataset known;
    for (const View& view : project.dataset->views)
        if (!view.isTest && project.masks->find(view.id))
            known.views.push_back(view);
    return known.views.empty() ? project.dataset->views.front().id
                               : nearestView(known, camera, radius);
}

} // namespace

void MainWindow::guard(const std::function<void()>& effect) {
    guarded(effect, [this](const QString& message) { showError(message); });
}

void MainWindow::act(ActionId id, std::function<void()> effect) {
    connect(actions_[id], &QAction::triggered, this, [this, effect = std::move(effect)] {
        guard(effect);
    });
}

void MainWindow::connectActions() {
    act(ActionId::NewProject, [this] {
        if (!maybeSave())
            return;
        NewProjectDialog dialog(this);
        if (dialog.exec() == QDialog::Accepted)
            session_.newFromPhotos(dialog.folder(), dialog.params());
    });
    act(ActionId::OpenProject, [this] {
        const QString path = QFileDialog::getOpenFileName(
            this,
            tr("Open"),
            homeFolder(),
            tr("Projects and splats (*.cleave *.ply *.splat *.spz);;All files (*)"));
        if (!path.isEmpty())
            openPath(path);
    });
    act(ActionId::ImportSplats, [this] {
        const QString path = QFileDialog::getOpenFileName(
            this, tr("Import Splats"), homeFolder(), tr("Splats (*.ply *.splat *.spz)"));
        if (!path.isEmpty())
            openPath(path);
    });
    act(ActionId::OpenSample, [this] {
        if (maybeSave())
            session_.newFromSample();
    });
    act(ActionId::Save, [this] { save(); });
    act(ActionId::SaveAs, [this] { saveAs(); });
    act(ActionId::Quit, [this] { close(); });
    act(ActionId::Undo, [this] { document_.undoStack().undo(); });
    act(ActionId::Redo, [this] { document_.undoStack().redo(); });

    act(ActionId::ClearSelection, [this] { queries_.clear(); });
    act(ActionId::InvertSelection, [this] { edits_.invertSelection(); });
    act(ActionId::GrowSelection, [this] { edits_.growSelection(); });
    act(ActionId::ShrinkSelection, [this] { edits_.shrinkSelection(); });
    act(ActionId::SmoothSelection, [this] { edits_.smoothSelection(); });
    act(ActionId::RemoveIslands, [this] { edits_.removeIslands(); });
    act(ActionId::FillHoles, [this] { edits_.fillHoles(); });
    act(ActionId::AddSegmentToSelection, [this] { edits_.addSegment(document_.currentSegment()); });
    act(ActionId::SubtractSegmentFromSelection,
        [this] { edits_.subtractSegment(document_.currentSegment()); });
    act(ActionId::IntersectSelectionWithSegment,
        [this] { edits_.intersectSegment(document_.currentSegment()); });

    for (ActionId id :
         {ActionId::NavigateTool, ActionId::ClickTool, ActionId::BoxTool, ActionId::StrokeTool})
        act(id, [this, id] { chooseTool(id); });
    act(ActionId::Focus, [this] { viewport_->focusOnSelection(); });
    act(ActionId::Home, [this] { viewport_->home(); });
    act(ActionId::ComparePhoto,
        [this] { comparePhoto(actions_[ActionId::ComparePhoto]->isChecked()); });

    act(ActionId::TrainField, [this] { trainingDock_->startField(); });
    act(ActionId::MakeMasks, [this] { trainingDock_->startMasks(); });
    act(ActionId::ImportMasks, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Folder of masks"), homeFolder());
        if (!folder.isEmpty())
            jobs_.importMasks(folder.toStdString());
    });
    act(ActionId::LiftMasks, [this] { trainingDock_->startLift(); });
    act(ActionId::BuildTree, [this] { trainingDock_->startTree(); });

    act(ActionId::TakeEverything, [this] {
        jobs_.takeView(nearestViewWithMasks(
            document_.project(), viewport_->camera(), viewport_->sceneRadius()));
    });

    act(ActionId::KeepSegment, [this] { segmentsDock_->selectSegment(edits_.keepSelection()); });
    act(ActionId::RenameSegment, [this] { segmentsDock_->renameCurrent(); });
    act(ActionId::RecolorSegment, [this] { segmentsDock_->chooseColor(); });
    act(ActionId::DeleteSegment,
        [this] { edits_.removeSegments(segmentsDock_->selectedSegments(), false); });
    act(ActionId::DeleteSegmentTree,
        [this] { edits_.removeSegments(segmentsDock_->selectedSegments(), true); });
    act(ActionId::MergeSegments, [this] { edits_.merge(segmentsDock_->selectedSegments()); });
    act(ActionId::SplitSegment, [this] { edits_.splitBySelection(document_.currentSegment()); });
    act(ActionId::SplitPieces, [this] { edits_.splitIntoPieces(document_.currentSegment()); });
    act(ActionId::SelectSegment, [this] { edits_.select(document_.currentSegment()); });
    act(ActionId::IsolateSegment,
        [this] { isolate(actions_[ActionId::IsolateSegment]->isChecked()); });

    act(ActionId::ExportMasks, [this] { exportAs(ExportKind::Masks); });
    act(ActionId::ExportSplats, [this] { exportAs(ExportKind::Splats); });
    act(ActionId::ExportMesh, [this] { exportAs(ExportKind::Mesh); });
    act(ActionId::ExportImages, [this] { exportAs(ExportKind::Images); });
    act(ActionId::ExportVideo, [this] { exportAs(ExportKind::Video); });
    act(ActionId::ManageModels, [this] { ModelManagerDialog(this).exec(); });
    act(ActionId::Preferences, [this] { showPreferences(); });
    act(ActionId::About, [this] { AboutDialog(this).exec(); });
}

void MainWindow::chooseTool(ActionId id) {
    actions_[id]->setChecked(true);
    switch (id) {
    case ActionId::ClickTool:
        viewport_->setTool(ToolKind::Click);
        break;
    case ActionId::BoxTool:
        viewport_->setTool(ToolKind::Box);
        break;
    case ActionId::StrokeTool:
        viewport_->setTool(ToolKind::Stroke);
        break;
    default:
        viewport_->setTool(ToolKind::Navigate);
        break;
    }
}

void MainWindow::comparePhoto(bool isOn) {
    photoPane_->setVisible(isOn);
    auto* center = static_cast<QSplitter*>(centralWidget());
    if (isOn)
        center->setSizes({center->width() / 2, center->width() - center->width() / 2});
}

void MainWindow::showPreferences() {
    const QString languageKey = QStringLiteral("ui/language");
    const QVariant before = QSettings().value(languageKey);
    PreferencesDialog dialog(this);
    connect(&dialog, &PreferencesDialog::applied, this, [this] {
        applyTheme(*qApp, QSettings().value(QStringLiteral("ui/theme")).toString());
        session_.followSettings();
    });
    dialog.exec();
    const QVariant language = QSettings().value(languageKey);
    // A running job belongs to this window: then the language waits for the next start.
    if (language != before && !tasks_.isBusy())
        Q_EMIT languageChosen(language.toString());
}

void MainWindow::isolate(bool isOn) {
    std::vector<SegmentId> chosen;
    if (isOn)
        chosen = segmentsDock_->selectedSegments();
    if (isOn && chosen.empty() && document_.currentSegment().value)
        chosen.push_back(document_.currentSegment());
    actions_[ActionId::IsolateSegment]->setChecked(!chosen.empty());
    viewport_->setIsolated(std::move(chosen));
}

void MainWindow::exportAs(ExportKind kind) {
    QStringList names;
    for (SegmentId id : segmentsDock_->selectedSegments())
        names << QString::fromStdString(document_.project().segments.path(id));
    ExportDialog dialog(kind, document_, names.join(QLatin1Char(',')), this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    jobs_.runExport(tr("Exporting to %1").arg(dialog.target()), dialog.work(), dialog.doneText());
}

bool MainWindow::save() {
    if (document_.path().isEmpty())
        return saveAs();
    session_.save(document_.path());
    return true;
}

bool MainWindow::saveAs() {
    const QString start =
        document_.path().isEmpty()
            ? homeFolder() + QLatin1Char('/') + tr("untitled") + QStringLiteral(".cleave")
            : document_.path();
    QString path = QFileDialog::getSaveFileName(
        this, tr("Save Project"), start, tr("Cleave projects (*.cleave)"));
    if (path.isEmpty())
        return false;
    if (!path.endsWith(QLatin1String(".cleave")))
        path += QStringLiteral(".cleave");
    session_.save(path);
    return true;
}

bool MainWindow::maybeSave() {
    if (isQuiet_ || !document_.isModified() || document_.isEmpty())
        return true;
    const auto answer =
        QMessageBox::question(this,
                              tr("Unsaved changes"),
                              tr("Save the changes to %1?").arg(document_.displayName()),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel,
                              QMessageBox::Save);
    if (answer == QMessageBox::Save)
        return save();
    return answer == QMessageBox::Discard;
}

} // namespace cleave::ui
