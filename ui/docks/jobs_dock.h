// SPDX-License-Identifier: Apache-2.0
// What is running and waiting, with progress, time left and a way to stop it.
#pragma once

#include "ui/tasks/task_runner.h"

#include <QDockWidget>

#include <map>

class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace cleave::ui {

/// "0:42", "1:05:10"
QString durationText(double seconds);

class JobsDock : public QDockWidget {
    Q_OBJECT

public:
    explicit JobsDock(TaskRunner& runner, QWidget* parent = nullptr);

private:
    struct Row {
        QWidget* widget = nullptr;
        QLabel* title = nullptr;
        QProgressBar* bar = nullptr;
        QLabel* detail = nullptr;
        QToolButton* stop = nullptr;
    };

    void addRow(int id);
    void showTask(int id);
    void removeGone();

    TaskRunner& runner_;
    QVBoxLayout* list_;
    QLabel* empty_;
    std::map<int, Row> rows_;
};

} // namespace cleave::ui
