// SPDX-License-Identifier: Apache-2.0
#include "ui/main_window.h"
#include "ui/studio.h"

#include <QApplication>
#include <QCommandLineParser>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Cleave"));
    QCoreApplication::setApplicationName(QStringLiteral("cleave-studio"));
    QCoreApplication::setApplicationVersion(QStringLiteral(CLEAVE_VERSION));
    cleave::ui::Studio studio(application);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Takes captured 3D scenes apart."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("file"),
        QCoreApplication::translate("main", "A project, a splat or a folder of photos"));
    parser.process(application);

    if (!parser.positionalArguments().isEmpty())
        studio.window().openPath(parser.positionalArguments().first());
    return QApplication::exec();
}
