// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/viewport/tools/viewport_tool.h"

namespace cleave::ui {

/// Left drag turns, middle or Shift drag slides, right drag looks around. Every other tool
/// navigates with the middle button too.
class NavigateTool : public ViewportTool {
public:
    /// `viewHeight` gives the height of the view in pixels when asked.
    NavigateTool(CameraController& camera,
                 std::function<int()> viewHeight,
                 std::function<void()> onMoved)
        : camera_(camera)
        , viewHeight_(std::move(viewHeight))
        , onMoved_(std::move(onMoved)) {}

    QCursor cursor() const override { return isBusy_ ? Qt::ClosedHandCursor : Qt::OpenHandCursor; }

    void press(const ToolEvent& event) override;
    void move(const ToolEvent& event) override;
    void release(const ToolEvent& event) override;

    bool isBusy() const override { return isBusy_; }

private:
    CameraController& camera_;
    std::function<int()> viewHeight_;
    std::function<void()> onMoved_;
    bool isBusy_ = false;
};

} // namespace cleave::ui
