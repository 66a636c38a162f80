// SPDX-License-Identifier: Apache-2.0
// The task runner's queue for the Jobs dock, newest first.
#pragma once

#include "ui/tasks/task_runner.h"

#include <QAbstractTableModel>

namespace cleave::ui {

/// "2 min left", "about a second left"; empty for a negative time.
QString timeLeftText(double seconds);

class JobModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { TitleColumn, ProgressColumn, TimeLeftColumn, ColumnCount };

    enum Role {
        IdRole = Qt::UserRole, ///< int
        FractionRole,          ///< double in [0, 1]
        StateRole,             ///< TaskState as int
        CanCancelRole          ///< bool
    };

    explicit JobModel(TaskRunner& runner, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant
    headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    const TaskStatus* statusAt(int row) const;
    void rowChanged(int id);

    TaskRunner& runner_;
    int rowCount_ = 0; ///< what views were told
};

} // namespace cleave::ui
