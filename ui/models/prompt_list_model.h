// SPDX-License-Identifier: Apache-2.0
// The prompts of the present query, in words, for the Query dock.
#pragma once

#include "ui/document/project_document.h"

#include <QAbstractListModel>

namespace cleave::ui {

class PromptListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IsNegativeRole = Qt::UserRole, ///< bool
        KindRole,                      ///< PromptKind as int
        ViewRole ///< int, the ViewId's value; -1 for a free camera and for text
    };

    explicit PromptListModel(ProjectDocument& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    QString placeOf(const Prompt& prompt) const;
    QString textOf(const Prompt& prompt) const;

    ProjectDocument& document_;
};

} // namespace cleave::ui
