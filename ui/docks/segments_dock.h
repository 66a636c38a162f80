// SPDX-License-Identifier: Apache-2.0
// The named tree of what was found: rename in place, drag to re-parent, eye, lock, colour; search;
// the commands on segments.
#pragma once

#include "ui/document/project_document.h"
#include "ui/models/segment_tree_model.h"

#include <QDockWidget>
#include <QSortFilterProxyModel>

class QLabel;
class QLineEdit;
class QTreeView;

namespace cleave::ui {

class SegmentsDock : public QDockWidget {
    Q_OBJECT

public:
    explicit SegmentsDock(ProjectDocument& document, QWidget* parent = nullptr);

    std::vector<SegmentId> selectedSegments() const;
    void selectSegment(SegmentId id);
    void renameCurrent();
    void chooseColor();
    /// Shown in the context menu and as a row of buttons.
    void setSegmentActions(const QList<QAction*>& buttons, const QList<QAction*>& menu);

    SegmentTreeModel& model() { return model_; }

Q_SIGNALS:
    void segmentHovered(cleave::SegmentId id);
    void segmentActivated(cleave::SegmentId id);
    void selectedSegmentsChanged();
    void refused(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    SegmentId idAt(const QModelIndex& proxyIndex) const;
    void showEmptyState();

    ProjectDocument& document_;
    SegmentTreeModel model_;
    QSortFilterProxyModel filter_;
    QLineEdit* search_;
    QTreeView* view_;
    QLabel* empty_;
    QWidget* buttons_;
};

} // namespace cleave::ui
