// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/segment_chooser.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace cleave::ui {

namespace {

constexpr int listHeight = 170;

} // namespace

SegmentChooser::SegmentChooser(const SegmentTree& tree,
                               const std::vector<std::pair<QString, QString>>& wholes,
                               QWidget* parent)
    : QWidget(parent)
    , tree_(tree)
    , whole_(new QComboBox(this))
    , list_(new QTreeWidget(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(whole_);
    layout->addWidget(list_, 1);
    for (const auto& [value, label] : wholes)
        whole_->addItem(label, value);
    if (!tree_.isEmpty())
        whole_->addItem(tr("The checked segments"));
    whole_->setObjectName(QStringLiteral("wholeOrSegments"));

    list_->setObjectName(QStringLiteral("segments"));
    list_->setColumnCount(2);
    list_->setHeaderLabels({tr("Segment"), tr("Primitives")});
    list_->header()->setStretchLastSection(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->setUniformRowHeights(true);
    list_->setMinimumHeight(listHeight);
    std::map<std::int64_t, QTreeWidgetItem*> ofId;
    for (const Segment& segment : tree_.segments()) {
        const auto parentItem = ofId.find(segment.parent.value);
        auto* item = parentItem == ofId.end() ? new QTreeWidgetItem(list_)
                                              : new QTreeWidgetItem(parentItem->second);
        item->setText(0, QString::fromStdString(segment.name));
        item->setData(
            0, Qt::DecorationRole, QColor(segment.color[0], segment.color[1], segment.color[2]));
        item->setText(1,
                      QLocale().toString(static_cast<qlonglong>(
                          segment.primitives ? segment.primitives->count() : 0)));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setCheckState(0, Qt::Unchecked);
        ofId[segment.id.value] = item;
        items_.push_back(item);
    }
    connect(whole_, &QComboBox::activated, this, &SegmentChooser::changed);
    connect(list_, &QTreeWidget::itemChanged, this, [this] {
        if (isSetting_)
            return;
        // Checking a segment says which kind of choice is meant.
        whole_->setCurrentIndex(whole_->count() - 1);
        Q_EMIT changed();
    });
    list_->setVisible(!tree_.isEmpty());
}

bool SegmentChooser::hasChoice() const {
    return isWhole() || std::any_of(items_.begin(), items_.end(), [](const QTreeWidgetItem* item) {
               return item->checkState(0) == Qt::Checked;
           });
}

bool SegmentChooser::isWhole() const {
    return whole_->currentData().isValid();
}

QString SegmentChooser::text() const {
    if (isWhole())
        return whole_->currentData().toString();
    QStringList paths;
    for (std::size_t i = 0; i < items_.size(); ++i)
        if (items_[i]->checkState(0) == Qt::Checked)
            paths << QString::fromStdString(tree_.path(tree_.segments()[i].id));
    return paths.join(QLatin1Char(','));
}

void SegmentChooser::setText(const QString& text) {
    if (text == this->text())
        return;
    isSetting_ = true;
    const int whole = whole_->findData(text);
    whole_->setCurrentIndex(whole >= 0 ? whole : whole_->count() - 1);
    std::vector<SegmentId> chosen;
    if (whole < 0) {
        try {
            chosen = chooseSegments(tree_, text.toStdString());
        } catch (const Error&) {
            chosen.clear(); // the dialog says what is wrong with the name
        }
    }
    for (std::size_t i = 0; i < items_.size(); ++i) {
        const bool isChosen =
            std::find(chosen.begin(), chosen.end(), tree_.segments()[i].id) != chosen.end();
        items_[i]->setCheckState(0, isChosen ? Qt::Checked : Qt::Unchecked);
        for (auto* parent = items_[i]->parent(); isChosen && parent; parent = parent->parent())
            parent->setExpanded(true);
    }
    isSetting_ = false;
}

} // namespace cleave::ui
