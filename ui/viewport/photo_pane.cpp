// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/photo_pane.h"

#include "core/dataset/photo_store.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave::ui {

namespace {

const QColor ground(0x1b, 0x1e, 0x24);
const QColor captionGround(0, 0, 0, 140);
const QColor captionText(0xe6, 0xe8, 0xec);
constexpr int margin = 6;

} // namespace

ViewId nearestView(const Dataset& dataset, const Camera& camera, double radius) {
    ViewId nearest;
    double least = std::numeric_limits<double>::infinity();
    for (const View& view : dataset.views) {
        const double apart =
            (view.camera.pose.centerInWorld() - camera.pose.centerInWorld()).norm() / radius;
        const double turned =
            std::acos(std::clamp(view.camera.pose.forward().dot(camera.pose.forward()), -1.0, 1.0));
        if (apart + turned >= least)
            continue;
        least = apart + turned;
        nearest = view.id;
    }
    return nearest;
}

PhotoPane::PhotoPane(ProjectDocument& document, QWidget* parent)
    : QWidget(parent)
    , document_(document) {
    setMinimumSize(160, 120);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setToolTip(tr("The photo nearest to the view; double click to look through its camera"));
    connect(&loading_, &BackgroundCall::failed, this, [this](const QString& message) {
        photo_ = QImage();
        message_ = message;
        update();
    });
    const auto forget = [this] {
        loading_.cancel();
        view_ = {};
        photo_ = QImage();
        message_.clear();
        update();
    };
    connect(&document_, &ProjectDocument::documentReset, this, forget);
    connect(&document_, &ProjectDocument::datasetChanged, this, forget);
}

void PhotoPane::setView(ViewId view) {
    if (view == view_)
        return;
    view_ = view;
    const auto dataset = document_.project().dataset;
    if (!dataset || view.value < 0)
        return;
    loading_.start([this, dataset, view](Progress&) {
        const Image photo = loadPhoto(*dataset, dataset->view(view));
        const QImage image = QImage(photo.pixels.data(),
                                    photo.width,
                                    photo.height,
                                    3 * photo.width,
                                    QImage::Format_RGB888)
                                 .convertToFormat(QImage::Format_RGB32);
        return BackgroundCall::Finish([this, image] {
            photo_ = image;
            message_.clear();
            update();
            Q_EMIT photoShown();
        });
    });
}

void PhotoPane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), ground);
    const auto& dataset = document_.project().dataset;
    painter.setPen(captionText);
    if (photo_.isNull() || !dataset) {
        const QString text = !dataset             ? tr("This project has no photos.")
                             : message_.isEmpty() ? tr("Loading...")
                                                  : message_;
        painter.drawText(rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         text);
        return;
    }
    QRect target(QPoint(), photo_.size().scaled(size(), Qt::KeepAspectRatio));
    target.moveCenter(rect().center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, photo_);
    const QString name = QString::fromStdString(dataset->view(view_).name);
    const QRect caption =
        painter.fontMetrics().boundingRect(name).adjusted(-margin, -margin / 2, margin, margin / 2);
    const QRect box(
        target.left(), target.bottom() + 1 - caption.height(), caption.width(), caption.height());
    painter.fillRect(box, captionGround);
    painter.drawText(box, Qt::AlignCenter, name);
}

void PhotoPane::mouseDoubleClickEvent(QMouseEvent*) {
    if (view_.value >= 0)
        Q_EMIT viewActivated(view_);
}

} // namespace cleave::ui
