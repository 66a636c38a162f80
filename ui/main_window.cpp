// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window.h"

#include "ui/docks/dataset_dock.h"
#include "ui/docks/jobs_dock.h"
#include "ui/docks/query_dock.h"
#include "ui/docks/render_dock.h"
#include "ui/docks/segments_dock.h"
#include "ui/docks/training_dock.h"
#include "ui/viewport/photo_pane.h"
#include "ui/viewport/viewport_widget.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>
#include <QToolBar>

namespace cleave::ui {

namespace {

constexpr int layoutVersion = 2;
const QString geometryKey = QStringLiteral("window/geometry");
const QString stateKey = QStringLiteral("window/state");

QString homeFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , jobs_(document_, tasks_)
    , queries_(document_)
    , session_(document_, tasks_)
    , edits_(document_) {
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    resize(1360, 860);
    makeCenter();
    makeDocks();
    makeMenus();
    makeToolBar();
    makeStatusBar();
    connectActions();
    connectDocument();
    QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    restoreState(settings.value(stateKey).toByteArray(), layoutVersion);
    updateTitle();
    updateEnabled();
    updateRecentFiles();
}

void MainWindow::rememberLayout() const {
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(stateKey, saveState(layoutVersion));
}

MainWindow::~MainWindow() {
    // Members go before child widgets do: what looks at them goes first, and nothing is told any
    // more.
    document_.undoStack().disconnect(this);
    document_.disconnect();
    tasks_.disconnect();
    queries_.disconnect();
    delete takeCentralWidget();
    qDeleteAll(findChildren<QDockWidget*>());
}

void MainWindow::makeCenter() {
    auto* center = new QSplitter(this);
    photoPane_ = new PhotoPane(document_, center);
    viewport_ = new ViewportWidget(document_, thumbnails_, center);
    center->addWidget(photoPane_);
    center->addWidget(viewport_);
    center->setCollapsible(1, false);
    photoPane_->hide();
    setCentralWidget(center);
    connect(photoPane_, &PhotoPane::viewActivated, viewport_, &ViewportWidget::lookThrough);
    connect(photoPane_, &PhotoPane::promptGiven, &queries_, &QueryController::addPrompt);
    connect(viewport_, &ViewportWidget::toolChanged, photoPane_, [this](ToolKind tool) {
        photoPane_->setPointing(tool == ToolKind::Click);
        showNearestPhoto();
    });
    connect(viewport_, &ViewportWidget::cameraRested, this, &MainWindow::showNearestPhoto);
}

void MainWindow::showNearestPhoto() {
    if (!photoPane_->isVisible() || !document_.project().dataset)
        return;
    // Things are pointed at in photos that have masks.
    photoPane_->setView(nearestView(*document_.project().dataset,
                                    viewport_->camera(),
                                    viewport_->sceneRadius(),
                                    !photoPane_->isPointing()));
}

void MainWindow::makeDocks() {
    datasetDock_ = new DatasetDock(document_, thumbnails_, this);
    trainingDock_ = new TrainingDock(document_, jobs_, tasks_, this);
    segmentsDock_ = new SegmentsDock(document_, this);
    queryDock_ = new QueryDock(document_, queries_, this);
    renderDock_ = new RenderDock(*viewport_, this);
    jobsDock_ = new JobsDock(tasks_, this);
    addDockWidget(Qt::LeftDockWidgetArea, datasetDock_);
    addDockWidget(Qt::LeftDockWidgetArea, trainingDock_);
    addDockWidget(Qt::RightDockWidgetArea, segmentsDock_);
    addDockWidget(Qt::RightDockWidgetArea, queryDock_);
    addDockWidget(Qt::RightDockWidgetArea, renderDock_);
    addDockWidget(Qt::RightDockWidgetArea, jobsDock_);
    tabifyDockWidget(renderDock_, jobsDock_);
    renderDock_->raise();
    resizeDocks({datasetDock_, trainingDock_}, {300, 420}, Qt::Vertical);
    resizeDocks({segmentsDock_, queryDock_, renderDock_}, {320, 320, 200}, Qt::Vertical);
    resizeDocks({datasetDock_, segmentsDock_}, {310, 360}, Qt::Horizontal);

    connect(datasetDock_, &DatasetDock::viewActivated, viewport_, &ViewportWidget::lookThrough);
    connect(datasetDock_,
            &DatasetDock::viewHighlighted,
            viewport_,
            &ViewportWidget::setHighlightedView);
    connect(datasetDock_, &DatasetDock::relinkWanted, this, [this] {
        const QString folder =
            QFileDialog::getExistingDirectory(this, tr("Where are the photos now?"), homeFolder());
        if (!folder.isEmpty())
            session_.relink(folder);
    });
    connect(trainingDock_,
            &TrainingDock::importMasksWanted,
            actions_[ActionId::ImportMasks],
            &QAction::trigger);
    connect(segmentsDock_,
            &SegmentsDock::segmentHovered,
            viewport_,
            &ViewportWidget::setHoveredSegment);
    connect(segmentsDock_, &SegmentsDock::refused, this, &MainWindow::showError);
    connect(
        segmentsDock_, &SegmentsDock::selectedSegmentsChanged, this, &MainWindow::updateEnabled);
    connect(viewport_, &ViewportWidget::modeChanged, queryDock_, [this](RenderMode mode) {
        queryDock_->showHeatMap(mode == RenderMode::Similarity);
    });
    connect(queryDock_, &QueryDock::heatMapWanted, viewport_, [this](bool isOn) {
        viewport_->setMode(isOn ? RenderMode::Similarity : RenderMode::Rgb);
    });
    queryDock_->setSelectionActions({actions_[ActionId::GrowSelection],
                                     actions_[ActionId::ShrinkSelection],
                                     actions_[ActionId::SmoothSelection],
                                     actions_[ActionId::RemoveIslands],
                                     actions_[ActionId::FillHoles],
                                     actions_[ActionId::InvertSelection]});
    queryDock_->setKeepAction(actions_[ActionId::KeepSegment]);
    const QList<QAction*> buttons = {actions_[ActionId::KeepSegment],
                                     actions_[ActionId::MergeSegments],
                                     actions_[ActionId::SplitSegment],
                                     actions_[ActionId::IsolateSegment],
                                     actions_[ActionId::DeleteSegmentTree]};
    segmentsDock_->setSegmentActions(buttons,
                                     {actions_[ActionId::RenameSegment],
                                      actions_[ActionId::RecolorSegment],
                                      actions_[ActionId::SelectSegment],
                                      actions_[ActionId::IsolateSegment],
                                      actions_[ActionId::MergeSegments],
                                      actions_[ActionId::SplitSegment],
                                      actions_[ActionId::SplitPieces],
                                      actions_[ActionId::AddSegmentToSelection],
                                      actions_[ActionId::SubtractSegmentFromSelection],
                                      actions_[ActionId::IntersectSelectionWithSegment],
                                      actions_[ActionId::DeleteSegment],
                                      actions_[ActionId::DeleteSegmentTree]});
}

void MainWindow::makeMenus() {
    const auto fill = [this](QMenu* menu, std::initializer_list<ActionId> ids) {
        for (ActionId id : ids)
            menu->addAction(actions_[id]);
    };
    QMenu* file = menuBar()->addMenu(tr("&File"));
    fill(file, {ActionId::NewProject, ActionId::OpenProject});
    recentMenu_ = file->addMenu(tr("Open &Recent"));
    fill(file, {ActionId::ImportSplats, ActionId::OpenSample});
    file->addSeparator();
    fill(file, {ActionId::Save, ActionId::SaveAs});
    file->addSeparator();
    QMenu* exports = file->addMenu(tr("&Export"));
    fill(exports,
         {ActionId::ExportMasks,
          ActionId::ExportSplats,
          ActionId::ExportMesh,
          ActionId::ExportImages,
          ActionId::ExportVideo});
    file->addSeparator();
    fill(file, {ActionId::Quit});

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    fill(edit, {ActionId::Undo, ActionId::Redo});
    edit->addSeparator();
    fill(edit,
         {ActionId::ClearSelection,
          ActionId::InvertSelection,
          ActionId::GrowSelection,
          ActionId::ShrinkSelection,
          ActionId::SmoothSelection,
          ActionId::RemoveIslands,
          ActionId::FillHoles});
    edit->addSeparator();
    fill(edit, {ActionId::ManageModels, ActionId::Preferences});

    QMenu* view = menuBar()->addMenu(tr("&View"));
    fill(view, {ActionId::Focus, ActionId::Home, ActionId::ComparePhoto});
    view->addSeparator();
    for (QDockWidget* dock : findChildren<QDockWidget*>())
        view->addAction(dock->toggleViewAction());

    QMenu* scene = menuBar()->addMenu(tr("&Scene"));
    fill(scene,
         {ActionId::TrainField,
          ActionId::MakeMasks,
          ActionId::ImportMasks,
          ActionId::LiftMasks,
          ActionId::BuildTree,
          ActionId::TakeEverything});

    QMenu* segment = menuBar()->addMenu(tr("Se&gment"));
    fill(segment, {ActionId::KeepSegment, ActionId::SelectSegment, ActionId::IsolateSegment});
    segment->addSeparator();
    fill(segment,
         {ActionId::RenameSegment,
          ActionId::RecolorSegment,
          ActionId::MergeSegments,
          ActionId::SplitSegment,
          ActionId::SplitPieces});
    segment->addSeparator();
    fill(segment,
         {ActionId::AddSegmentToSelection,
          ActionId::SubtractSegmentFromSelection,
          ActionId::IntersectSelectionWithSegment});
    segment->addSeparator();
    fill(segment, {ActionId::DeleteSegment, ActionId::DeleteSegmentTree});

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    fill(help, {ActionId::About});
}

void MainWindow::makeToolBar() {
    QToolBar* bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("ToolBar"));
    for (ActionId id : {ActionId::NewProject, ActionId::OpenProject, ActionId::Save})
        bar->addAction(actions_[id]);
    bar->addSeparator();
    for (ActionId id : {ActionId::Undo, ActionId::Redo})
        bar->addAction(actions_[id]);
    bar->addSeparator();
    auto* tools = new QActionGroup(this);
    for (ActionId id :
         {ActionId::NavigateTool, ActionId::ClickTool, ActionId::BoxTool, ActionId::StrokeTool}) {
        tools->addAction(actions_[id]);
        bar->addAction(actions_[id]);
    }
    actions_[ActionId::NavigateTool]->setChecked(true);
    bar->addSeparator();
    for (ActionId id : {ActionId::Focus, ActionId::Home, ActionId::ComparePhoto})
        bar->addAction(actions_[id]);
    bar->addSeparator();
    for (ActionId id :
         {ActionId::TrainField, ActionId::MakeMasks, ActionId::LiftMasks, ActionId::BuildTree})
        bar->addAction(actions_[id]);
    bar->addSeparator();
    bar->addAction(actions_[ActionId::KeepSegment]);
}

} // namespace cleave::ui
