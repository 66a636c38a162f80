// SPDX-License-Identifier: Apache-2.0
// The photo beside the picture: that of the camera nearest to the viewport's, as training sees it.
// For comparing the two.
#pragma once

#include "ui/document/project_document.h"
#include "ui/tasks/background_call.h"

#include <QImage>
#include <QWidget>

namespace cleave::ui {

/// The view whose camera stands and looks most like `camera`; the invalid id where there are no
/// views. Distances count in `radius`, directions by their angle.
ViewId nearestView(const Dataset& dataset, const Camera& camera, double radius);

class PhotoPane : public QWidget {
    Q_OBJECT

public:
    explicit PhotoPane(ProjectDocument& document, QWidget* parent = nullptr);

    /// Loads the photo in the background and keeps showing the one before until then.
    void setView(ViewId view);

    ViewId view() const { return view_; }

    bool hasPhoto() const { return !photo_.isNull(); }

Q_SIGNALS:
    /// A double click: look through this photo's camera.
    void viewActivated(cleave::ViewId view);
    void photoShown();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    ProjectDocument& document_;
    BackgroundCall loading_;
    ViewId view_;
    QImage photo_;
    QString message_; ///< instead of a photo
};

} // namespace cleave::ui
