// SPDX-License-Identifier: Apache-2.0
#include "ui/models/job_model.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace cleave::ui {

namespace {

QString stateText(const TaskStatus& status) {
    switch (status.state) {
    case TaskState::Waiting:
        return JobModel::tr("Waiting");
    case TaskState::Finished:
        return JobModel::tr("Done");
    case TaskState::Failed:
        return status.error;
    case TaskState::Cancelled:
        return JobModel::tr("Cancelled");
    case TaskState::Running:
        break;
    }
    const QString percent =
        JobModel::tr("%1 %").arg(QLocale().toString(std::lround(100 * status.fraction)));
    return status.phase.isEmpty() ? percent : JobModel::tr("%1, %2").arg(percent, status.phase);
}

} // namespace

QString timeLeftText(double seconds) {
    if (!(seconds >= 0))
        return {};
    if (seconds < 60)
        return QCoreApplication::translate(
            "Jobs", "%n second(s) left", nullptr, std::max(1, static_cast<int>(seconds + 0.5)));
    const int minutes = static_cast<int>(seconds / 60 + 0.5);
    if (minutes < 60)
        return QCoreApplication::translate("Jobs", "%n minute(s) left", nullptr, minutes);
    return QCoreApplication::translate("Jobs", "%n hour(s) left", nullptr, (minutes + 30) / 60);
}

JobModel::JobModel(TaskRunner& runner, QObject* parent)
    : QAbstractTableModel(parent)
    , runner_(runner)
    , rowCount_(static_cast<int>(runner.tasks().size())) {
    connect(&runner_, &TaskRunner::taskAdded, this, [this] {
        beginInsertRows({}, 0, 0);
        ++rowCount_;
        endInsertRows();
    });
    connect(&runner_, &TaskRunner::taskChanged, this, &JobModel::rowChanged);
    connect(&runner_, &TaskRunner::tasksForgotten, this, [this] {
        beginResetModel();
        rowCount_ = static_cast<int>(runner_.tasks().size());
        endResetModel();
    });
}

const TaskStatus* JobModel::statusAt(int row) const {
    const auto& tasks = runner_.tasks();
    return row < 0 || row >= rowCount_ || rowCount_ > static_cast<int>(tasks.size())
               ? nullptr
               : &tasks[static_cast<std::size_t>(rowCount_ - 1 - row)];
}

void JobModel::rowChanged(int id) {
    for (int row = 0; row < rowCount_; ++row)
        if (const TaskStatus* status = statusAt(row); status && status->id == id)
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int JobModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rowCount_;
}

int JobModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
    const TaskStatus* status = index.isValid() ? statusAt(index.row()) : nullptr;
    if (!status)
        return {};
    switch (role) {
    case IdRole:
        return status->id;
    case FractionRole:
        return status->state == TaskState::Finished ? 1.0 : status->fraction;
    case StateRole:
        return static_cast<int>(status->state);
    case CanCancelRole:
        return status->state == TaskState::Waiting || status->state == TaskState::Running;
    case Qt::ToolTipRole:
        return status->state == TaskState::Failed ? status->error : status->detail;
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case TitleColumn:
        return status->title;
    case ProgressColumn:
        return stateText(*status);
    case TimeLeftColumn:
        return status->state == TaskState::Running ? timeLeftText(status->secondsLeft) : QString();
    default:
        return {};
    }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Job");
    case ProgressColumn:
        return tr("Progress");
    case TimeLeftColumn:
        return tr("Time left");
    default:
        return {};
    }
}

} // namespace cleave::ui
