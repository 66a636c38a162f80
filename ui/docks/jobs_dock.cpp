// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/jobs_dock.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

constexpr int barSteps = 1000;

} // namespace

QString durationText(double seconds) {
    const int whole = static_cast<int>(seconds + 0.5);
    const QChar zero = QLatin1Char('0');
    if (whole >= 3600)
        return QStringLiteral("%1:%2:%3")
            .arg(whole / 3600)
            .arg(whole / 60 % 60, 2, 10, zero)
            .arg(whole % 60, 2, 10, zero);
    return QStringLiteral("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, zero);
}

JobsDock::JobsDock(TaskRunner& runner, QWidget* parent)
    : QDockWidget(tr("Jobs"), parent)
    , runner_(runner)
    , empty_(new QLabel(tr("Nothing is running."))) {
    setObjectName(QStringLiteral("JobsDock"));
    auto* content = new QWidget;
    list_ = new QVBoxLayout(content);
    empty_->setAlignment(Qt::AlignCenter);
    list_->addWidget(empty_);
    auto* forget = new QPushButton(tr("Clear finished"));
    connect(forget, &QPushButton::clicked, &runner_, &TaskRunner::forgetFinished);
    list_->addStretch();
    list_->addWidget(forget);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    setWidget(scroll);
    connect(&runner_, &TaskRunner::taskAdded, this, &JobsDock::addRow);
    connect(&runner_, &TaskRunner::taskChanged, this, &JobsDock::showTask);
    connect(&runner_, &TaskRunner::tasksForgotten, this, &JobsDock::removeGone);
}

void JobsDock::addRow(int id) {
    Row row;
    row.widget = new QWidget;
    auto* layout = new QVBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 6);
    layout->setSpacing(2);
    auto* top = new QHBoxLayout;
    row.title = new QLabel;
    row.stop = new QToolButton;
    row.stop->setText(tr("Cancel"));
    connect(row.stop, &QToolButton::clicked, this, [this, id] { runner_.cancel(id); });
    top->addWidget(row.title, 1);
    top->addWidget(row.stop);
    row.bar = new QProgressBar;
    row.bar->setRange(0, barSteps);
    row.bar->setTextVisible(false);
    row.bar->setMaximumHeight(8);
    row.detail = new QLabel;
    row.detail->setWordWrap(true);
    layout->addLayout(top);
    layout->addWidget(row.bar);
    layout->addWidget(row.detail);
    list_->insertWidget(0, row.widget);
    rows_[id] = row;
    empty_->hide();
    showTask(id);
}

void JobsDock::showTask(int id) {
    const auto found = rows_.find(id);
    const TaskStatus* task = runner_.task(id);
    if (found == rows_.end() || !task)
        return;
    const Row& row = found->second;
    row.title->setText(task->title);
    row.bar->setValue(static_cast<int>(task->fraction * barSteps));
    const bool isOpen = task->state == TaskState::Waiting || task->state == TaskState::Running;
    row.stop->setVisible(isOpen);
    row.bar->setVisible(isOpen);
    switch (task->state) {
    case TaskState::Waiting:
        row.detail->setText(tr("Waiting"));
        break;
    case TaskState::Finished:
        row.detail->setText(tr("Done"));
        break;
    case TaskState::Cancelled:
        row.detail->setText(tr("Cancelled"));
        break;
    case TaskState::Failed:
        row.detail->setText(task->error);
        break;
    case TaskState::Running: {
        QStringList parts;
        if (!task->phase.isEmpty())
            parts << task->phase;
        if (!task->detail.isEmpty())
            parts << task->detail;
        if (task->secondsLeft >= 0)
            parts << tr("%1 left").arg(durationText(task->secondsLeft));
        row.detail->setText(parts.join(QStringLiteral(" · ")));
        break;
    }
    }
}

void JobsDock::removeGone() {
    for (auto it = rows_.begin(); it != rows_.end();) {
        if (runner_.task(it->first)) {
            ++it;
            continue;
        }
        delete it->second.widget;
        it = rows_.erase(it);
    }
    empty_->setVisible(rows_.empty());
}

} // namespace cleave::ui
