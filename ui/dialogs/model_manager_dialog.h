// SPDX-License-Identifier: Apache-2.0
// The network checkpoints: which are known, which are here, and how to get the others.
#pragma once

#include "core/jobs/manage_models.h"
#include "ui/tasks/background_call.h"
#include "ui/tasks/download.h"

#include <QDialog>

#include <functional>
#include <vector>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace cleave::ui {

class ModelManagerDialog : public QDialog {
    Q_OBJECT

public:
    explicit ModelManagerDialog(QWidget* parent);

    /// What the buttons do; the named model is chosen in the list first.
    void choose(const QString& name);
    void addFile(const QString& file);
    void download();
    void verify();
    void remove();
    void cancel();

    /// Another address than the official one, such as a mirror's.
    void setAddressOf(std::function<QUrl(const KnownModel&)> addressOf) {
        addressOf_ = std::move(addressOf);
    }

Q_SIGNALS:
    /// A model came or went.
    void modelsChanged();
    /// A download, an addition or a verification ended, well or not.
    void workEnded();

private:
    void build();
    void refill();
    void showChosen();
    void showBusy(const QString& what);
    void showMessage(const QString& message, bool isError);
    void finishWork(const QString& message, bool isError);
    void askForFile();
    void askToRemove();
    void add(const AddModelParams& params, const QString& successMessage);
    const ModelState* chosen() const;

    bool isBusy() const { return work_.isRunning() || download_.isRunning(); }

    std::vector<ModelState> states_;
    std::function<QUrl(const KnownModel&)> addressOf_;
    BackgroundCall work_;
    Download download_;
    QTreeWidget* list_ = nullptr;
    QLabel* details_ = nullptr;
    QLabel* message_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QCheckBox* link_ = nullptr;
    QPushButton *get_ = nullptr, *add_ = nullptr, *verify_ = nullptr, *remove_ = nullptr,
                *cancel_ = nullptr;
};

} // namespace cleave::ui
