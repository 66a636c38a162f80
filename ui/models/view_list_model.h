// SPDX-License-Identifier: Apache-2.0
// The dataset's photos for the Dataset dock. Thumbnails are asked for when a row is first shown and
// arrive later.
#pragma once

#include "ui/document/project_document.h"

#include <QAbstractListModel>
#include <QImage>

#include <unordered_map>
#include <unordered_set>

namespace cleave::ui {

class ViewListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< int, the ViewId's value
        IsTestRole,            ///< bool
        MaskCountRole          ///< int, -1 where the project has no masks
    };

    explicit ViewListModel(ProjectDocument& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    ViewId idOf(const QModelIndex& index) const;
    QModelIndex indexOf(ViewId id) const;

    void setThumbnail(ViewId id, const QImage& image);

Q_SIGNALS:
    /// Once per view, when its row is first drawn; answered by setThumbnail.
    void thumbnailWanted(ViewId id) const;

private:
    const Dataset* dataset() const { return document_.project().dataset.get(); }

    void restart();

    ProjectDocument& document_;
    std::unordered_map<std::int32_t, QImage> thumbnails_;
    mutable std::unordered_set<std::int32_t> asked_;
};

} // namespace cleave::ui
