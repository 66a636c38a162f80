// SPDX-License-Identifier: Apache-2.0
// How the main window follows the document: title, enabled actions, status bar, recent files,
// dropping and closing.
#include "core/base/process_memory.h"
#include "core/jobs/diagnose.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/query_dock.h"
#include "ui/docks/segments_dock.h"
#include "ui/main_window.h"
#include "ui/viewport/viewport_widget.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTimer>

namespace cleave::ui {

namespace {

constexpr int messageTime = 8000; ///< milliseconds in the status bar
constexpr int memoryInterval = 2000;
constexpr int barSteps = 1000;

} // namespace

void MainWindow::makeStatusBar() {
    deviceLabel_ = new QLabel(QString::fromStdString(diagnoseDevices().front().detail));
    memoryLabel_ = new QLabel;
    jobLabel_ = new QLabel;
    jobBar_ = new QProgressBar;
    jobBar_->setRange(0, barSteps);
    jobBar_->setMaximumWidth(160);
    jobBar_->setTextVisible(false);
    jobBar_->hide();
    statusBar()->addPermanentWidget(jobLabel_);
    statusBar()->addPermanentWidget(jobBar_);
    statusBar()->addPermanentWidget(memoryLabel_);
    statusBar()->addPermanentWidget(deviceLabel_);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] {
        memoryLabel_->setText(QLocale().formattedDataSize(residentMemory(), 1));
    });
    timer->start(memoryInterval);

    connect(&tasks_, &TaskRunner::taskChanged, this, [this](int id) {
        const TaskStatus* task = tasks_.task(id);
        if (!task || task->state != TaskState::Running)
            return;
        jobLabel_->setText(task->secondsLeft >= 0
                               ? tr("%1, %2 left").arg(task->title, durationText(task->secondsLeft))
                               : task->title);
        jobBar_->setValue(static_cast<int>(task->fraction * barSteps));
    });
    connect(&tasks_, &TaskRunner::busyChanged, this, [this](bool isBusy) {
        jobBar_->setVisible(isBusy);
        if (!isBusy)
            jobLabel_->clear();
        updateEnabled();
        if (!isBusy && isClosing_)
            close();
    });
    connect(&tasks_, &TaskRunner::failed, this, [this](int, const QString& message) {
        showError(message);
    });
}

void MainWindow::connectDocument() {
    connect(&document_, &ProjectDocument::pathChanged, this, &MainWindow::updateTitle);
    connect(&document_, &ProjectDocument::modifiedChanged, this, &MainWindow::updateTitle);
    for (const auto signal : {&ProjectDocument::documentReset,
                              &ProjectDocument::datasetChanged,
                              &ProjectDocument::fieldChanged,
                              &ProjectDocument::masksChanged,
                              &ProjectDocument::liftedChanged,
                              &ProjectDocument::segmentsChanged,
                              &ProjectDocument::selectionChanged,
                              &ProjectDocument::currentSegmentChanged})
        connect(&document_, signal, this, &MainWindow::updateEnabled);
    connect(&document_.undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateEnabled);
    connect(&document_, &ProjectDocument::documentReset, this, [this] { isolate(false); });

    // After the first lift clicks are answered: the tool for them is what comes next.
    connect(&document_, &ProjectDocument::liftedChanged, this, [this] {
        if (document_.project().lifted.size() == 1 && document_.selection() == nullptr)
            chooseTool(ActionId::ClickTool);
    });
    connect(viewport_,
            &ViewportWidget::promptGiven,
            &queries_,
            [this](const Prompt& prompt, bool isAdding) { queries_.addPrompt(prompt, isAdding); });
    connect(viewport_, &ViewportWidget::drawingFailed, this, &MainWindow::showError);
    connect(&queries_, &QueryController::failed, this, &MainWindow::showError);
    connect(&edits_, &SegmentActions::failed, this, &MainWindow::showError);
    connect(&queries_, &QueryController::answered, this, [this](double milliseconds) {
        statusBar()->showMessage(
            tr("Answered in %1 ms").arg(QLocale().toString(milliseconds, 'f', 0)), messageTime);
    });
    connect(&jobs_, &ProjectJobs::trainingPreview, viewport_, &ViewportWidget::setPreviewField);
    connect(&jobs_, &ProjectJobs::trainingEnded, this, [this] {
        viewport_->setPreviewField({});
        updateEnabled();
    });
    connect(&jobs_, &ProjectJobs::exported, this, [this](const QString& message) {
        statusBar()->showMessage(message, messageTime);
    });
    connect(&session_, &DocumentSession::recentFilesChanged, this, &MainWindow::updateRecentFiles);
    connect(&session_, &DocumentSession::saved, this, [this](const QString& path) {
        statusBar()->showMessage(tr("Saved %1").arg(path), messageTime);
    });
    connect(&session_, &DocumentSession::problemsFound, this, [this](const QStringList& problems) {
        showError(problems.join(QLatin1Char('\n')));
    });
    connect(&session_, &DocumentSession::recoveryFound, this, &MainWindow::offerRecovery);
}

void MainWindow::offerRecovery(const QString& path) {
    if (isQuiet_)
        return;
    const QString question =
        path.isEmpty()
            ? tr("Cleave ended before a new project was saved. Go on with it?")
            : tr("There is a newer recovery copy of %1. Open it?").arg(QFileInfo(path).fileName());
    if (QMessageBox::question(this, tr("Recovery"), question) == QMessageBox::Yes)
        session_.recover(path);
    else
        session_.discardRecovery(path);
}

void MainWindow::updateTitle() {
    setWindowTitle(tr("%1[*] - Cleave").arg(document_.displayName()));
    setWindowModified(document_.isModified());
    setWindowFilePath(document_.path());
}

void MainWindow::updateEnabled() {
    const Project& project = document_.project();
    const bool hasPhotos = project.dataset != nullptr, hasField = isTrained(project.field);
    const bool hasSelection = document_.selection() && !document_.selection()->isEmpty();
    const bool hasSegment = project.segments.find(document_.currentSegment()) != nullptr;
    const std::size_t chosen = segmentsDock_ ? segmentsDock_->selectedSegments().size() : 0;
    const auto enable = [this](bool isEnabled, std::initializer_list<ActionId> ids) {
        for (ActionId id : ids)
            actions_[id]->setEnabled(isEnabled);
    };
    enable(document_.undoStack().canUndo(), {ActionId::Undo});
    enable(document_.undoStack().canRedo(), {ActionId::Redo});
    actions_[ActionId::Undo]->setText(document_.undoStack().canUndo()
                                          ? tr("&Undo %1").arg(document_.undoStack().undoText())
                                          : tr("&Undo"));
    actions_[ActionId::Redo]->setText(document_.undoStack().canRedo()
                                          ? tr("&Redo %1").arg(document_.undoStack().redoText())
                                          : tr("&Redo"));
    enable(!document_.isEmpty(),
           {ActionId::Save, ActionId::SaveAs, ActionId::Focus, ActionId::Home});
    enable(hasPhotos && !jobs_.isTraining(), {ActionId::TrainField});
    enable(hasPhotos, {ActionId::MakeMasks, ActionId::ImportMasks});
    enable(hasField && project.masks, {ActionId::LiftMasks});
    enable(hasField && hasPhotos && project.masks, {ActionId::TakeEverything});
    enable(!project.lifted.empty(), {ActionId::BuildTree});
    enable(hasSelection,
           {ActionId::InvertSelection,
            ActionId::GrowSelection,
            ActionId::ShrinkSelection,
            ActionId::SmoothSelection,
            ActionId::RemoveIslands,
            ActionId::FillHoles,
            ActionId::KeepSegment});
    enable(document_.selection() || !document_.query().prompts.empty(), {ActionId::ClearSelection});
    enable(hasSegment,
           {ActionId::RenameSegment,
            ActionId::RecolorSegment,
            ActionId::SelectSegment,
            ActionId::SplitPieces,
            ActionId::AddSegmentToSelection});
    enable(hasSegment && hasSelection,
           {ActionId::SplitSegment,
            ActionId::SubtractSegmentFromSelection,
            ActionId::IntersectSelectionWithSegment});
    enable(chosen > 0, {ActionId::DeleteSegment, ActionId::DeleteSegmentTree});
    enable(chosen > 1, {ActionId::MergeSegments});
    enable(hasSegment || actions_[ActionId::IsolateSegment]->isChecked(),
           {ActionId::IsolateSegment});
    enable(hasField,
           {ActionId::ExportSplats,
            ActionId::ExportMesh,
            ActionId::ExportImages,
            ActionId::ExportVideo});
    enable(hasField && !project.segments.isEmpty(), {ActionId::ExportMasks});
}

void MainWindow::updateRecentFiles() {
    recentMenu_->clear();
    for (const QString& path : session_.recentFiles())
        recentMenu_->addAction(path, this, [this, path] { openPath(path); });
    recentMenu_->setEnabled(!recentMenu_->isEmpty());
    if (recentMenu_->isEmpty())
        return;
    recentMenu_->addSeparator();
    recentMenu_->addAction(tr("Clear List"), &session_, &DocumentSession::clearRecentFiles);
}

void MainWindow::openPath(const QString& path) {
    if (!maybeSave())
        return;
    guard([&] { session_.openAnything(path); });
}

void MainWindow::showError(const QString& message) {
    lastError_ = message;
    statusBar()->showMessage(message, messageTime);
    if (isQuiet_)
        return;
    // Not modal: work goes on behind it.
    auto* box = new QMessageBox(QMessageBox::Warning, tr("Cleave"), message, QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setModal(false);
    box->show();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (tasks_.isBusy() && !isClosing_) {
        const auto answer =
            isQuiet_
                ? QMessageBox::Yes
                : QMessageBox::question(this, tr("A job is running"), tr("Stop it and close?"));
        if (answer != QMessageBox::Yes)
            return event->ignore();
        isClosing_ = true;
        tasks_.cancelAll();
        return event->ignore(); // closes when the job has ended
    }
    isClosing_ = false;
    if (!maybeSave())
        return event->ignore();
    if (tasks_.isBusy()) {
        isClosing_ = true; // the save that was just asked for
        return event->ignore();
    }
    rememberLayout();
    // What is left unsaved here was given up on purpose.
    guard([this] { session_.endRecovery(); });
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        openPath(urls.first().toLocalFile());
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (std::exchange(wasShown_, true))
        return;
    QTimer::singleShot(0, this, &MainWindow::offerFirstSteps);
}

void MainWindow::offerFirstSteps() {
    if (!isQuiet_ && document_.isEmpty() && !tasks_.isBusy() && session_.hasUntitledRecovery())
        return offerRecovery({});
    QSettings settings;
    const QString key = QStringLiteral("window/hasStarted");
    if (isQuiet_ || settings.value(key).toBool() || !document_.isEmpty() || tasks_.isBusy())
        return;
    settings.setValue(key, true);
    QMessageBox box(QMessageBox::Question,
                    tr("Welcome to Cleave"),
                    tr("Cleave takes captured scenes apart. Begin with your own photos, or look "
                       "around in the sample scene first."),
                    QMessageBox::NoButton,
                    this);
    QPushButton* sample = box.addButton(tr("Sample Scene"), QMessageBox::AcceptRole);
    QPushButton* photos = box.addButton(tr("My Photos..."), QMessageBox::ActionRole);
    box.addButton(tr("Later"), QMessageBox::RejectRole);
    box.exec();
    if (box.clickedButton() == sample)
        actions_[ActionId::OpenSample]->trigger();
    if (box.clickedButton() == photos)
        actions_[ActionId::NewProject]->trigger();
}

} // namespace cleave::ui
