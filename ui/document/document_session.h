// SPDX-License-Identifier: Apache-2.0
// Opening, saving and recovering the document, and the list of recent files. Reading and writing
// run as tasks; the window stays alive.
#pragma once

#include "core/dataset/dataset_import.h"
#include "ui/document/project_document.h"
#include "ui/tasks/task_runner.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <filesystem>

namespace cleave::ui {

class DocumentSession : public QObject {
    Q_OBJECT

public:
    DocumentSession(ProjectDocument& document, TaskRunner& runner, QObject* parent = nullptr);

    void open(const QString& path);
    void newFromPhotos(const QString& folder, const DatasetImportParams& params);
    void newFromSplats(const QString& path);
    /// Writes the built-in scene into a folder of the user's data and makes a project of it, with
    /// the masks that belong to it.
    void newFromSample();
    void adopt(Project project); ///< unsaved, as a new document
    void save(const QString& path);
    /// Opens the safety copy as the unsaved state of the document at `path`; empty: of one that
    /// never had a path.
    void recover(const QString& path);
    void discardRecovery(const QString& path);
    /// Removes the safety copy that was written since the document was opened, if one was.
    void endRecovery();
    bool hasUntitledRecovery() const;
    /// Points the document to photos that moved.
    void relink(const QString& folder);

    /// Takes over what the preferences say about safety copies.
    void followSettings();
    QStringList recentFiles() const;
    void clearRecentFiles();

    /// What kind of thing was dropped or named: a project, a splat, a folder of photos; anything
    /// else is an error.
    void openAnything(const QString& path);

Q_SIGNALS:
    void opened(const QString& path);
    void saved(const QString& path);
    void recentFilesChanged();
    /// What a damaged or moved project has lost, a line each.
    void problemsFound(const QStringList& problems);
    /// A copy from before a crash is newer than the file at `path`.
    void recoveryFound(const QString& path);

private:
    void remember(const QString& path);
    void autosave();

    ProjectDocument& document_;
    TaskRunner& runner_;
    QTimer autosaveTimer_;
    int autosavedIndex_ = -1;
};

} // namespace cleave::ui
