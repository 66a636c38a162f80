// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/preferences_dialog.h"

#include "core/jobs/choose_device.h"
#include "ui/translations.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace cleave::ui {

namespace {

const QString themeKey = QStringLiteral("ui/theme");
const QString languageKey = QStringLiteral("ui/language");
const QString canvasKey = QStringLiteral("render/canvas");
const QString threadsKey = QStringLiteral("compute/threads");
const QString autosaveKey = QStringLiteral("document/autosaveMinutes");
const QString followSystem = QStringLiteral("system");
constexpr int defaultAutosaveMinutes = 1;
constexpr int mostAutosaveMinutes = 120;

void choose(QComboBox* box, const QString& value) {
    box->setCurrentIndex(std::max(0, box->findData(value)));
}

QString ownName(const QString& language) {
    QString name = QLocale(language).nativeLanguageName();
    if (language == QStringLiteral("en"))
        name = QStringLiteral("English"); // without the country
    return name.isEmpty() ? language : name.left(1).toUpper() + name.mid(1);
}

} // namespace

PreferencesDialog::PreferencesDialog(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Preferences"));
    const QSettings settings;
    auto* layout = new QVBoxLayout(this);

    auto* looks = new QGroupBox(tr("Looks"), this);
    auto* looksForm = new QFormLayout(looks);
    theme_ = new QComboBox(looks);
    theme_->setObjectName(QStringLiteral("theme"));
    theme_->addItem(tr("As the system"), followSystem);
    theme_->addItem(tr("Light"), QStringLiteral("light"));
    theme_->addItem(tr("Dark"), QStringLiteral("dark"));
    choose(theme_, settings.value(themeKey, followSystem).toString());
    looksForm->addRow(tr("&Theme:"), theme_);
    language_ = new QComboBox(looks);
    language_->setObjectName(QStringLiteral("language"));
    language_->addItem(tr("As the system"), followSystem);
    for (const QString& language : availableLanguages())
        language_->addItem(ownName(language), language);
    choose(language_, settings.value(languageKey, followSystem).toString());
    looksForm->addRow(tr("&Language:"), language_);
    auto* languageHint = new QLabel(
        tr("The window is made anew in another language; what can be undone is forgotten then."),
        looks);
    languageHint->setProperty("role", QStringLiteral("hint"));
    looksForm->addRow(QString(), languageHint);
    canvas_ = new QComboBox(looks);
    canvas_->setObjectName(QStringLiteral("canvas"));
    canvas_->addItem(tr("As fits the machine"), followSystem);
    canvas_->addItem(tr("With OpenGL"), QStringLiteral("opengl"));
    canvas_->addItem(tr("Without OpenGL"), QStringLiteral("painted"));
    choose(canvas_, settings.value(canvasKey, followSystem).toString());
    canvas_->setToolTip(
        tr("From the next start on. OpenGL is faster where a graphics card does it."));
    looksForm->addRow(tr("Sho&w pictures:"), canvas_);
    layout->addWidget(looks);

    auto* work = new QGroupBox(tr("Work"), this);
    auto* workForm = new QFormLayout(work);
    threads_ = new QSpinBox(work);
    threads_->setObjectName(QStringLiteral("threads"));
    threads_->setRange(0, std::max(1, QThread::idealThreadCount()));
    threads_->setSpecialValueText(tr("All cores"));
    threads_->setValue(settings.value(threadsKey, 0).toInt());
    workForm->addRow(tr("&Processor threads:"), threads_);
    autosave_ = new QSpinBox(work);
    autosave_->setObjectName(QStringLiteral("autosave"));
    autosave_->setRange(0, mostAutosaveMinutes);
    autosave_->setSpecialValueText(tr("Never"));
    autosave_->setSuffix(tr(" min"));
    autosave_->setValue(settings.value(autosaveKey, defaultAutosaveMinutes).toInt());
    workForm->addRow(tr("&Safety copy every:"), autosave_);
    layout->addWidget(work);
    layout->addStretch(1);

    auto* buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Apply | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        apply();
        accept();
    });
    connect(buttons->button(QDialogButtonBox::Apply),
            &QPushButton::clicked,
            this,
            &PreferencesDialog::apply);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

void PreferencesDialog::apply() {
    QSettings settings;
    settings.setValue(themeKey, theme_->currentData());
    settings.setValue(languageKey, language_->currentData());
    settings.setValue(canvasKey, canvas_->currentData());
    settings.setValue(threadsKey, threads_->value());
    settings.setValue(autosaveKey, autosave_->value());
    chooseThreads(threads_->value());
    Q_EMIT applied();
}

} // namespace cleave::ui
