// SPDX-License-Identifier: Apache-2.0
// What the viewport's pictures are put on the screen with: OpenGL where a graphics card does it,
// plain painting elsewhere. A window that holds one OpenGL widget is put together by OpenGL as a
// whole, docks included; without a card that costs the processor several times what painting costs,
// and on platforms without OpenGL it fails.
#pragma once

#include <QString>
#include <QWidget>

#include <functional>

class QPainter;

namespace cleave::ui {

enum class CanvasKind { OpenGl, Painted };

/// What the machine's OpenGL calls itself; empty where no context can be made. Asked once, a few
/// hundredths of a second.
const QString& openGlRenderer();

/// "opengl" and "painted" as wanted, anything else by what the machine has: OpenGL needs a renderer
/// that is no software.
CanvasKind chooseCanvas(const QString& wanted);

/// An OpenGL widget that calls `paint`; leaves the mouse to its parent.
QWidget* makeOpenGlCanvas(QWidget* parent, std::function<void(QPainter&)> paint);

} // namespace cleave::ui
