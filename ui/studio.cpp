// SPDX-License-Identifier: Apache-2.0
#include "ui/studio.h"

#include "core/jobs/choose_device.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/translations.h"

#include <QApplication>
#include <QSettings>

namespace cleave::ui {

Studio::Studio(QApplication& application) : application_(application) {
    const QSettings settings;
    installLanguage(application_, settings.value(QStringLiteral("ui/language")).toString());
    applyTheme(application_, settings.value(QStringLiteral("ui/theme")).toString());
    chooseThreads(settings.value(QStringLiteral("compute/threads"), 0).toInt());
    makeWindow();
}

Studio::~Studio() = default;

void Studio::makeWindow() {
    window_ = std::make_unique<MainWindow>();
    // Later: the window that says so is still at work.
    connect(window_.get(),
            &MainWindow::languageChosen,
            this,
            &Studio::chooseLanguage,
            Qt::QueuedConnection);
    window_->show();
}

void Studio::chooseLanguage(const QString& language) {
    const std::unique_ptr<MainWindow> old = std::move(window_);
    old->rememberLayout();
    installLanguage(application_, language);
    makeWindow();
    ProjectDocument& document = old->document();
    if (!document.isEmpty())
        window_->document().reset(document.project(), document.path(), !document.isModified());
    old->hide();
}

} // namespace cleave::ui
