// SPDX-License-Identifier: Apache-2.0
#include "ui/translations.h"

#include "core/base/translate.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

static void initTranslationResources() {
    Q_INIT_RESOURCE(translations);
}

namespace cleave::ui {

namespace {

const QString folder = QStringLiteral(":/cleave/i18n");
const QString english = QStringLiteral("en");

QString languageOf(const QString& wanted) {
    const bool isSystem = wanted.isEmpty() || wanted == QStringLiteral("system");
    const QString code =
        isSystem ? QLocale::system().name().section(QLatin1Char('_'), 0, 0) : wanted;
    return availableLanguages().contains(code) ? code : english;
}

} // namespace

QStringList availableLanguages() {
    initTranslationResources();
    QStringList languages = {english};
    // English has a file too: for its plurals alone.
    for (const QString& file : QDir(folder).entryList({QStringLiteral("cleave_*.qm")}))
        if (!file.startsWith(QStringLiteral("cleave_en")))
            languages << file.section(QLatin1Char('_'), 1).section(QLatin1Char('.'), 0, 0);
    return languages;
}

void installLanguage(QApplication& application, const QString& language) {
    for (auto* old : application.findChildren<QTranslator*>(QStringLiteral("cleave"),
                                                            Qt::FindDirectChildrenOnly)) {
        QCoreApplication::removeTranslator(old);
        delete old;
    }
    const QString code = languageOf(language);
    const bool followsSystem = language.isEmpty() || language == QStringLiteral("system");
    QLocale::setDefault(followsSystem ? QLocale::system() : QLocale(code));
    // Our own last: the translator installed last is asked first.
    for (const auto& [name, place] : {std::pair(QStringLiteral("qtbase_") + code,
                                                QLibraryInfo::path(QLibraryInfo::TranslationsPath)),
                                      std::pair(QStringLiteral("cleave_") + code, folder)}) {
        auto* translator = new QTranslator(&application);
        translator->setObjectName(QStringLiteral("cleave"));
        if (translator->load(name, place))
            QCoreApplication::installTranslator(translator);
        else
            delete translator;
    }
    setTranslator([](const char* context, const char* source) {
        return QCoreApplication::translate(context, source).toStdString();
    });
}

} // namespace cleave::ui
