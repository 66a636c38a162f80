// SPDX-License-Identifier: Apache-2.0
// What the mouse does in the viewport. A tool gets positions in pixels of the widget and draws what
// it is doing on top.
#pragma once

#include "core/selection/prompt.h"

#include <QCursor>
#include <QPainter>
#include <QPointF>
#include <QString>

#include <functional>

namespace cleave::ui {

class CameraController;

/// A mouse event without its widget.
struct ToolEvent {
    QPointF position;                      ///< widget pixels
    QPointF movement;                      ///< since the last event
    Qt::MouseButton button = Qt::NoButton; ///< that was pressed or released
    Qt::MouseButtons buttons;              ///< that are down
    Qt::KeyboardModifiers modifiers;
    Camera camera; ///< of the picture on screen, in widget pixels

    /// Ctrl or the right button negates a prompt.
    bool isNegative() const {
        return modifiers.testFlag(Qt::ControlModifier) || buttons.testFlag(Qt::RightButton) ||
               button == Qt::RightButton;
    }

    /// Shift adds to the prompts; otherwise they start anew. A negative prompt always adds.
    bool isAdding() const { return modifiers.testFlag(Qt::ShiftModifier) || isNegative(); }
};

class ViewportTool {
public:
    /// Takes a finished prompt; `isAdding`: beside the ones there are.
    using PromptHandler = std::function<void(Prompt prompt, bool isAdding)>;

    ViewportTool() = default;
    ViewportTool(const ViewportTool&) = delete;
    ViewportTool& operator=(const ViewportTool&) = delete;
    virtual ~ViewportTool() = default;

    virtual QCursor cursor() const = 0;
    virtual void press(const ToolEvent& event) = 0;
    virtual void move(const ToolEvent& event) = 0;
    virtual void release(const ToolEvent& event) = 0;

    /// Forgets what was begun (Escape, another tool).
    virtual void cancel() {}

    virtual void paint(QPainter& painter) const { static_cast<void>(painter); }

    virtual bool isBusy() const { return false; } ///< between press and release
};

} // namespace cleave::ui
