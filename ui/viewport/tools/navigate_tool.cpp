// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/tools/navigate_tool.h"

#include "ui/viewport/camera_controller.h"

namespace cleave::ui {

void NavigateTool::press(const ToolEvent&) {
    isBusy_ = true;
}

void NavigateTool::move(const ToolEvent& event) {
    if (!isBusy_)
        return;
    const double dx = event.movement.x(), dy = event.movement.y();
    if (event.buttons.testFlag(Qt::RightButton))
        camera_.look(dx, dy);
    else if (event.buttons.testFlag(Qt::MiddleButton) ||
             event.modifiers.testFlag(Qt::ShiftModifier))
        camera_.pan(dx, dy, viewHeight_());
    else
        camera_.orbit(dx, dy);
    onMoved_();
}

void NavigateTool::release(const ToolEvent& event) {
    if (event.buttons == Qt::NoButton)
        isBusy_ = false;
}

} // namespace cleave::ui
