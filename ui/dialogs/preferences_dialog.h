// SPDX-License-Identifier: Apache-2.0
// What holds for the program and not for one project. Kept in QSettings: ui/theme, ui/language,
// render/canvas, compute/threads, document/autosaveMinutes.
#pragma once

#include <QDialog>

class QComboBox;
class QSpinBox;

namespace cleave::ui {

class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    explicit PreferencesDialog(QWidget* parent);

Q_SIGNALS:
    /// The settings are written and should take effect.
    void applied();

private:
    void apply();

    QComboBox* theme_;
    QComboBox* language_;
    QComboBox* canvas_;
    QSpinBox* threads_;
    QSpinBox* autosave_;
};

} // namespace cleave::ui
