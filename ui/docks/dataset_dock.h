// SPDX-License-Identifier: Apache-2.0
// The photos: thumbnails with train/test badges, figures of the data set; a double click looks
// through the photo's camera.
#pragma once

#include "ui/document/project_document.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/models/view_list_model.h"

#include <QDockWidget>

class QLabel;
class QListView;
class QPushButton;

namespace cleave::ui {

class DatasetDock : public QDockWidget {
    Q_OBJECT

public:
    DatasetDock(ProjectDocument& document, ThumbnailCache& thumbnails, QWidget* parent = nullptr);

Q_SIGNALS:
    void viewActivated(cleave::ViewId id);
    void viewHighlighted(cleave::ViewId id); ///< -1: none
    void relinkWanted();

private:
    void showSummary();

    ProjectDocument& document_;
    ViewListModel model_;
    QListView* list_;
    QLabel* summary_;
    QPushButton* relink_;
};

} // namespace cleave::ui
