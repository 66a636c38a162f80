// SPDX-License-Identifier: Apache-2.0
// How the studio looks: one style, a light and a dark palette that fit together.
#pragma once

#include <QString>

class QApplication;

namespace cleave::ui {

/// "light", "dark", or "system" (anything else): as the desktop's own palette is. Can be changed
/// while windows are open.
void applyTheme(QApplication& application, const QString& theme);

} // namespace cleave::ui
