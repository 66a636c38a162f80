// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace cleave::ui {

/// Name, version, licence, and the libraries that are in use.
class AboutDialog : public QDialog {
    Q_OBJECT

public:
    explicit AboutDialog(QWidget* parent);
};

} // namespace cleave::ui
