// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace cleave::ui {

/// One translated line about the exception being handled; call inside a catch block.
QString currentErrorText();

} // namespace cleave::ui
