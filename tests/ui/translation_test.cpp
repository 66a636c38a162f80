// SPDX-License-Identifier: Apache-2.0
// Every text a person may see is there in every language, with its places for values kept.
#include "core/base/error.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/translations.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace cleave;
using namespace cleave::ui;

namespace {

const QString sources = QStringLiteral(CLEAVE_SOURCE_DIR);

struct Message {
    QString context, source;
    QString translation; ///< plural forms one after the other
    bool isFinished = true;
};

QList<Message> readMessages(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        const auto name = xml.name();
        if (name == QLatin1String("name"))
            context = xml.readElementText();
        if (name == QLatin1String("message"))
            messages.append(Message{.context = context, .source = {}, .translation = {}});
        if (name == QLatin1String("source"))
            messages.last().source = xml.readElementText();
        if (name == QLatin1String("translation")) {
            const auto type = xml.attributes().value(QLatin1String("type"));
            if (type == QLatin1String("vanished") || type == QLatin1String("obsolete")) {
                messages.removeLast();
                xml.skipCurrentElement();
                continue;
            }
            messages.last().isFinished = type != QLatin1String("unfinished");
            messages.last().translation =
                xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        }
    }
    if (xml.hasError())
        qFatal("%s: %s", qPrintable(path), qPrintable(xml.errorString()));
    return messages;
}

QSet<QString> placesIn(const QString& text) {
    static const QRegularExpression place(QStringLiteral("%L?([1-9])"));
    QSet<QString> places;
    for (auto match = place.globalMatch(text); match.hasNext();)
        places << match.next().captured(1);
    return places;
}

QString lupdate() {
    const QString name = QStringLiteral("lupdate");
    const QString ofQt =
        QStandardPaths::findExecutable(name,
                                       {QLibraryInfo::path(QLibraryInfo::BinariesPath),
                                        QLibraryInfo::path(QLibraryInfo::LibraryExecutablesPath)});
    return ofQt.isEmpty() ? QStandardPaths::findExecutable(name) : ofQt;
}

} // namespace

class TranslationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsTranslated();
    void placesForValuesAreKept();
    void noTextOfTheSourcesIsMissing();
    void textsAreFoundAtRunTime();
};

void TranslationTest::everyTextIsTranslated() {
    const QList<Message> messages =
        readMessages(sources + QStringLiteral("/translations/cleave_de.ts"));
    QVERIFY(messages.size() > 100);
    QStringList missing;
    for (const Message& message : messages)
        if (!message.isFinished || message.translation.isEmpty())
            missing << message.context + QStringLiteral(": ") + message.source;
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

void TranslationTest::placesForValuesAreKept() {
    for (const Message& message :
         readMessages(sources + QStringLiteral("/translations/cleave_de.ts")))
        QVERIFY2(placesIn(message.source) == placesIn(message.translation),
                 qPrintable(message.source + QStringLiteral(" -> ") + message.translation));
}

void TranslationTest::noTextOfTheSourcesIsMissing() {
    const QString program = lupdate();
    if (program.isEmpty())
        QSKIP("Qt's lupdate is not installed (qt6-l10n-tools)");
    QTemporaryDir folder;
    const QString fresh = folder.filePath(QStringLiteral("fresh.ts"));
    QProcess process;
    process.setWorkingDirectory(sources);
    process.start(program,
                  {QStringLiteral("-silent"),
                   QStringLiteral("-I"),
                   sources,
                   QStringLiteral("-tr-function-alias"),
                   QStringLiteral("QT_TRANSLATE_NOOP+=CLEAVE_TR"),
                   QStringLiteral("ui"),
                   QStringLiteral("core"),
                   QStringLiteral("app/studio"),
                   QStringLiteral("-ts"),
                   fresh});
    QVERIFY(process.waitForFinished(120000));
    QCOMPARE(process.exitCode(), 0);
    QSet<QPair<QString, QString>> known;
    for (const Message& message :
         readMessages(sources + QStringLiteral("/translations/cleave_de.ts")))
        known.insert({message.context, message.source});
    QStringList missing;
    for (const Message& message : readMessages(fresh))
        if (!known.contains({message.context, message.source}))
            missing << message.context + QStringLiteral(": ") + message.source;
    QVERIFY2(missing.isEmpty(),
             qPrintable(QStringLiteral("run ninja update_translations and translate:\n") +
                        missing.join(QLatin1Char('\n'))));
}

void TranslationTest::textsAreFoundAtRunTime() {
    if (!availableLanguages().contains(QStringLiteral("de")))
        QSKIP("built without Qt's lrelease (qt6-l10n-tools)");
    installLanguage(*qApp, QStringLiteral("de"));
    const Error error = missing(CLEAVE_TR("Files", "%1 does not exist"), "a.ply");
    QCOMPARE(QString::fromStdString(translate(error.message())),
             QStringLiteral("a.ply gibt es nicht"));
    QCOMPARE(QString::fromUtf8(error.what()), QStringLiteral("a.ply does not exist"));
    QCOMPARE(PreferencesDialog(nullptr).windowTitle(), QStringLiteral("Einstellungen"));
    installLanguage(*qApp, QStringLiteral("en"));
    QCOMPARE(PreferencesDialog(nullptr).windowTitle(), QStringLiteral("Preferences"));
    QCOMPARE(
        QCoreApplication::translate("cleave::ui::SegmentTreeModel", "%n primitive(s)", nullptr, 1),
        QStringLiteral("1 primitive"));
}

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
