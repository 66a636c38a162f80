// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/tools/prompt_tools.h"

#include <QPixmap>

namespace cleave::ui {

namespace {

/// Pressing and releasing farther apart is no click, pixels.
constexpr double clickSlack = 4;
/// Points of a stroke closer together add nothing, pixels.
constexpr double strokeSpacing = 3;
constexpr int cursorSize = 24;
constexpr double lineWidth = 2;

Prompt promptAt(const ToolEvent& event, PromptKind kind, bool isNegative, const QPolygonF& points) {
    Prompt prompt;
    prompt.kind = kind;
    prompt.isNegative = isNegative;
    prompt.camera = event.camera;
    for (const QPointF& point : points)
        prompt.points.emplace_back(static_cast<float>(point.x()), static_cast<float>(point.y()));
    return prompt;
}

/// A cross hair with the tool's mark at its lower right.
QCursor crossCursor(const std::function<void(QPainter&)>& drawMark) {
    QPixmap picture(cursorSize, cursorSize);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF center(8, 8);
    for (const auto& [color, width] :
         {std::pair(QColor(Qt::black), 3.0), std::pair(QColor(Qt::white), 1.2)}) {
        painter.setPen(QPen(color, width));
        painter.drawLine(center - QPointF(7, 0), center - QPointF(2, 0));
        painter.drawLine(center + QPointF(2, 0), center + QPointF(7, 0));
        painter.drawLine(center - QPointF(0, 7), center - QPointF(0, 2));
        painter.drawLine(center + QPointF(0, 2), center + QPointF(0, 7));
        drawMark(painter);
    }
    return QCursor(picture, static_cast<int>(center.x()), static_cast<int>(center.y()));
}

} // namespace

QColor promptColor(bool isNegative) {
    return isNegative ? QColor(0xe6, 0x4b, 0x3c) : QColor(0x3c, 0xc8, 0x78);
}

QCursor ClickTool::cursor() const {
    return crossCursor([](QPainter& painter) { painter.drawEllipse(QPointF(17, 17), 2.5, 2.5); });
}

void ClickTool::press(const ToolEvent& event) {
    if (event.button == Qt::LeftButton || event.button == Qt::RightButton)
        pressed_ = event.position;
}

void ClickTool::move(const ToolEvent&) {}

void ClickTool::release(const ToolEvent& event) {
    if (!pressed_)
        return;
    const QPointF moved = event.position - *pressed_;
    const QPointF at = *pressed_;
    pressed_.reset();
    if (std::hypot(moved.x(), moved.y()) > clickSlack)
        return;
    handler_(promptAt(event, PromptKind::Point, event.isNegative(), QPolygonF({at})),
             event.isAdding());
}

QCursor BoxTool::cursor() const {
    return crossCursor([](QPainter& painter) { painter.drawRect(QRectF(13, 14, 8, 6)); });
}

void BoxTool::press(const ToolEvent& event) {
    corner_ = opposite_ = event.position;
    isNegative_ = event.isNegative();
}

void BoxTool::move(const ToolEvent& event) {
    if (corner_)
        opposite_ = event.position;
}

void BoxTool::release(const ToolEvent& event) {
    if (!corner_)
        return;
    const QRectF box = QRectF(*corner_, event.position).normalized();
    corner_.reset();
    if (box.width() < clickSlack || box.height() < clickSlack)
        return;
    handler_(
        promptAt(
            event, PromptKind::Box, isNegative_, QPolygonF({box.topLeft(), box.bottomRight()})),
        event.isAdding());
}

void BoxTool::paint(QPainter& painter) const {
    if (!corner_)
        return;
    QColor fill = promptColor(isNegative_);
    painter.setPen(QPen(fill, lineWidth));
    fill.setAlpha(40);
    painter.setBrush(fill);
    painter.drawRect(QRectF(*corner_, opposite_).normalized());
}

QCursor StrokeTool::cursor() const {
    return crossCursor([](QPainter& painter) {
        painter.drawPolyline(QPolygonF({{13, 20}, {16, 15}, {18, 19}, {22, 14}}));
    });
}

void StrokeTool::press(const ToolEvent& event) {
    path_ = QPolygonF({event.position});
    isNegative_ = event.isNegative();
}

void StrokeTool::move(const ToolEvent& event) {
    if (path_.isEmpty())
        return;
    const QPointF step = event.position - path_.last();
    if (std::hypot(step.x(), step.y()) >= strokeSpacing)
        path_ << event.position;
}

void StrokeTool::release(const ToolEvent& event) {
    if (path_.isEmpty())
        return;
    const QPolygonF path = std::exchange(path_, {});
    handler_(promptAt(event, PromptKind::Stroke, isNegative_, path), event.isAdding());
}

void StrokeTool::paint(QPainter& painter) const {
    if (path_.isEmpty())
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(promptColor(isNegative_), 2 * lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(path_);
}

} // namespace cleave::ui
