// SPDX-License-Identifier: Apache-2.0
// The document's segment tree for views: rows are looked up by segment id, so selections and open
// branches survive every edit.
#pragma once

#include "ui/document/project_document.h"

#include <QAbstractItemModel>

#include <unordered_map>
#include <vector>

namespace cleave::ui {

class SegmentTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { NameColumn, VisibleColumn, LockedColumn, CountColumn, MethodColumn, ColumnCount };

    enum Role {
        IdRole = Qt::UserRole, ///< qlonglong
        ColorRole,             ///< QColor, may be set
        VisibleRole,           ///< bool, may be set
        LockedRole,            ///< bool, may be set
        StabilityRole          ///< float
    };

    explicit SegmentTreeModel(ProjectDocument& document, QObject* parent = nullptr);

    SegmentId idOf(const QModelIndex& index) const; ///< 0 for the invalid index
    QModelIndex indexOf(SegmentId id, int column = NameColumn) const;
    std::vector<SegmentId>
    idsOf(const QModelIndexList& indexes) const; ///< each once, in tree order

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant
    headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Pushes a command; false, with `refused`, when the edit is not allowed.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    Qt::DropActions supportedDropActions() const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data,
                         Qt::DropAction action,
                         int row,
                         int column,
                         const QModelIndex& parent) const override;
    /// Re-parents with one command.
    bool dropMimeData(const QMimeData* data,
                      Qt::DropAction action,
                      int row,
                      int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    void refused(const QString& message); ///< one translated line

private:
    /// Where the rows are; made anew from the document whenever the tree changes.
    struct Place {
        SegmentId parent;
        int row = 0;
    };

    const SegmentTree& tree() const { return document_.project().segments; }

    void readPlaces();
    void follow();
    std::vector<SegmentId> draggedIds(const QMimeData* data) const;
    template <class Edit>
    bool push(const QString& text, Edit&& edit, const QString& mergeKey = {});

    ProjectDocument& document_;
    std::unordered_map<std::int64_t, Place> places_;
    std::unordered_map<std::int64_t, std::vector<SegmentId>> children_;
};

} // namespace cleave::ui
