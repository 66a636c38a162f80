// SPDX-License-Identifier: Apache-2.0
// Which segments an export is about: everything, or those that are checked in the tree. Speaks the
// words of the exports' own parameter: "all", or paths separated by commas.
#pragma once

#include "core/segments/segment_tree.h"

#include <QWidget>

#include <utility>
#include <vector>

class QComboBox;
class QTreeWidget;
class QTreeWidgetItem;

namespace cleave::ui {

class SegmentChooser : public QWidget {
    Q_OBJECT

public:
    /// `wholes`: the parameter's words for everything, and what they are called; the first is the
    /// default.
    SegmentChooser(const SegmentTree& tree,
                   const std::vector<std::pair<QString, QString>>& wholes,
                   QWidget* parent = nullptr);

    QString text() const;
    bool hasChoice() const; ///< false where checked segments are meant and none is checked
    /// Names that are not in the tree leave nothing checked.
    void setText(const QString& text);

Q_SIGNALS:
    void changed();

private:
    bool isWhole() const;

    const SegmentTree tree_; ///< a copy shares the selections
    QComboBox* whole_;
    QTreeWidget* list_;
    std::vector<QTreeWidgetItem*> items_; ///< in the tree's order
    bool isSetting_ = false;
};

} // namespace cleave::ui
