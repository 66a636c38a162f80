// SPDX-License-Identifier: Apache-2.0
#include "ui/models/view_list_model.h"

namespace cleave::ui {

ViewListModel::ViewListModel(ProjectDocument& document, QObject* parent)
    : QAbstractListModel(parent)
    , document_(document) {
    connect(&document_, &ProjectDocument::documentReset, this, &ViewListModel::restart);
    connect(&document_, &ProjectDocument::datasetChanged, this, &ViewListModel::restart);
    connect(&document_, &ProjectDocument::masksChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {MaskCountRole, Qt::ToolTipRole});
    });
}

void ViewListModel::restart() {
    beginResetModel();
    thumbnails_.clear();
    asked_.clear();
    endResetModel();
}

int ViewListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !dataset() ? 0 : static_cast<int>(dataset()->views.size());
}

ViewId ViewListModel::idOf(const QModelIndex& index) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    return dataset()->views[static_cast<std::size_t>(index.row())].id;
}

QModelIndex ViewListModel::indexOf(ViewId id) const {
    for (int row = 0; row < rowCount(); ++row)
        if (dataset()->views[static_cast<std::size_t>(row)].id == id)
            return index(row);
    return {};
}

QVariant ViewListModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const View& view = dataset()->views[static_cast<std::size_t>(index.row())];
    const MaskSet* masks = document_.project().masks.get();
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(view.name);
    case IdRole:
        return view.id.value;
    case IsTestRole:
        return view.isTest;
    case MaskCountRole: {
        if (!masks)
            return -1;
        const ViewMasks* ofView = masks->find(view.id);
        return ofView ? static_cast<int>(ofView->masks.size()) : 0;
    }
    case Qt::ToolTipRole: {
        const QString size = tr("%1 × %2 pixels")
                                 .arg(view.camera.intrinsics.width)
                                 .arg(view.camera.intrinsics.height);
        const QString use = view.isTest ? tr("kept for testing") : tr("used for training");
        return tr("%1\n%2, %3").arg(QString::fromStdString(view.name), size, use);
    }
    case Qt::DecorationRole: {
        const auto found = thumbnails_.find(view.id.value);
        if (found != thumbnails_.end())
            return found->second;
        if (asked_.insert(view.id.value).second)
            Q_EMIT thumbnailWanted(view.id);
        return {};
    }
    default:
        return {};
    }
}

void ViewListModel::setThumbnail(ViewId id, const QImage& image) {
    const QModelIndex changed = indexOf(id);
    if (!changed.isValid())
        return;
    thumbnails_[id.value] = image;
    Q_EMIT dataChanged(changed, changed, {Qt::DecorationRole});
}

} // namespace cleave::ui
