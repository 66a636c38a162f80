// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/segments_dock.h"

#include <QAction>
#include <QColorDialog>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace cleave::ui {

SegmentsDock::SegmentsDock(ProjectDocument& document, QWidget* parent)
    : QDockWidget(tr("Segments"), parent)
    , document_(document)
    , model_(document)
    , search_(new QLineEdit)
    , view_(new QTreeView)
    , empty_(new QLabel(tr("No segments yet.\nClick a thing and keep it, or take the whole scene "
                           "apart in the Training panel.")))
    , buttons_(new QWidget) {
    setObjectName(QStringLiteral("SegmentsDock"));
    filter_.setSourceModel(&model_);
    filter_.setRecursiveFilteringEnabled(true);
    filter_.setFilterCaseSensitivity(Qt::CaseInsensitive);
    search_->setPlaceholderText(tr("Find by name"));
    search_->setClearButtonEnabled(true);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        filter_.setFilterFixedString(text);
        if (!text.isEmpty())
            view_->expandAll();
    });

    view_->setObjectName(QStringLiteral("segmentTree"));
    view_->setModel(&filter_);
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    view_->setDragDropMode(QAbstractItemView::DragDrop);
    view_->setDefaultDropAction(Qt::MoveAction);
    view_->setDropIndicatorShown(true);
    view_->setContextMenuPolicy(Qt::CustomContextMenu);
    view_->setUniformRowHeights(true);
    view_->setMouseTracking(true);
    view_->viewport()->installEventFilter(this);
    view_->setIndentation(14);
    view_->header()->setStretchLastSection(false);
    view_->header()->setMinimumSectionSize(28);
    view_->header()->setSectionResizeMode(SegmentTreeModel::NameColumn, QHeaderView::Stretch);
    for (int column = SegmentTreeModel::VisibleColumn; column < SegmentTreeModel::ColumnCount;
         ++column)
        view_->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);

    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(search_);
    layout->addWidget(view_, 1);
    layout->addWidget(empty_, 1);
    layout->addWidget(buttons_);
    setWidget(content);

    connect(&model_, &SegmentTreeModel::refused, this, &SegmentsDock::refused);
    connect(&model_, &QAbstractItemModel::modelReset, this, [this] {
        showEmptyState(), view_->expandToDepth(0);
    });
    connect(&document_, &ProjectDocument::segmentsChanged, this, &SegmentsDock::showEmptyState);
    connect(&document_, &ProjectDocument::documentReset, this, &SegmentsDock::showEmptyState);
    connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        document_.setCurrentSegment(idAt(view_->currentIndex()));
        Q_EMIT selectedSegmentsChanged();
    });
    connect(view_->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            [this](const QModelIndex& index) { document_.setCurrentSegment(idAt(index)); });
    connect(view_, &QTreeView::entered, this, [this](const QModelIndex& index) {
        Q_EMIT segmentHovered(idAt(index));
    });
    connect(view_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        // The eye and the lock act at the first click.
        const SegmentId id = idAt(index);
        if (index.column() == SegmentTreeModel::VisibleColumn)
            model_.setData(model_.indexOf(id),
                           !index.data(SegmentTreeModel::VisibleRole).toBool(),
                           SegmentTreeModel::VisibleRole);
        else if (index.column() == SegmentTreeModel::LockedColumn)
            model_.setData(model_.indexOf(id),
                           !index.data(SegmentTreeModel::LockedRole).toBool(),
                           SegmentTreeModel::LockedRole);
        else
            Q_EMIT segmentActivated(id);
    });
    showEmptyState();
}

SegmentId SegmentsDock::idAt(const QModelIndex& proxyIndex) const {
    return model_.idOf(filter_.mapToSource(proxyIndex));
}

std::vector<SegmentId> SegmentsDock::selectedSegments() const {
    QModelIndexList source;
    for (const QModelIndex& index : view_->selectionModel()->selectedRows())
        source << filter_.mapToSource(index);
    return model_.idsOf(source);
}

void SegmentsDock::selectSegment(SegmentId id) {
    const QModelIndex index = filter_.mapFromSource(model_.indexOf(id));
    if (!index.isValid())
        return;
    view_->setCurrentIndex(index);
    view_->scrollTo(index);
}

void SegmentsDock::renameCurrent() {
    const QModelIndex current = view_->currentIndex();
    if (current.isValid())
        view_->edit(current.siblingAtColumn(SegmentTreeModel::NameColumn));
}

void SegmentsDock::chooseColor() {
    const QModelIndex current = view_->currentIndex();
    if (!current.isValid())
        return;
    const QColor color =
        QColorDialog::getColor(current.data(SegmentTreeModel::ColorRole).value<QColor>(),
                               this,
                               tr("Colour of the segment"));
    if (color.isValid())
        model_.setData(model_.indexOf(idAt(current)), color, SegmentTreeModel::ColorRole);
}

void SegmentsDock::setSegmentActions(const QList<QAction*>& buttons, const QList<QAction*>& menu) {
    auto* layout = new QHBoxLayout(buttons_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (QAction* action : buttons) {
        auto* button = new QToolButton(buttons_);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        layout->addWidget(button);
    }
    layout->addStretch();
    connect(view_, &QTreeView::customContextMenuRequested, this, [this, menu](const QPoint& at) {
        QMenu popup;
        popup.addActions(menu);
        popup.exec(view_->viewport()->mapToGlobal(at));
    });
}

bool SegmentsDock::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave)
        Q_EMIT segmentHovered({});
    return QDockWidget::eventFilter(watched, event);
}

void SegmentsDock::showEmptyState() {
    const bool isEmpty = document_.project().segments.isEmpty();
    empty_->setVisible(isEmpty);
    view_->setVisible(!isEmpty);
    search_->setVisible(!isEmpty);
}

} // namespace cleave::ui
