// SPDX-License-Identifier: Apache-2.0
// The studio's window: joins document, tasks, docks and viewport, and holds every action's effect.
#pragma once

#include "ui/actions.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/document/document_session.h"
#include "ui/document/project_jobs.h"
#include "ui/document/query_controller.h"
#include "ui/document/segment_actions.h"
#include "ui/models/thumbnail_cache.h"

#include <QMainWindow>

#include <functional>

class QLabel;
class QProgressBar;

namespace cleave::ui {

class DatasetDock;
class JobsDock;
class PhotoPane;
class QueryDock;
class RenderDock;
class SegmentsDock;
class TrainingDock;
class ViewportWidget;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    ProjectDocument& document() { return document_; }

    TaskRunner& tasks() { return tasks_; }

    ProjectJobs& jobs() { return jobs_; }

    QueryController& queries() { return queries_; }

    DocumentSession& session() { return session_; }

    Actions& actions() { return actions_; }

    ViewportWidget& viewport() { return *viewport_; }

    PhotoPane& photoPane() { return *photoPane_; }

    SegmentActions& edits() { return edits_; }

    TrainingDock& trainingDock() { return *trainingDock_; }

    SegmentsDock& segmentsDock() { return *segmentsDock_; }

    const QString& lastError() const { return lastError_; }

    /// A project, a splat or a folder of photos; asks about unsaved changes first.
    void openPath(const QString& path);

    /// Answers every question with "go on" and shows errors in the status bar alone: for scripts
    /// and tests.
    void setQuiet(bool isQuiet) { isQuiet_ = isQuiet; }

    void showError(const QString& message);
    /// Where windows and docks stand, for the next window.
    void rememberLayout() const;

Q_SIGNALS:
    /// Another language was chosen and nothing is running: the window is to be made anew.
    void languageChosen(const QString& language);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeCenter();
    void makeDocks();
    void makeMenus();
    void makeToolBar();
    void makeStatusBar();
    void connectActions();
    void connectDocument();
    void updateTitle();
    void updateEnabled();
    void updateRecentFiles();
    /// Runs a user's action; an error becomes one message.
    void act(ActionId id, std::function<void()> effect);
    void guard(const std::function<void()>& effect);
    /// True when it is fine to lose or save what is unsaved; starts saving when asked to.
    bool maybeSave();
    bool save();
    bool saveAs();
    void exportAs(ExportKind kind);
    void isolate(bool isOn);
    void chooseTool(ActionId id);
    void comparePhoto(bool isOn);
    void showNearestPhoto();
    void showPreferences();
    void offerFirstSteps();
    /// `path`: of the document; empty: of one that was never saved.
    void offerRecovery(const QString& path);

    ProjectDocument document_;
    TaskRunner tasks_;
    ProjectJobs jobs_;
    QueryController queries_;
    DocumentSession session_;
    SegmentActions edits_;
    ThumbnailCache thumbnails_;
    Actions actions_;

    ViewportWidget* viewport_ = nullptr;
    PhotoPane* photoPane_ = nullptr;
    DatasetDock* datasetDock_ = nullptr;
    TrainingDock* trainingDock_ = nullptr;
    SegmentsDock* segmentsDock_ = nullptr;
    QueryDock* queryDock_ = nullptr;
    RenderDock* renderDock_ = nullptr;
    JobsDock* jobsDock_ = nullptr;
    QMenu* recentMenu_ = nullptr;
    QLabel *deviceLabel_ = nullptr, *memoryLabel_ = nullptr, *jobLabel_ = nullptr;
    QProgressBar* jobBar_ = nullptr;
    QString lastError_;
    bool isQuiet_ = false;
    bool isClosing_ = false;
    bool wasShown_ = false;
};

} // namespace cleave::ui
