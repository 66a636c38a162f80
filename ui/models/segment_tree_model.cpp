// SPDX-License-Identifier: Apache-2.0
#include "ui/models/segment_tree_model.h"

#include "core/segments/segment_edits.h"
#include "ui/commands/edit_segment_tree.h"
#include "ui/icons.h"
#include "ui/tasks/guarded.h"

#include <QColor>
#include <QDataStream>
#include <QIODevice>
#include <QLocale>
#include <QMimeData>

#include <algorithm>

namespace cleave::ui {

namespace {

const QLatin1String segmentMimeType("application/x-cleave-segments");

QColor colorOf(const Segment& segment) {
    return {segment.color[0], segment.color[1], segment.color[2]};
}

} // namespace

SegmentTreeModel::SegmentTreeModel(ProjectDocument& document, QObject* parent)
    : QAbstractItemModel(parent)
    , document_(document) {
    readPlaces();
    connect(&document_, &ProjectDocument::segmentsChanged, this, &SegmentTreeModel::follow);
    connect(&document_, &ProjectDocument::documentReset, this, [this] {
        beginResetModel();
        readPlaces();
        endResetModel();
    });
}

void SegmentTreeModel::readPlaces() {
    places_.clear();
    children_.clear();
    for (const Segment& segment : tree().segments()) {
        std::vector<SegmentId>& siblings = children_[segment.parent.value];
        places_[segment.id.value] = {segment.parent, static_cast<int>(siblings.size())};
        siblings.push_back(segment.id);
    }
}

void SegmentTreeModel::follow() {
    const auto same = [](const Place& a, const Place& b) {
        return a.parent == b.parent && a.row == b.row;
    };
    const std::unordered_map<std::int64_t, Place> before = places_;
    Q_EMIT layoutAboutToBeChanged();
    readPlaces();
    const bool sameRows = before.size() == places_.size() &&
                          std::all_of(before.begin(), before.end(), [&](const auto& entry) {
                              const auto now = places_.find(entry.first);
                              return now != places_.end() && same(now->second, entry.second);
                          });
    if (!sameRows) {
        const QModelIndexList old = persistentIndexList();
        QModelIndexList now;
        for (const QModelIndex& index : old)
            now.push_back(indexOf(idOf(index), index.column()));
        changePersistentIndexList(old, now);
    }
    Q_EMIT layoutChanged();
    for (const auto& [parent, children] : children_)
        Q_EMIT dataChanged(indexOf(children.front()), indexOf(children.back(), ColumnCount - 1));
}

SegmentId SegmentTreeModel::idOf(const QModelIndex& index) const {
    return {index.isValid() ? static_cast<std::int64_t>(index.internalId()) : 0};
}

QModelIndex SegmentTreeModel::indexOf(SegmentId id, int column) const {
    const auto place = places_.find(id.value);
    return place == places_.end()
               ? QModelIndex()
               : createIndex(place->second.row, column, static_cast<quintptr>(id.value));
}

std::vector<SegmentId> SegmentTreeModel::idsOf(const QModelIndexList& indexes) const {
    std::vector<SegmentId> ids;
    for (const Segment& segment : tree().segments())
        if (std::any_of(indexes.begin(), indexes.end(), [&](const QModelIndex& index) {
                return idOf(index) == segment.id;
            }))
            ids.push_back(segment.id);
    return ids;
}

QModelIndex SegmentTreeModel::index(int row, int column, const QModelIndex& parent) const {
    const auto siblings = children_.find(idOf(parent).value);
    if (siblings == children_.end() || row < 0 ||
        row >= static_cast<int>(siblings->second.size()) || column < 0 || column >= ColumnCount ||
        parent.column() > 0)
        return {};
    return createIndex(
        row, column, static_cast<quintptr>(siblings->second[static_cast<std::size_t>(row)].value));
}

QModelIndex SegmentTreeModel::parent(const QModelIndex& index) const {
    const auto place = places_.find(idOf(index).value);
    return place == places_.end() ? QModelIndex() : indexOf(place->second.parent);
}

int SegmentTreeModel::rowCount(const QModelIndex& parent) const {
    if (parent.column() > 0)
        return 0;
    const auto children = children_.find(idOf(parent).value);
    return children == children_.end() ? 0 : static_cast<int>(children->second.size());
}

int SegmentTreeModel::columnCount(const QModelIndex&) const {
    return ColumnCount;
}

QVariant SegmentTreeModel::data(const QModelIndex& index, int role) const {
    const Segment* segment = tree().find(idOf(index));
    if (!segment)
        return {};
    switch (role) {
    case IdRole:
        return static_cast<qlonglong>(segment->id.value);
    case ColorRole:
        return colorOf(*segment);
    case VisibleRole:
        return segment->isVisible;
    case LockedRole:
        return segment->isLocked;
    case StabilityRole:
        return segment->stability;
    default:
        break;
    }
    const std::int64_t count = segment->primitives ? segment->primitives->count() : 0;
    switch (index.column()) {
    case NameColumn:
        if (role == Qt::DisplayRole || role == Qt::EditRole)
            return QString::fromStdString(segment->name);
        if (role == Qt::DecorationRole)
            return colorOf(*segment);
        if (role == Qt::ToolTipRole)
            return QString::fromStdString(tree().path(segment->id));
        return {};
    case VisibleColumn:
        if (role == Qt::CheckStateRole)
            return segment->isVisible ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::ToolTipRole)
            return segment->isVisible ? tr("Shown. Click to hide.") : tr("Hidden. Click to show.");
        return {};
    case LockedColumn:
        if (role == Qt::CheckStateRole)
            return segment->isLocked ? Qt::Checked : Qt::Unchecked;
        if (role == Qt::ToolTipRole)
            return segment->isLocked ? tr("Locked against changes. Click to unlock.")
                                     : tr("Click to lock against changes.");
        return {};
    case CountColumn:
        if (role == Qt::DisplayRole)
            return QLocale().toString(static_cast<qlonglong>(count));
        if (role == Qt::TextAlignmentRole)
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        if (role == Qt::ToolTipRole)
            return tr("%n primitive(s)", nullptr, static_cast<int>(count));
        return {};
    case MethodColumn:
        return role == Qt::DisplayRole ? QString::fromStdString(segment->method) : QVariant();
    default:
        return {};
    }
}

QVariant SegmentTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    // The narrow columns have a picture for a title.
    if (section == VisibleColumn || section == LockedColumn) {
        if (role == Qt::DecorationRole)
            return icon(section == VisibleColumn ? QStringLiteral("eye") : QStringLiteral("lock"));
        if (role == Qt::ToolTipRole)
            return section == VisibleColumn ? tr("Shown") : tr("Locked");
        return {};
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Segment");
    case CountColumn:
        return tr("Primitives");
    case MethodColumn:
        return tr("Method");
    default:
        return {};
    }
}

Qt::ItemFlags SegmentTreeModel::flags(const QModelIndex& index) const {
    if (!index.isValid())
        return Qt::ItemIsDropEnabled; // the root level takes drops too
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDropEnabled;
    const Segment* segment = tree().find(idOf(index));
    const bool isLocked = segment && segment->isLocked;
    if (!isLocked)
        flags |= Qt::ItemIsDragEnabled;
    if (index.column() == NameColumn && !isLocked)
        flags |= Qt::ItemIsEditable;
    if (index.column() == VisibleColumn || index.column() == LockedColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

template <class Edit>
bool SegmentTreeModel::push(const QString& text, Edit&& edit, const QString& mergeKey) {
    return guarded(
        [&] {
            document_.undoStack().push(
                new EditSegmentTreeCommand(document_, edit(), text, mergeKey));
        },
        [this](const QString& message) { Q_EMIT refused(message); });
}

bool SegmentTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const SegmentId id = idOf(index);
    const Segment* segment = tree().find(id);
    if (!segment)
        return false;
    if (role == Qt::CheckStateRole && index.column() == VisibleColumn)
        return setData(index, value.toInt() == Qt::Checked, VisibleRole);
    if (role == Qt::CheckStateRole && index.column() == LockedColumn)
        return setData(index, value.toInt() == Qt::Checked, LockedRole);
    if (role == VisibleRole)
        return push(value.toBool() ? tr("Show Segment") : tr("Hide Segment"),
                    [&] { return showSegment(tree(), id, value.toBool()); });
    if (role == LockedRole)
        return push(value.toBool() ? tr("Lock Segment") : tr("Unlock Segment"),
                    [&] { return lockSegment(tree(), id, value.toBool()); });
    if (role == ColorRole) {
        const QColor color = value.value<QColor>().toRgb();
        if (!color.isValid())
            return false;
        const auto byte = [](int channel) { return static_cast<std::uint8_t>(channel); };
        return push(
            tr("Change Colour"),
            [&] {
                return recolorSegment(
                    tree(), id, {byte(color.red()), byte(color.green()), byte(color.blue())});
            },
            QStringLiteral("color %1").arg(id.value));
    }
    if (role == Qt::EditRole && index.column() == NameColumn) {
        const std::string name = value.toString().trimmed().toStdString();
        if (name == segment->name)
            return false;
        return push(tr("Rename Segment"), [&] { return renameSegment(tree(), id, name); });
    }
    return false;
}

Qt::DropActions SegmentTreeModel::supportedDropActions() const {
    return Qt::MoveAction;
}

QStringList SegmentTreeModel::mimeTypes() const {
    return {segmentMimeType};
}

QMimeData* SegmentTreeModel::mimeData(const QModelIndexList& indexes) const {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const SegmentId id : idsOf(indexes))
        stream << static_cast<qint64>(id.value);
    auto* data = new QMimeData;
    data->setData(segmentMimeType, bytes);
    return data;
}

/// Those that are not inside another dragged one.
std::vector<SegmentId> SegmentTreeModel::draggedIds(const QMimeData* data) const {
    std::vector<SegmentId> all;
    QDataStream stream(data->data(segmentMimeType));
    while (!stream.atEnd()) {
        qint64 value = 0;
        stream >> value;
        if (tree().find({value}))
            all.push_back({value});
    }
    std::vector<SegmentId> outermost;
    for (const SegmentId id : all)
        if (std::none_of(all.begin(), all.end(), [&](SegmentId other) {
                return other != id && tree().isInside(id, other);
            }))
            outermost.push_back(id);
    return outermost;
}

bool SegmentTreeModel::canDropMimeData(
    const QMimeData* data, Qt::DropAction action, int, int, const QModelIndex& parent) const {
    if (action != Qt::MoveAction || !data || !data->hasFormat(segmentMimeType))
        return false;
    const SegmentId target = idOf(parent);
    const std::vector<SegmentId> ids = draggedIds(data);
    return !ids.empty() && std::none_of(ids.begin(), ids.end(), [&](SegmentId id) {
        return target.value != 0 && tree().isInside(target, id);
    });
}

bool SegmentTreeModel::dropMimeData(
    const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) {
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    const SegmentId target = idOf(parent);
    const std::vector<SegmentId> ids = draggedIds(data);
    return push(tr("Move %n Segment(s)", nullptr, static_cast<int>(ids.size())), [&] {
        SegmentTree after = tree();
        // The place is told by the sibling it comes before: rows shift as segments leave.
        const std::vector<SegmentId> siblings = after.children(target);
        std::size_t next = row < 0 ? siblings.size() : static_cast<std::size_t>(row);
        while (next < siblings.size() &&
               std::find(ids.begin(), ids.end(), siblings[next]) != ids.end())
            ++next;
        for (const SegmentId id : ids) {
            int position = -1;
            if (next < siblings.size()) {
                std::vector<SegmentId> others = after.children(target);
                std::erase(others, id);
                position = static_cast<int>(
                    std::find(others.begin(), others.end(), siblings[next]) - others.begin());
            }
            after = reparentSegment(std::move(after), id, target, position);
        }
        return after;
    });
}

} // namespace cleave::ui
