// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/dataset_preview.h"

#include "ui/viewport/overlays.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace cleave::ui {

namespace {

/// Dark in both themes, like the viewport: points and frusta are drawn for it.
const QColor groundColor(0x1b, 0x1e, 0x24);
const QColor hintColor(0x9a, 0xa2, 0xb0);
constexpr std::size_t shownPoints = 30000;
constexpr int textMargin = 12;
constexpr double frustumShare = 0.12; ///< of the cameras' extent
constexpr double wheelStep = 120;

Eigen::Vector3d medianOf(std::vector<Eigen::Vector3d> points) {
    Eigen::Vector3d median;
    for (int axis = 0; axis < 3; ++axis) {
        const auto middle = points.begin() + static_cast<std::ptrdiff_t>(points.size() / 2);
        std::nth_element(points.begin(),
                         middle,
                         points.end(),
                         [axis](const auto& a, const auto& b) { return a[axis] < b[axis]; });
        median[axis] = (*middle)[axis];
    }
    return median;
}

} // namespace

DatasetPreview::DatasetPreview(QWidget* parent) : QWidget(parent) {
    setMinimumSize(260, 220);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void DatasetPreview::setDataset(std::shared_ptr<const Dataset> dataset) {
    dataset_ = std::move(dataset);
    setCursor(dataset_ ? Qt::OpenHandCursor : Qt::ArrowCursor);
    setToolTip(dataset_ ? tr("Drag to turn, drag with the middle button to slide, turn the wheel "
                             "to come closer")
                        : QString());
    if (dataset_)
        lookAtDataset();
    update();
}

void DatasetPreview::setEmptyText(const QString& text) {
    emptyText_ = text;
    update();
}

void DatasetPreview::lookAtDataset() {
    Eigen::Vector3d up = Eigen::Vector3d::Zero();
    std::vector<Eigen::Vector3d> eyes, points;
    for (const View& view : dataset_->views) {
        up -= view.camera.pose.down();
        eyes.push_back(view.camera.pose.centerInWorld());
    }
    if (eyes.empty())
        return;
    for (const Eigen::Vector3f& point : dataset_->points.positions)
        points.push_back(point.cast<double>());
    const double extent = dataset_->cameraExtent();
    frustumSize_ = frustumShare * extent;
    const Eigen::Vector3d center =
        points.empty() ? medianOf(eyes) : (medianOf(points) + medianOf(eyes)) / 2;
    double radius = extent;
    for (const Eigen::Vector3d& eye : eyes)
        radius = std::max(radius, (eye - center).norm());
    controller_.setScene(
        up.norm() > 1e-6 ? up.normalized() : Eigen::Vector3d(0, 0, 1), center, radius);
}

void DatasetPreview::paintPoints(QImage& image, const Camera& camera) const {
    const InitialPoints& points = dataset_->points;
    const std::size_t step = std::max<std::size_t>(1, points.positions.size() / shownPoints);
    for (std::size_t i = 0; i < points.positions.size(); i += step) {
        const auto pixel = camera.project(points.positions[i].cast<double>());
        if (!pixel)
            continue;
        const int x = static_cast<int>(std::floor(pixel->x())),
                  y = static_cast<int>(std::floor(pixel->y()));
        if (x < 0 || y < 0 || x + 1 >= image.width() || y + 1 >= image.height())
            continue;
        const auto& color = points.colors[i];
        const QRgb rgb = qRgb(color[0], color[1], color[2]);
        for (int row = y; row < y + 2; ++row) {
            auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
            line[x] = line[x + 1] = rgb;
        }
    }
}

void DatasetPreview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (!dataset_) {
        painter.fillRect(rect(), groundColor);
        painter.setPen(hintColor);
        painter.drawText(rect().adjusted(textMargin, textMargin, -textMargin, -textMargin),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         emptyText_);
        return;
    }
    const Camera camera = controller_.camera(width(), height());
    QImage image(size(), QImage::Format_RGB32);
    image.fill(groundColor);
    paintPoints(image, camera);
    painter.drawImage(0, 0, image);
    FrustumStyle style;
    style.size = frustumSize_;
    paintFrusta(painter, camera, *dataset_, style);
    paintAxes(painter, camera);
}

void DatasetPreview::mousePressEvent(QMouseEvent* event) {
    lastMouse_ = event->position();
}

void DatasetPreview::mouseMoveEvent(QMouseEvent* event) {
    if (!dataset_)
        return;
    const QPointF moved = event->position() - lastMouse_;
    lastMouse_ = event->position();
    if (event->buttons() & Qt::LeftButton)
        controller_.orbit(moved.x(), moved.y());
    else
        controller_.pan(moved.x(), moved.y(), height());
    update();
}

void DatasetPreview::wheelEvent(QWheelEvent* event) {
    controller_.zoom(event->angleDelta().y() / wheelStep);
    update();
}

void DatasetPreview::mouseDoubleClickEvent(QMouseEvent*) {
    controller_.home();
    update();
}

} // namespace cleave::ui
