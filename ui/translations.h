// SPDX-License-Identifier: Apache-2.0
// The language of the studio: Qt's texts, ours, and those that core marks.
#pragma once

#include <QString>
#include <QStringList>

class QApplication;

namespace cleave::ui {

/// A code such as "de"; "system" (or empty): the desktop's; a language without translation:
/// English. Windows opened afterwards show it.
void installLanguage(QApplication& application, const QString& language);

/// Codes of the languages there are, English first.
QStringList availableLanguages();

} // namespace cleave::ui
