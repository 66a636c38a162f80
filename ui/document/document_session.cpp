// SPDX-License-Identifier: Apache-2.0
#include "ui/document/document_session.h"

#include "core/base/safe_file.h"
#include "core/jobs/make_masks.h"
#include "core/jobs/new_project.h"
#include "core/project/autosave.h"
#include "core/project/project_store.h"
#include "core/sample/scene_builder.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace cleave::ui {

namespace fs = std::filesystem;

namespace {

constexpr int mostRecentFiles = 10;
constexpr int msPerMinute = 60000;
constexpr int sampleTrainViews = 40, sampleTestViews = 8, sampleWidth = 320, sampleHeight = 240;
const QString recentKey = QStringLiteral("document/recentFiles");

fs::path toPath(const QString& path) {
    return fs::path(path.toStdString());
}

/// An unsaved document's recovery lies with the program's own data.
fs::path untitledPath() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    QDir().mkpath(folder);
    return toPath(folder) / "untitled.cleave";
}

} // namespace

DocumentSession::DocumentSession(ProjectDocument& document, TaskRunner& runner, QObject* parent)
    : QObject(parent)
    , document_(document)
    , runner_(runner) {
    connect(&autosaveTimer_, &QTimer::timeout, this, &DocumentSession::autosave);
    followSettings();
}

void DocumentSession::followSettings() {
    const int minutes = QSettings().value(QStringLiteral("document/autosaveMinutes"), 1).toInt();
    if (minutes > 0)
        autosaveTimer_.start(minutes * msPerMinute);
    else
        autosaveTimer_.stop();
}

void DocumentSession::open(const QString& path) {
    runner_.start(tr("Opening %1").arg(QFileInfo(path).fileName()),
                  [this, path](Progress& progress) {
                      const auto loaded =
                          std::make_shared<LoadedProject>(loadProject(toPath(path), progress));
                      const bool hasRecovery = findRecovery(toPath(path)).has_value();
                      return TaskRunner::Finish([this, path, loaded, hasRecovery] {
                          document_.reset(std::move(loaded->project), path, true);
                          autosavedIndex_ = -1;
                          remember(path);
                          QStringList problems;
                          for (const Text& problem : loaded->problems)
                              problems << QString::fromStdString(translate(problem));
                          Q_EMIT opened(path);
                          if (!problems.isEmpty())
                              Q_EMIT problemsFound(problems);
                          if (hasRecovery)
                              Q_EMIT recoveryFound(path);
                      });
                  });
}

void DocumentSession::newFromPhotos(const QString& folder, const DatasetImportParams& params) {
    runner_.start(tr("Reading photos"), [this, folder, params](Progress& progress) {
        const auto project =
            std::make_shared<Project>(runNewProject(params, toPath(folder), progress));
        return TaskRunner::Finish([this, project] { adopt(std::move(*project)); });
    });
}

void DocumentSession::newFromSplats(const QString& path) {
    runner_.start(tr("Reading splats"), [this, path](Progress& progress) {
        const auto project =
            std::make_shared<Project>(runNewProjectFromSplats(toPath(path), progress));
        return TaskRunner::Finish([this, project] { adopt(std::move(*project)); });
    });
}

void DocumentSession::newFromSample() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
                           QStringLiteral("/sample");
    runner_.start(tr("Making the sample scene"), [this, folder](Progress& progress) {
        const fs::path path = toPath(folder);
        if (!fs::exists(path / "transforms.json")) {
            Progress tracing = progress.part(0, 0.9), writing = progress.part(0.9, 0.98);
            const BuiltScene scene = SceneBuilder()
                                         .room()
                                         .cameras(sampleTrainViews, sampleTestViews)
                                         .imageSize(sampleWidth, sampleHeight)
                                         .seed(1)
                                         .build(tracing);
            makeFolder(path);
            writeScene(scene, path, 1, writing);
        }
        Progress reading = progress.part(0.98, 0.99), importing = progress.part(0.99, 1);
        const auto project = std::make_shared<Project>(runNewProject({}, path, reading));
        project->masks = runImportMasks(*project->dataset, path / "masks", importing).masks;
        return TaskRunner::Finish([this, project] { adopt(std::move(*project)); });
    });
}

void DocumentSession::adopt(Project project) {
    document_.reset(std::move(project), {}, false);
    autosavedIndex_ = -1;
    Q_EMIT opened({});
}

void DocumentSession::save(const QString& path) {
    // The snapshot is what is saved: edits made meanwhile stay unsaved.
    runner_.start(tr("Saving %1").arg(QFileInfo(path).fileName()),
                  [this,
                   path,
                   project = document_.project(),
                   index = document_.undoStack().index(),
                   wasUntitled = document_.path().isEmpty()](Progress& progress) {
                      saveProject(project, toPath(path), progress);
                      cleave::discardRecovery(toPath(path));
                      if (wasUntitled)
                          cleave::discardRecovery(untitledPath());
                      return TaskRunner::Finish([this, path, index] {
                          if (document_.undoStack().index() == index)
                              document_.markSaved(path);
                          remember(path);
                          Q_EMIT saved(path);
                      });
                  });
}

void DocumentSession::recover(const QString& path) {
    runner_.start(tr("Opening the recovery copy"), [this, path](Progress& progress) {
        const fs::path copy = recoveryPath(path.isEmpty() ? untitledPath() : toPath(path));
        const auto loaded = std::make_shared<LoadedProject>(loadProject(copy, progress));
        return TaskRunner::Finish([this, path, loaded] {
            document_.reset(std::move(loaded->project), path, false);
            autosavedIndex_ = -1;
            Q_EMIT opened(path);
        });
    });
}

void DocumentSession::discardRecovery(const QString& path) {
    cleave::discardRecovery(path.isEmpty() ? untitledPath() : toPath(path));
}

void DocumentSession::endRecovery() {
    if (autosavedIndex_ >= 0)
        discardRecovery(document_.path());
}

bool DocumentSession::hasUntitledRecovery() const {
    return findRecovery(untitledPath()).has_value();
}

void DocumentSession::relink(const QString& folder) {
    const Project project = document_.project();
    if (!project.dataset)
        return;
    runner_.start(tr("Finding the photos"), [this, folder, project](Progress&) {
        const auto dataset =
            std::make_shared<const Dataset>(relinkPhotos(*project.dataset, toPath(folder)));
        return TaskRunner::Finish([this, dataset] { document_.setDataset(dataset); });
    });
}

QStringList DocumentSession::recentFiles() const {
    QStringList existing;
    for (const QString& path : QSettings().value(recentKey).toStringList())
        if (QFileInfo::exists(path))
            existing << path;
    return existing;
}

void DocumentSession::clearRecentFiles() {
    QSettings().remove(recentKey);
    Q_EMIT recentFilesChanged();
}

void DocumentSession::remember(const QString& path) {
    QStringList files = QSettings().value(recentKey).toStringList();
    const QString absolute = QFileInfo(path).absoluteFilePath();
    files.removeAll(absolute);
    files.prepend(absolute);
    while (files.size() > mostRecentFiles)
        files.removeLast();
    QSettings().setValue(recentKey, files);
    Q_EMIT recentFilesChanged();
}

void DocumentSession::openAnything(const QString& path) {
    const QFileInfo info(path);
    const QString suffix = info.suffix().toLower();
    if (info.isDir() || suffix == QLatin1String("json"))
        newFromPhotos(path, {});
    else if (suffix == QLatin1String("cleave") || suffix == QLatin1String("cleave-recovery"))
        open(path);
    else if (suffix == QLatin1String("ply") || suffix == QLatin1String("splat") ||
             suffix == QLatin1String("spz"))
        newFromSplats(path);
    else
        throw badInput(CLEAVE_TR("Session", "%1 is no project, splat file or folder of photos."),
                       path.toStdString());
}

void DocumentSession::autosave() {
    const int index = document_.undoStack().index();
    if (!document_.isModified() || index == autosavedIndex_ || runner_.isBusy())
        return;
    autosavedIndex_ = index;
    const fs::path path = document_.path().isEmpty() ? untitledPath() : toPath(document_.path());
    runner_.start(tr("Saving a recovery copy"),
                  [path, project = document_.project()](Progress& progress) {
                      writeRecovery(project, path, progress);
                      return TaskRunner::Finish();
                  });
}

} // namespace cleave::ui
