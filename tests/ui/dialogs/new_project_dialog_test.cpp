// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"
#include "ui/dialogs/new_project_dialog.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <fstream>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int readingTime = 30000; ///< ms, far above what a small data set takes

void writeBlobs(const std::filesystem::path& folder) {
    const BuiltScene scene = SceneBuilder().blobs(2).cameras(6, 2).imageSize(48, 36).build();
    Progress progress;
    writeScene(scene, folder, 1, progress);
}

} // namespace

class NewProjectDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createWaitsForAFolder();
    void aDataSetIsRecognisedAndEnablesCreate();
    void aBrokenFolderShowsOneLine();
    void anotherFolderMakesTheFirstAnswerCountForNothing();
    void closingWhileReadingIsHarmless();
};

void NewProjectDialogTest::createWaitsForAFolder() {
    NewProjectDialog dialog(nullptr);
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("create"))->isEnabled());
}

void NewProjectDialogTest::aDataSetIsRecognisedAndEnablesCreate() {
    tests::TemporaryFolder folder;
    writeBlobs(folder.path());
    NewProjectDialog dialog(nullptr);
    QSignalSpy spy(&dialog, &NewProjectDialog::recognised);
    dialog.setFolder(QString::fromStdString(folder.path().string()));
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("create"))->isEnabled());
    QVERIFY(spy.wait(readingTime));
    QCOMPARE(spy[0][0].toBool(), true);
    QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("create"))->isEnabled());
    QStringList shown;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        shown << label->text();
    QVERIFY2(shown.contains(QStringLiteral("6 for training, 2 for testing")),
             qPrintable(shown.join(QLatin1Char('|'))));
    QVERIFY(shown.contains(QStringLiteral("48 × 36 pixels")));
    QCOMPARE(dialog.folder(), QString::fromStdString(folder.path().string()));
}

void NewProjectDialogTest::aBrokenFolderShowsOneLine() {
    tests::TemporaryFolder folder;
    std::ofstream(folder / "transforms.json") << "{ \"frames\": [";
    NewProjectDialog dialog(nullptr);
    QSignalSpy spy(&dialog, &NewProjectDialog::recognised);
    dialog.setFolder(QString::fromStdString(folder.path().string()));
    QVERIFY(spy.wait(readingTime));
    QCOMPARE(spy[0][0].toBool(), false);
    const auto* message = dialog.findChild<QLabel*>(QStringLiteral("message"));
    QVERIFY(message->isVisibleTo(&dialog));
    QVERIFY2(message->text().contains(QStringLiteral("transforms.json")),
             qPrintable(message->text()));
    QVERIFY(!message->text().contains(QLatin1Char('\n')));
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("create"))->isEnabled());
}

void NewProjectDialogTest::anotherFolderMakesTheFirstAnswerCountForNothing() {
    tests::TemporaryFolder good, empty;
    writeBlobs(good.path());
    NewProjectDialog dialog(nullptr);
    QSignalSpy spy(&dialog, &NewProjectDialog::recognised);
    dialog.setFolder(QString::fromStdString(good.path().string()));
    dialog.setFolder(QString::fromStdString(empty.path().string()));
    QVERIFY(spy.wait(readingTime));
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy[0][0].toBool(), false);
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("create"))->isEnabled());
}

void NewProjectDialogTest::closingWhileReadingIsHarmless() {
    tests::TemporaryFolder folder;
    writeBlobs(folder.path());
    {
        NewProjectDialog dialog(nullptr);
        dialog.setFolder(QString::fromStdString(folder.path().string()));
    }
    QCoreApplication::processEvents();
    // Only what is read after the first dialog's end shows that the first one's reading is over and
    // hurt nobody.
    NewProjectDialog next(nullptr);
    QSignalSpy spy(&next, &NewProjectDialog::recognised);
    next.setFolder(QString::fromStdString(folder.path().string()));
    QVERIFY(spy.wait(readingTime));
    QCOMPARE(spy[0][0].toBool(), true);
}

QTEST_MAIN(NewProjectDialogTest)
#include "new_project_dialog_test.moc"
