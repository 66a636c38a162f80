// SPDX-License-Identifier: Apache-2.0
// Cameras and initial points of a data set, small, to be turned with the mouse: shows at a glance
// whether the poses make sense.
#pragma once

#include "core/dataset/dataset.h"
#include "ui/viewport/camera_controller.h"

#include <QWidget>

#include <memory>

namespace cleave::ui {

class DatasetPreview : public QWidget {
    Q_OBJECT

public:
    explicit DatasetPreview(QWidget* parent = nullptr);

    /// null: nothing but `emptyText`.
    void setDataset(std::shared_ptr<const Dataset> dataset);
    void setEmptyText(const QString& text);

    QSize sizeHint() const override { return {420, 340}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void lookAtDataset();
    void paintPoints(QImage& image, const Camera& camera) const;

    std::shared_ptr<const Dataset> dataset_;
    QString emptyText_;
    CameraController controller_;
    QPointF lastMouse_;
    double frustumSize_ = 0.1; ///< scene units
};

} // namespace cleave::ui
