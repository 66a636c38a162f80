// SPDX-License-Identifier: Apache-2.0
// The studio's own line icons, drawn in the colours of the palette that is in use when they are
// shown.
#pragma once

#include <QIcon>
#include <QString>

namespace cleave::ui {

/// resources/icons/NAME.svg; a null icon for a name that is not there. Follows a change of theme by
/// itself.
QIcon icon(const QString& name);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

} // namespace cleave::ui
