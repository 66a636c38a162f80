// SPDX-License-Identifier: Apache-2.0
// How the scene is shown.
#pragma once

#include "ui/viewport/viewport_widget.h"

#include <QDockWidget>

class QComboBox;

namespace cleave::ui {

class RenderDock : public QDockWidget {
    Q_OBJECT

public:
    explicit RenderDock(ViewportWidget& viewport, QWidget* parent = nullptr);

private:
    QComboBox* mode_;
};

} // namespace cleave::ui
