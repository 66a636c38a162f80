// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/dataset_dock.h"

#include "core/project/project_store.h"

#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

constexpr int thumbnailEdge = 96;
constexpr int gap = 6;
const QColor trainColor(0x5a, 0x6e, 0x82);
const QColor testColor(0x32, 0x78, 0xc8);

/// A thumbnail with a badge in its corner and the name below.
class ViewDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {thumbnailEdge + 2 * gap, thumbnailEdge + 2 * gap + option.fontMetrics.height()};
    }

    void paint(QPainter* painter,
               const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, option.palette.highlight());
        const QRect frame(
            option.rect.x() + gap, option.rect.y() + gap, thumbnailEdge, thumbnailEdge);
        const QVariant decoration = index.data(Qt::DecorationRole);
        QImage image = decoration.value<QImage>();
        if (image.isNull())
            image = decoration.value<QPixmap>().toImage();
        if (image.isNull()) {
            painter->fillRect(frame, option.palette.alternateBase());
        } else {
            const QSize size = image.size().scaled(frame.size(), Qt::KeepAspectRatio);
            QRect target(QPoint(), size);
            target.moveCenter(frame.center());
            painter->setRenderHint(QPainter::SmoothPixmapTransform);
            painter->drawImage(target, image);
        }
        const bool isTest = index.data(ViewListModel::IsTestRole).toBool();
        const QString badge = isTest ? QObject::tr("test") : QObject::tr("train");
        QFont small = option.font;
        small.setPointSizeF(small.pointSizeF() * 0.8);
        painter->setFont(small);
        QRect label = painter->fontMetrics().boundingRect(badge).adjusted(-4, -1, 4, 1);
        label.moveTopLeft(frame.topLeft());
        painter->fillRect(label, isTest ? testColor : trainColor);
        painter->setPen(Qt::white);
        painter->drawText(label, Qt::AlignCenter, badge);
        painter->setFont(option.font);
        painter->setPen(option.palette.color(option.state.testFlag(QStyle::State_Selected)
                                                 ? QPalette::HighlightedText
                                                 : QPalette::Text));
        const QRect nameArea(option.rect.x() + 2,
                             frame.bottom() + 1,
                             option.rect.width() - 4,
                             option.fontMetrics.height());
        painter->drawText(nameArea,
                          Qt::AlignHCenter,
                          option.fontMetrics.elidedText(
                              index.data().toString(), Qt::ElideMiddle, nameArea.width()));
        painter->restore();
    }
};

} // namespace

DatasetDock::DatasetDock(ProjectDocument& document, ThumbnailCache& thumbnails, QWidget* parent)
    : QDockWidget(tr("Dataset"), parent)
    , document_(document)
    , model_(document)
    , list_(new QListView)
    , summary_(new QLabel)
    , relink_(new QPushButton(tr("Find moved photos..."))) {
    setObjectName(QStringLiteral("DatasetDock"));
    list_->setModel(&model_);
    list_->setItemDelegate(new ViewDelegate(list_));
    list_->setViewMode(QListView::IconMode);
    list_->setResizeMode(QListView::Adjust);
    list_->setMovement(QListView::Static);
    list_->setUniformItemSizes(true);
    list_->setToolTip(tr("Double click to look through a photo's camera"));
    summary_->setWordWrap(true);
    auto* content = new QWidget(this);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addWidget(list_, 1);
    layout->addWidget(summary_);
    layout->addWidget(relink_);
    setWidget(content);

    connect(
        &model_,
        &ViewListModel::thumbnailWanted,
        this,
        [this, &thumbnails](ViewId id) {
            if (const QImage image = thumbnails.thumbnail(id); !image.isNull())
                model_.setThumbnail(id, image);
        },
        Qt::QueuedConnection);
    connect(&thumbnails, &ThumbnailCache::loaded, this, [this, &thumbnails](int id) {
        model_.setThumbnail(ViewId{id}, thumbnails.thumbnail(ViewId{id}));
    });
    connect(list_, &QListView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT viewActivated(model_.idOf(index));
    });
    connect(list_->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            [this](const QModelIndex& index) { Q_EMIT viewHighlighted(model_.idOf(index)); });
    connect(relink_, &QPushButton::clicked, this, &DatasetDock::relinkWanted);
    connect(&document_, &ProjectDocument::documentReset, this, &DatasetDock::showSummary);
    connect(&document_, &ProjectDocument::datasetChanged, this, &DatasetDock::showSummary);
    showSummary();
}

void DatasetDock::showSummary() {
    const auto& dataset = document_.project().dataset;
    relink_->setVisible(dataset && !missingPhotos(*dataset).empty());
    if (!dataset) {
        summary_->setText(document_.isEmpty()
                              ? tr("Photos of a project appear here.")
                              : tr("This project was made from a splat; it has no photos."));
        return;
    }
    const QLocale locale;
    QString text = tr("%Ln photo(s)", nullptr, static_cast<int>(dataset->views.size()));
    text += QStringLiteral(" · ") +
            tr("%Ln for testing", nullptr, static_cast<int>(dataset->testViews().size()));
    if (!dataset->views.empty()) {
        const Intrinsics& size = dataset->views.front().camera.intrinsics;
        text += QStringLiteral(" · ") + tr("%1 x %2 pixels").arg(size.width).arg(size.height);
    }
    if (!dataset->points.positions.empty())
        text += QStringLiteral(" · ") +
                tr("%1 points")
                    .arg(locale.toString(static_cast<qint64>(dataset->points.positions.size())));
    if (!dataset->skipped.empty())
        text += QStringLiteral(" · ") +
                tr("%Ln photo(s) missing", nullptr, static_cast<int>(dataset->skipped.size()));
    summary_->setText(text);
}

} // namespace cleave::ui
