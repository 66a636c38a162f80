// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/overlays.h"

#include "ui/viewport/tools/prompt_tools.h"

#include <QPolygonF>

#include <array>
#include <optional>

namespace cleave::ui {

namespace {

constexpr double promptRadius = 5;
constexpr double axisLength = 28;
constexpr double axisMargin = 40;
/// Cameras closer than this many sizes of a frustum are left out: they would cover what the person
/// looks at.
constexpr double closestFrustum = 3;
/// Thumbnails of frusta smaller on screen than this are not worth their time, pixels.
constexpr double smallestThumbnail = 24;
/// In front of the camera, share of the box.
constexpr double nearestEdge = 1e-3;

std::optional<QPointF> onScreen(const Camera& camera, const Eigen::Vector3d& point) {
    const auto pixel = camera.project(point);
    if (!pixel)
        return std::nullopt;
    return QPointF(pixel->x(), pixel->y());
}

QPolygonF onScreen(const Camera& camera, const std::vector<Eigen::Vector3f>& places) {
    QPolygonF points;
    for (const Eigen::Vector3f& place : places)
        if (const auto pixel = place.allFinite()
                                   ? onScreen(camera, Eigen::Vector3d(place.cast<double>()))
                                   : std::nullopt)
            points << *pixel;
    return points;
}

void paintDisc(QPainter& painter, const QPointF& at, const QColor& color) {
    painter.setPen(QPen(Qt::white, 1.5));
    painter.setBrush(color);
    painter.drawEllipse(at, promptRadius, promptRadius);
}

struct Frustum {
    QPointF eye;
    std::array<QPointF, 4> corners; ///< of the image plane, clockwise from the top left
};

std::optional<Frustum> frustumOf(const Camera& camera, const Camera& photo, double size) {
    const double width = photo.intrinsics.width, height = photo.intrinsics.height;
    const std::array<std::pair<double, double>, 4> pixels = {
        {{0, 0}, {width, 0}, {width, height}, {0, height}}};
    Frustum frustum;
    if ((photo.pose.centerInWorld() - camera.pose.centerInWorld()).norm() < closestFrustum * size)
        return std::nullopt;
    const auto eye = onScreen(camera, photo.pose.centerInWorld());
    if (!eye)
        return std::nullopt;
    frustum.eye = *eye;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto corner =
            onScreen(camera, photo.unproject(pixels[i].first, pixels[i].second, size));
        if (!corner)
            return std::nullopt;
        frustum.corners[i] = *corner;
    }
    return frustum;
}

} // namespace

void paintPrompts(QPainter& painter,
                  const Camera& camera,
                  std::span<const Prompt> prompts,
                  std::span<const std::vector<Eigen::Vector3f>> places) {
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < std::min(prompts.size(), places.size()); ++i) {
        const Prompt& prompt = prompts[i];
        const QColor color = promptColor(prompt.isNegative);
        const QPolygonF points = onScreen(camera, places[i]);
        if (points.isEmpty())
            continue;
        if (prompt.kind == PromptKind::Point)
            paintDisc(painter, points.first(), color);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2));
        if (prompt.kind == PromptKind::Stroke)
            painter.drawPolyline(points);
        if (prompt.kind == PromptKind::Box && points.size() == 2)
            painter.drawRect(QRectF(points[0], points[1]).normalized());
    }
}

void paintFrusta(QPainter& painter,
                 const Camera& camera,
                 const Dataset& dataset,
                 const FrustumStyle& style) {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const View& view : dataset.views) {
        const auto frustum = frustumOf(camera, view.camera, style.size);
        if (!frustum)
            continue;
        const bool isHighlighted = view.id == style.highlighted;
        const QPolygonF plane(
            {frustum->corners[0], frustum->corners[1], frustum->corners[2], frustum->corners[3]});
        const QImage picture = style.thumbnail && plane.boundingRect().width() > smallestThumbnail
                                   ? style.thumbnail(view.id)
                                   : QImage();
        if (!picture.isNull()) {
            const double w = picture.width(), h = picture.height();
            QTransform transform;
            if (QTransform::quadToQuad(
                    QPolygonF({{0, 0}, {w, 0}, {w, h}, {0, h}}), plane, transform)) {
                painter.save();
                painter.setTransform(transform, true);
                painter.setOpacity(isHighlighted ? 1 : 0.75);
                painter.drawImage(QPointF(0, 0), picture);
                painter.restore();
            }
        }
        const QColor color = isHighlighted ? QColor(0xff, 0xc8, 0x32)
                             : view.isTest ? QColor(0x5a, 0xaa, 0xff)
                                           : QColor(0xdc, 0xdc, 0xdc);
        painter.setPen(QPen(color, isHighlighted ? 2.5 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolygon(plane);
        for (const QPointF& corner : frustum->corners)
            painter.drawLine(frustum->eye, corner);
    }
}

void paintBounds(QPainter& painter, const Camera& camera, const Bounds& bounds) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(QColor(0xff, 0xc8, 0x32, 0xb0), 1));
    const double nearest = nearestEdge * bounds.sizes().maxCoeff();
    for (int from = 0; from < 8; ++from) {
        for (int axis = 0; axis < 3; ++axis) {
            if (from >> axis & 1)
                continue;
            Eigen::Vector3d ends[2] = {
                camera.pose.cameraFromWorld(bounds.corner(static_cast<Bounds::CornerType>(from))),
                camera.pose.cameraFromWorld(
                    bounds.corner(static_cast<Bounds::CornerType>(from | 1 << axis)))};
            if (ends[0].z() < nearest && ends[1].z() < nearest)
                continue;
            for (int k = 0; k < 2; ++k)
                if (ends[k].z() < nearest)
                    ends[k] += (nearest - ends[k].z()) / (ends[1 - k].z() - ends[k].z()) *
                               (ends[1 - k] - ends[k]);
            const Intrinsics& lens = camera.intrinsics;
            const auto pixel = [&](const Eigen::Vector3d& p) {
                return QPointF(lens.fx * p.x() / p.z() + lens.cx,
                               lens.fy * p.y() / p.z() + lens.cy);
            };
            painter.drawLine(pixel(ends[0]), pixel(ends[1]));
        }
    }
}

void paintAxes(QPainter& painter, const Camera& camera) {
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF origin(axisMargin, camera.intrinsics.height - axisMargin);
    const std::array<QColor, 3> colors = {
        QColor(0xe6, 0x50, 0x46), QColor(0x64, 0xc8, 0x50), QColor(0x50, 0x8c, 0xf0)};
    const std::array<QString, 3> names = {
        QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")};
    for (int axis = 0; axis < 3; ++axis) {
        const Eigen::Vector3d direction = camera.pose.rotation.col(axis);
        const QPointF end = origin + axisLength * QPointF(direction.x(), direction.y());
        painter.setPen(QPen(colors[static_cast<std::size_t>(axis)], 2));
        painter.drawLine(origin, end);
        painter.drawText(end + QPointF(2, -2), names[static_cast<std::size_t>(axis)]);
    }
}

} // namespace cleave::ui
