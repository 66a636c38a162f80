// SPDX-License-Identifier: Apache-2.0
// What the viewport does with mouse and keys, and how it puts its picture on the screen.
#include "ui/viewport/overlays.h"
#include "ui/viewport/viewport_widget.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

namespace cleave::ui {

namespace {

constexpr double flyStep = 0.04; ///< shares of the scene's radius for a key press

} // namespace

void ViewportWidget::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (canvas_)
        canvas_->resize(size());
    refine();
}

ToolEvent ViewportWidget::toolEvent(const QPointF& position,
                                    Qt::MouseButton button,
                                    Qt::MouseButtons buttons,
                                    Qt::KeyboardModifiers modifiers) const {
    return {position, position - lastMouse_, button, buttons, modifiers, shownCamera()};
}

ViewportTool& ViewportWidget::activeTool(Qt::MouseButtons buttons) const {
    return *tools_.at(buttons.testFlag(Qt::MiddleButton) ? ToolKind::Navigate : toolKind_);
}

void ViewportWidget::mousePressEvent(QMouseEvent* event) {
    lastMouse_ = event->position();
    if (!pressedTool_)
        pressedTool_ = &activeTool(event->buttons());
    pressedTool_->press(
        toolEvent(event->position(), event->button(), event->buttons(), event->modifiers()));
    repaintSoon();
}

void ViewportWidget::mouseMoveEvent(QMouseEvent* event) {
    if (pressedTool_) {
        pressedTool_->move(
            toolEvent(event->position(), Qt::NoButton, event->buttons(), event->modifiers()));
        repaintSoon();
    }
    lastMouse_ = event->position();
}

void ViewportWidget::mouseReleaseEvent(QMouseEvent* event) {
    if (!pressedTool_)
        return;
    ViewportTool* tool = pressedTool_;
    if (event->buttons() == Qt::NoButton)
        pressedTool_ = nullptr;
    tool->release(
        toolEvent(event->position(), event->button(), event->buttons(), event->modifiers()));
    repaintSoon();
}

void ViewportWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    // Turn around what was clicked: the depth under the mouse becomes the target's.
    if (toolKind_ != ToolKind::Navigate || !restFrame_ || event->button() != Qt::LeftButton)
        return;
    const Camera& seen = restFrame_->camera;
    const int x = static_cast<int>(event->position().x() * seen.intrinsics.width / width());
    const int y = static_cast<int>(event->position().y() * seen.intrinsics.height / height());
    if (x < 0 || y < 0 || x >= restFrame_->depth.width || y >= restFrame_->depth.height)
        return;
    const double depth = *restFrame_->depth.at(x, y);
    if (!(depth > 0))
        return;
    controller_.setPose(lookAt(seen.pose.centerInWorld(),
                               seen.unproject(x + 0.5, y + 0.5, depth),
                               -camera().pose.down()),
                        depth);
    refine();
}

void ViewportWidget::wheelEvent(QWheelEvent* event) {
    controller_.zoom(event->angleDelta().y() / 120.0);
    refine();
}

void ViewportWidget::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 4 * flyStep : flyStep;
    switch (event->key()) {
    case Qt::Key_W:
        controller_.fly(0, 0, step);
        break;
    case Qt::Key_S:
        controller_.fly(0, 0, -step);
        break;
    case Qt::Key_A:
        controller_.fly(-step, 0, 0);
        break;
    case Qt::Key_D:
        controller_.fly(step, 0, 0);
        break;
    case Qt::Key_Q:
        controller_.fly(0, step, 0);
        break;
    case Qt::Key_E:
        controller_.fly(0, -step, 0);
        break;
    case Qt::Key_Escape:
        tools_[toolKind_]->cancel();
        pressedTool_ = nullptr;
        repaintSoon();
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    refine();
}

Camera ViewportWidget::shownCamera() const {
    return frame_ ? frame_->camera.scaledTo(width(), height()) : camera();
}

void ViewportWidget::repaintSoon() {
    if (canvas_)
        canvas_->update();
    else
        update();
}

void ViewportWidget::paintEvent(QPaintEvent*) {
    if (canvas_)
        return;
    QPainter painter(this);
    paint(painter);
}

void ViewportWidget::paint(QPainter& painter) const {
    const bool hasPicture = hasScene_ && frame_ && !frame_->image.isNull();
    if (hasPicture)
        painter.drawImage(rect(), frame_->image);
    else
        painter.fillRect(rect(), background_);
    const Camera camera = shownCamera();
    if (hasScene_)
        paintAxes(painter, camera);
    paintPrompts(painter, camera, document_.query().prompts, document_.query().places);
    tools_.at(toolKind_)->paint(painter);
    if (!source_)
        paintEmptyState(painter);
}

void ViewportWidget::paintEmptyState(QPainter& painter) const {
    const QString text = document_.isEmpty()
                             ? tr("Drop a folder of photos, a project or a splat here,\nor choose "
                                  "File > New Project.")
                             : tr("The photos are there. Train the field to see the scene.");
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    painter.setFont(font);
    const QRect box =
        painter.boundingRect(rect(), Qt::AlignCenter, text).adjusted(-24, -16, 24, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 140));
    painter.drawRoundedRect(box, 8, 8);
    painter.setPen(QColor(0xe6, 0xe8, 0xec));
    painter.drawText(rect(), Qt::AlignCenter, text);
}

} // namespace cleave::ui
