// SPDX-License-Identifier: Apache-2.0
// A project from posed photos: which folder, what is in it, how to read it. Reads it in the
// background as soon as one is named, so that a person sees the cameras before a project is made of
// them.
#pragma once

#include "core/dataset/dataset_import.h"
#include "ui/tasks/background_call.h"

#include <QDialog>
#include <QTimer>

#include <memory>

class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace cleave::ui {

class DatasetPreview;
class ParamPanel;

class NewProjectDialog : public QDialog {
    Q_OBJECT

public:
    explicit NewProjectDialog(QWidget* parent);

    /// The data set's folder, or a transforms JSON file; starts reading.
    void setFolder(const QString& folder);
    QString folder() const;

    DatasetImportParams params() const { return params_; }

Q_SIGNALS:
    /// What was named could be read, or could not.
    void recognised(bool isReadable);

private:
    QWidget* makeChooser();
    QWidget* makeDetails();
    void chooseFolder();
    void chooseFile();
    void read();
    void showDataset(const std::shared_ptr<const Dataset>& dataset);
    void showError(const QString& message);

    DatasetImportParams params_;
    BackgroundCall reading_;
    QTimer readSoon_; ///< folders are typed a letter at a time
    QLineEdit* folder_;
    ParamPanel* panel_;
    DatasetPreview* preview_;
    QFormLayout* facts_;
    QLabel* message_;
    QProgressBar* busy_;
    QPushButton* create_;
};

} // namespace cleave::ui
