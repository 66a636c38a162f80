// SPDX-License-Identifier: Apache-2.0
#include "ui/document/project_document.h"

#include "ui/commands/project_command.h"

#include <QFileInfo>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace cleave::ui {

ProjectDocument::ProjectDocument(QObject* parent) : QObject(parent) {
    connect(&undoStack_, &QUndoStack::indexChanged, this, [this] { updateModified(); });
}

ProjectDocument::~ProjectDocument() {
    // The stack's own signals must not reach a half destroyed document.
    undoStack_.disconnect(this);
}

bool ProjectDocument::isEmpty() const {
    return !project_.dataset && !isTrained(project_.field);
}

QString ProjectDocument::displayName() const {
    return path_.isEmpty() ? tr("Untitled") : QFileInfo(path_).completeBaseName();
}

bool ProjectDocument::isModified() const {
    // -1: the saved state can no longer be reached by undo or redo.
    const int savedIndex = undoStack_.cleanIndex();
    if (savedIndex < 0)
        return true;
    const int index = undoStack_.index();
    const auto [low, high] = std::minmax(savedIndex, index);
    for (int i = low; i < high; ++i) {
        const auto* command = dynamic_cast<const ProjectCommand*>(undoStack_.command(i));
        if (!command || command->modifiesProject())
            return true;
    }
    return false;
}

void ProjectDocument::reset(Project project, const QString& path, bool isSaved) {
    undoStack_.clear();
    // Giving back gigabytes takes the system longer than a picture may wait.
    QThreadPool::globalInstance()->start(
        [old = std::make_shared<Project>(std::exchange(project_, std::move(project)))]() mutable {
            old.reset();
        });
    query_ = {};
    selection_ = nullptr;
    currentSegment_ = {};
    path_ = path;
    if (!isSaved)
        undoStack_.resetClean();
    Q_EMIT documentReset();
    Q_EMIT pathChanged();
    updateModified();
}

void ProjectDocument::markSaved(const QString& path) {
    const bool isNewPath = path != path_;
    path_ = path;
    undoStack_.setClean();
    if (isNewPath)
        Q_EMIT pathChanged();
    updateModified();
}

void ProjectDocument::setDataset(std::shared_ptr<const Dataset> dataset) {
    project_.dataset = std::move(dataset);
    Q_EMIT datasetChanged();
}

void ProjectDocument::setField(RadianceField field,
                               const TrainingRecord& training,
                               std::shared_ptr<const std::vector<std::byte>> trainingState) {
    const bool isOther = revisionOf(field) != revisionOf(project_.field);
    project_.field = std::move(field);
    project_.training = training;
    project_.trainingState = std::move(trainingState);
    // A selection indexes the primitives of one revision.
    if (isOther && selection_ && selection_->fieldRevision() != revisionOf(project_.field))
        setSelection(nullptr);
    if (isOther)
        setQuery({});
    Q_EMIT fieldChanged();
}

void ProjectDocument::setMasks(std::shared_ptr<const MaskSet> masks) {
    project_.masks = std::move(masks);
    Q_EMIT masksChanged();
}

void ProjectDocument::setLifted(const std::string& method,
                                std::shared_ptr<const LiftedState> state) {
    if (state) {
        project_.lifted[method] = std::move(state);
        project_.currentMethod = method;
    } else {
        project_.lifted.erase(method);
        if (project_.currentMethod == method)
            project_.currentMethod =
                project_.lifted.empty() ? std::string() : project_.lifted.begin()->first;
    }
    Q_EMIT liftedChanged();
}

void ProjectDocument::setSegments(SegmentTree segments) {
    project_.segments = std::move(segments);
    if (currentSegment_.value != 0 && !project_.segments.find(currentSegment_))
        setCurrentSegment({});
    Q_EMIT segmentsChanged();
}

void ProjectDocument::setSetting(const std::string& key, const std::string& value) {
    if (value.empty())
        project_.settings.erase(key);
    else
        project_.settings[key] = value;
    Q_EMIT settingsChanged();
}

void ProjectDocument::setQuery(QueryState query) {
    query_ = std::move(query);
    Q_EMIT queryChanged();
}

void ProjectDocument::setSelection(std::shared_ptr<const Selection> selection) {
    selection_ = std::move(selection);
    Q_EMIT selectionChanged();
}

void ProjectDocument::setCurrentSegment(SegmentId id) {
    if (id == currentSegment_)
        return;
    currentSegment_ = id;
    Q_EMIT currentSegmentChanged();
}

void ProjectDocument::updateModified() {
    const bool modified = isModified();
    if (modified == wasModified_)
        return;
    wasModified_ = modified;
    Q_EMIT modifiedChanged(modified);
}

} // namespace cleave::ui
