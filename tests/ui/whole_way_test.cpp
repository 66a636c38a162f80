// SPDX-License-Identifier: Apache-2.0
// The way of a person through the studio, by the same actions: photos, training, masks, lifting, a
// click, the threshold, the tree, exports, saving, closing, opening again. A watchdog counts how
// long the GUI thread was ever blocked.
#include "core/project/project_store.h"
#include "core/sample/id_regions.h"
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/watchdog.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/docks/segments_dock.h"
#include "ui/docks/training_dock.h"
#include "ui/main_window.h"
#include "ui/params/param_panel.h"
#include "ui/studio.h"
#include "ui/translations.h"
#include "ui/viewport/viewport_widget.h"

#include <QApplication>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <filesystem>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int longWait = 300000;
/// No stretch of the GUI thread's own work may keep other events waiting longer than this,
/// milliseconds of the processor.
constexpr double longestBlock = 50;
/// Nor may it wait this long for another thread, milliseconds on the clock: locks on a crowded
/// machine take long, jobs take longer.
constexpr double freeze = 1500;
/// With CLEAVE_SLOW_EVENTS in the environment: events that take longer than this are told,
/// milliseconds.
constexpr double slowEvent = 15;

/// Tells slow events by name: what to look at when the watchdog barks.
class TellingApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (!tells_ || depth_ > 0)
            return QApplication::notify(receiver, event);
        const QByteArray name = receiver->metaObject()->className();
        const int type = event->type();
        const double before = threadTime();
        ++depth_;
        const bool result = QApplication::notify(receiver, event);
        --depth_;
        if (const double took = threadTime() - before; took > slowEvent)
            qInfo("slow event: %s type %d, %.0f ms of the thread", name.constData(), type, took);
        return result;
    }

private:
    static double threadTime() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
    }

    const bool tells_ = qEnvironmentVariableIsSet("CLEAVE_SLOW_EVENTS");
    int depth_ = 0;
};

} // namespace

class WholeWayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void photosBecomeAnExportedObject_data();
    void photosBecomeAnExportedObject();
    void anotherLanguageKeepsTheDocument();
    void errorsAreOneMessageAndLoseNothing();
    void closingStopsARunningJob();

private:
    void makeField(MainWindow& window, int iterations);
    void liftMasks(MainWindow& window);
    void keepObjectAndPart(MainWindow& window);
    void exportThing(MainWindow& window);

    tests::TemporaryFolder folder_;

    QString in(const char* name) const { return QString::fromStdString((folder_ / name).string()); }
};

void WholeWayTest::initTestCase() {
    QCoreApplication::setOrganizationName(QStringLiteral("CleaveTests"));
    QCoreApplication::setApplicationName(QStringLiteral("whole_way_test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, in("settings"));
    Progress progress;
    const BuiltScene scene =
        SceneBuilder().blobs(3).gaussiansPerBlob(40).cameras(12, 3).imageSize(96, 72).build();
    writeScene(scene, folder_ / "scene", 1, progress);
    writeScene(SceneBuilder().room().cameras(16, 2).imageSize(160, 120).build(),
               folder_ / "sample",
               1,
               progress);
}

void WholeWayTest::photosBecomeAnExportedObject_data() {
    QTest::addColumn<QString>("photos");
    QTest::addColumn<int>("downscale");
    QTest::addColumn<int>("iterations");
    QTest::newRow("blobs") << in("scene") << 1 << 300;
    QTest::newRow("sample") << in("sample") << 1 << 300;
    QTest::newRow("fox") << QString::fromStdString(
                                tests::testData("fox_270x480").value_or("fox_270x480").string())
                         << 4 << 150;
}

namespace {

/// The pixel furthest from the border of the largest mask: where a person would click.
sample::DeepestPixel deepestInLargest(const std::vector<Mask>& masks) {
    const auto largest =
        std::max_element(masks.begin(), masks.end(), [](const auto& a, const auto& b) {
            return a.region.area() < b.region.area();
        });
    const Image mask = decodeRle(largest->region);
    sample::Region region(mask.width, mask.height);
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (*mask.at(x, y))
                region.insert(x, y);
    return sample::deepestPixel(region);
}

bool isIdle(MainWindow& window) {
    return !window.tasks().isBusy() && !window.queries().isBusy() && !window.edits().isBusy();
}

} // namespace

void WholeWayTest::makeField(MainWindow& window, int iterations) {
    window.trainingDock().fieldPanel().setValue("iterations", std::to_string(iterations));
    window.trainingDock().fieldPanel().setValue("max-primitives", "2000");
    QSignalSpy steps(&window.jobs(), &ProjectJobs::trainingStep);
    window.actions()[ActionId::TrainField]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isTrained(window.document().project().field) && isIdle(window),
                             longWait);
    QVERIFY(steps.count() > 0);
}

void WholeWayTest::liftMasks(MainWindow& window) {
    const Project& project = window.document().project();
    if (std::filesystem::exists(project.dataset->folder / "masks"))
        window.jobs().importMasks(project.dataset->folder / "masks");
    else
        window.actions()[ActionId::MakeMasks]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(project.masks && isIdle(window), longWait);
    window.trainingDock().liftPanel().setValue("iterations", "200");
    window.actions()[ActionId::LiftMasks]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!project.lifted.empty() && isIdle(window), longWait);
}

void WholeWayTest::keepObjectAndPart(MainWindow& window) {
    ProjectDocument& document = window.document();
    // A click where the first photo shows its largest object.
    const View& view =
        document.project().dataset->view(document.project().dataset->trainViews().front());
    Prompt prompt;
    prompt.view = view.id;
    prompt.camera = view.camera;
    const auto masks = document.project().masks->find(view.id);
    QVERIFY(masks && !masks->masks.empty());
    const sample::DeepestPixel deepest = deepestInLargest(masks->masks);
    prompt.points = {{static_cast<float>(deepest.x) + 0.5f, static_cast<float>(deepest.y) + 0.5f}};
    window.queries().addPrompt(prompt, false);
    QTRY_VERIFY_WITH_TIMEOUT(
        (document.selection() || !window.lastError().isEmpty()) && isIdle(window), longWait);
    QCOMPARE(window.lastError(), QString());
    QCOMPARE(document.query().places.size(), std::size_t{1});
    const std::int64_t whole = document.selection()->count();
    QVERIFY(whole > 0);
    window.actions()[ActionId::KeepSegment]->trigger();
    QCOMPARE(document.project().segments.segments().size(), std::size_t{1});

    // A higher threshold leaves a part, which is kept inside.
    for (float threshold = window.queries().effectiveThreshold();
         threshold < 0.999f && document.selection()->count() == whole;
         threshold += 0.002f)
        window.queries().setThreshold(threshold);
    QVERIFY(document.selection()->count() < whole);
    if (document.selection()->count() > 0) {
        window.actions()[ActionId::KeepSegment]->trigger();
        QCOMPARE(document.project().segments.segments().size(), std::size_t{2});
        QCOMPARE(document.project().segments.depth(), 2);
    }
    const std::size_t kept = document.project().segments.segments().size();
    window.actions()[ActionId::Undo]->trigger();
    QCOMPARE(document.project().segments.segments().size(), kept - 1);
    window.actions()[ActionId::Redo]->trigger();
    QCOMPARE(document.project().segments.segments().size(), kept);
    if (document.selection()->isEmpty())
        return;
    const std::int64_t before = document.selection()->count();
    window.actions()[ActionId::GrowSelection]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isIdle(window), longWait);
    QVERIFY(document.selection()->count() >= before);
}

void WholeWayTest::exportThing(MainWindow& window) {
    // Through the same dialogs' work.
    ProjectDocument& document = window.document();
    const QString name =
        QString::fromStdString(document.project().segments.segments().front().name);
    const QString ply = in("thing.ply");
    std::filesystem::remove(ply.toStdString());
    QSignalSpy exported(&window.jobs(), &ProjectJobs::exported);
    for (ExportKind kind : {ExportKind::Splats, ExportKind::Masks}) {
        ExportDialog dialog(kind, document, name, &window);
        dialog.setTarget(kind == ExportKind::Splats ? ply : in("masks"));
        window.jobs().runExport(QStringLiteral("export"), dialog.work(), dialog.doneText());
    }
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, longWait);
    QVERIFY(std::filesystem::file_size(ply.toStdString()) > 100);
}

void WholeWayTest::photosBecomeAnExportedObject() {
    QFETCH(QString, photos);
    QFETCH(int, downscale);
    QFETCH(int, iterations);
    if (!std::filesystem::exists(photos.toStdString()))
        QSKIP(qPrintable(QStringLiteral("%1 is not there").arg(photos)));
    MainWindow window;
    window.setQuiet(true);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    tests::Watchdog watchdog;
    ProjectDocument& document = window.document();

    DatasetImportParams params;
    params.downscale = downscale;
    window.session().newFromPhotos(photos, params);
    QTRY_VERIFY_WITH_TIMEOUT(document.project().dataset && isIdle(window), longWait);
    QVERIFY(document.isModified());
    makeField(window, iterations);
    if (!QTest::currentTestFailed())
        liftMasks(window);
    if (!QTest::currentTestFailed())
        keepObjectAndPart(window);
    if (!QTest::currentTestFailed())
        exportThing(window);
    if (QTest::currentTestFailed())
        return;
    const std::size_t kept = document.project().segments.segments().size();

    window.session().save(in("way.cleave"));
    QTRY_VERIFY_WITH_TIMEOUT(!document.isModified() && isIdle(window), longWait);
    QTRY_VERIFY_WITH_TIMEOUT(window.viewport().isUpToDate(), longWait);
    QVERIFY(window.lastError().isEmpty());

    watchdog.pause(); // a second window is a second start
    MainWindow again;
    again.setQuiet(true);
    watchdog.resume();
    again.openPath(in("way.cleave"));
    QTRY_VERIFY_WITH_TIMEOUT(again.document().project().segments.segments().size() == kept,
                             longWait);
    QCOMPARE(again.document().project().masks->maskCount(), document.project().masks->maskCount());
    QCOMPARE(primitiveCount(again.document().project().field),
             primitiveCount(document.project().field));
    QVERIFY(!again.document().isModified());
    qInfo("GUI thread: busy for %.0f ms at a stretch, held up for %.0f ms, with its waits for a "
          "processor %.0f ms, %d looks",
          watchdog.busiest(),
          watchdog.held(),
          watchdog.worstOnTheClock(),
          watchdog.ticks());
    QVERIFY2(watchdog.busiest() < longestBlock,
             qPrintable(QStringLiteral("%1 ms").arg(watchdog.busiest())));
    QVERIFY2(watchdog.held() < freeze, qPrintable(QStringLiteral("%1 ms").arg(watchdog.held())));
}

void WholeWayTest::errorsAreOneMessageAndLoseNothing() {
    MainWindow window;
    window.setQuiet(true);
    window.openPath(in("scene"));
    QTRY_VERIFY_WITH_TIMEOUT(window.document().project().dataset != nullptr, longWait);
    const auto dataset = window.document().project().dataset;
    window.openPath(in("nowhere.cleave"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.lastError().isEmpty(), longWait);
    QVERIFY(window.lastError().contains(QStringLiteral("nowhere.cleave")));
    QVERIFY(!window.lastError().contains(QLatin1Char('\n')));
    QVERIFY(window.document().project().dataset == dataset);
}

void WholeWayTest::closingStopsARunningJob() {
    MainWindow window;
    window.setQuiet(true);
    window.show();
    window.openPath(in("scene"));
    QTRY_VERIFY_WITH_TIMEOUT(window.document().project().dataset != nullptr, longWait);
    window.trainingDock().fieldPanel().setValue("iterations", "100000");
    window.actions()[ActionId::TrainField]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.jobs().isTraining(), longWait);
    QVERIFY(!window.findChild<QPushButton*>(QStringLiteral("startField"))->isEnabled());
    QVERIFY(window.findChild<QPushButton*>(QStringLiteral("pauseField"))->isEnabled());
    window.close();
    QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), longWait);
    QVERIFY(!window.tasks().isBusy());
}

void WholeWayTest::anotherLanguageKeepsTheDocument() {
    Studio studio(*qApp);
    studio.window().setQuiet(true);
    studio.window().openPath(in("scene"));
    QTRY_VERIFY_WITH_TIMEOUT(
        studio.window().document().project().dataset && isIdle(studio.window()), longWait);
    const auto dataset = studio.window().document().project().dataset;
    studio.chooseLanguage(QStringLiteral("de"));
    QVERIFY(studio.window().isVisible());
    QVERIFY(studio.window().document().project().dataset == dataset);
    QVERIFY(studio.window().document().isModified());
    if (availableLanguages().contains(QStringLiteral("de")))
        QCOMPARE(studio.window().actions()[ActionId::Preferences]->text(),
                 QStringLiteral("&Einstellungen..."));
    studio.chooseLanguage(QStringLiteral("en"));
    QCOMPARE(studio.window().actions()[ActionId::Preferences]->text(),
             QStringLiteral("&Preferences..."));
}

int main(int argc, char** argv) {
    TellingApplication application(argc, argv);
    WholeWayTest test;
    QTEST_SET_MAIN_SOURCE_PATH
    return QTest::qExec(&test, argc, argv);
}

#include "whole_way_test.moc"
