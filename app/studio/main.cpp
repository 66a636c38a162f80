// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/choose_device.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/translations.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Cleave"));
    QCoreApplication::setApplicationName(QStringLiteral("cleave-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CLEAVE_VERSION));
    const QSettings settings;
    cleave::ui::installLanguage(application,
                                settings.value(QStringLiteral("ui/language")).toString());
    cleave::ui::applyTheme(application, settings.value(QStringLiteral("ui/theme")).toString());
    cleave::chooseThreads(settings.value(QStringLiteral("compute/threads"), 0).toInt());

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Takes captured 3D scenes apart."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("file"),
        QCoreApplication::translate("main", "A project, a splat or a folder of photos"));
    parser.process(application);

    cleave::ui::MainWindow window;
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openPath(parser.positionalArguments().first());
    return QApplication::exec();
}
