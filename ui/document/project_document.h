// SPDX-License-Identifier: Apache-2.0
// The open project as the windows see it: the value, where it is saved, what can be undone, and a
// signal for every kind of change. Widgets read it; only commands on its undo stack change it.
#pragma once

#include "core/project/project.h"
#include "core/selection/prompt.h"
#include "core/selection/selection.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cleave::ui {

/// Where each point of a prompt lies in space, scene units; NaN where it hit nothing.
using PromptPlaces = std::vector<Eigen::Vector3f>;

/// What a query of the moment consists of; part of the session and of undo, not of the saved
/// document.
struct QueryState {
    QString method;         ///< empty: the method lifted last
    std::string answeredBy; ///< the method that gave the similarity
    /// Of the method, name and text; those that are missing stand at their defaults.
    std::vector<std::pair<std::string, std::string>> options;
    std::vector<Prompt> prompts;
    std::vector<PromptPlaces> places; ///< of each prompt; fewer while an answer is under way
    std::shared_ptr<const Similarity> similarity; ///< null before the first answer
    float threshold = -1;                         ///< negative: automatic
    float granularity = 0;
    float distanceFalloff = 0; ///< per scene unit: likeness fades with the distance to the prompts
};

class ProjectDocument : public QObject {
    Q_OBJECT

public:
    explicit ProjectDocument(QObject* parent = nullptr);
    ~ProjectDocument() override;

    const Project& project() const { return project_; }

    const QString& path() const { return path_; } ///< empty: never saved

    bool isEmpty() const; ///< neither photos nor a field
    QString displayName() const;

    QUndoStack& undoStack() { return undoStack_; }

    /// Whether saving would write anything that is not in the file. Selecting alone does not count.
    bool isModified() const;

    const QueryState& query() const { return query_; }

    const std::shared_ptr<const Selection>& selection() const {
        return selection_;
    } ///< null: nothing selected

    SegmentId currentSegment() const { return currentSegment_; }

    /// Replaces everything; the undo stack starts anew. `isSaved`: the value is what the file at
    /// `path` holds.
    void reset(Project project, const QString& path, bool isSaved);
    /// The file at `path` now holds the present value.
    void markSaved(const QString& path);

    /// Mutators: called by commands (ui/commands) alone.
    void setDataset(std::shared_ptr<const Dataset> dataset);
    void setField(RadianceField field,
                  const TrainingRecord& training,
                  std::shared_ptr<const std::vector<std::byte>> trainingState);
    void setMasks(std::shared_ptr<const MaskSet> masks);
    void setLifted(const std::string& method,
                   std::shared_ptr<const LiftedState> state); ///< null removes it
    void setSegments(SegmentTree segments);
    void setSetting(const std::string& key, const std::string& value);
    void setQuery(QueryState query);
    void setSelection(std::shared_ptr<const Selection> selection);
    /// Which row of the tree is current: no command, nothing to undo.
    void setCurrentSegment(SegmentId id);

Q_SIGNALS:
    void documentReset();
    void pathChanged();
    void modifiedChanged(bool isModified);
    void datasetChanged();
    void fieldChanged();
    void masksChanged();
    void liftedChanged();
    void segmentsChanged();
    void settingsChanged();
    void queryChanged();
    void selectionChanged();
    void currentSegmentChanged();

private:
    void updateModified();

    Project project_;
    QString path_;
    QUndoStack undoStack_;
    QueryState query_;
    std::shared_ptr<const Selection> selection_;
    SegmentId currentSegment_;
    bool wasModified_ = false;
};

} // namespace cleave::ui
