// SPDX-License-Identifier: Apache-2.0
// What to export and where to, with what will be written shown before it is. Writing is left to a
// task.
#pragma once

#include "ui/dialogs/export_plan.h"
#include "ui/document/project_document.h"
#include "ui/tasks/background_call.h"

#include <QDialog>
#include <QImage>
#include <QTimer>

#include <functional>
#include <memory>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace cleave::ui {

class ParamPanel;
class SegmentChooser;

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// `presetSegments`: names or paths separated by commas; empty leaves the job's own default.
    ExportDialog(ExportKind kind,
                 const ProjectDocument& document,
                 const QString& presetSegments,
                 QWidget* parent);
    ~ExportDialog() override;

    QString target() const; ///< file or folder
    void setTarget(const QString& target);

    ParamPanel& params() { return *panel_; }

    SegmentChooser& segments() { return *segments_; }

    /// For ProjectJobs::runExport: runs on the task thread with a snapshot of the project.
    std::function<void(const Project&, Progress&)> work() const;
    QString doneText() const;

Q_SIGNALS:
    void pictureShown();

private:
    QWidget* makeChoices();
    QWidget* makePreview();
    QWidget* makeChooser();
    void restore(const QString& presetSegments);
    void remember() const;
    void chooseTarget();
    void updateFacts();
    void drawPicture();
    QString targetProblem() const;
    QString replacedNote() const;

    std::unique_ptr<ExportPlan> plan_;
    Project project_; ///< a snapshot: shares its assets
    std::shared_ptr<const Similarity> similarity_;
    BackgroundCall drawing_;
    QTimer updateSoon_;
    ParamPanel* panel_ = nullptr;
    SegmentChooser* segments_ = nullptr;
    QLineEdit* target_ = nullptr;
    QLabel* picture_ = nullptr;
    QFormLayout* facts_ = nullptr;
    QLabel* message_ = nullptr;
    QPushButton* export_ = nullptr;
};

} // namespace cleave::ui
