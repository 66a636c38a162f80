// SPDX-License-Identifier: Apache-2.0
// The way of a person through the studio, by the same actions: photos, training, masks, lifting, a
// click, the threshold, the tree, exports, saving, closing, opening again. A watchdog counts how
// long the GUI thread was ever blocked.
#include "core/formats/coco_rle.h"
#include "core/project/project_store.h"
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/docks/segments_dock.h"
#include "ui/docks/training_dock.h"
#include "ui/main_window.h"
#include "ui/params/param_panel.h"
#include "ui/viewport/viewport_widget.h"

#include <QElapsedTimer>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <filesystem>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int longWait = 300000;
/// Gaps longer than this are counted and told.
constexpr qint64 longestBlock = 50;
/// A job that ran on the GUI thread would block it for seconds; a software OpenGL that draws the
/// whole window takes a tenth of one.
constexpr qint64 freeze = 1500;

/// Measures the gaps between ticks of a fast timer.
class Watchdog : public QObject {
public:
    Watchdog() {
        connect(&timer_, &QTimer::timeout, this, [this] {
            const qint64 gap = clock_.restart();
            ++ticks_;
            if (gap > longestBlock)
                ++blocks_;
            worst_ = std::max(worst_, gap);
        });
        clock_.start();
        timer_.start(2);
    }

    qint64 worst() const { return worst_; }

    int blocks() const { return blocks_; }

    int ticks() const { return ticks_; }

private:
    QTimer timer_;
    QElapsedTimer clock_;
    qint64 worst_ = 0;
    int blocks_ = 0, ticks_ = 0;
};

} // namespace

class WholeWayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void photosBecomeAnExportedObject();
    void errorsAreOneMessageAndLoseNothing();
    void closingStopsARunningJob();

private:
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
}

void WholeWayTest::photosBecomeAnExportedObject() {
    MainWindow window;
    window.setQuiet(true);
    window.show();
    Watchdog watchdog;
    ProjectDocument& document = window.document();
    const auto idle = [&] { return !window.tasks().isBusy() && !window.queries().isBusy(); };

    window.openPath(in("scene"));
    QTRY_VERIFY_WITH_TIMEOUT(document.project().dataset && idle(), longWait);
    QVERIFY(document.isModified());

    window.trainingDock().fieldPanel().setValue("iterations", "300");
    window.trainingDock().fieldPanel().setValue("max-primitives", "2000");
    QSignalSpy steps(&window.jobs(), &ProjectJobs::trainingStep);
    window.actions()[ActionId::TrainField]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isTrained(document.project().field) && idle(), longWait);
    QVERIFY(steps.count() > 0);

    window.jobs().importMasks(folder_ / "scene" / "masks");
    QTRY_VERIFY_WITH_TIMEOUT(document.project().masks && idle(), longWait);
    window.trainingDock().liftPanel().setValue("iterations", "200");
    window.actions()[ActionId::LiftMasks]->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!document.project().lifted.empty() && idle(), longWait);

    // A click where the first photo shows its largest object.
    const View& view =
        document.project().dataset->view(document.project().dataset->trainViews().front());
    Prompt prompt;
    prompt.view = view.id;
    prompt.camera = view.camera;
    const auto masks = document.project().masks->find(view.id);
    QVERIFY(masks && !masks->masks.empty());
    const Image first = decodeRle(masks->masks.front().region);
    for (int y = 0; y < first.height; ++y)
        for (int x = 0; x < first.width; ++x)
            if (*first.at(x, y))
                prompt.points = {{static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f}};
    window.queries().addPrompt(prompt, false);
    QTRY_VERIFY_WITH_TIMEOUT(document.selection() && idle(), longWait);
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

    // Exports through the same dialogs' work.
    const QString name =
        QString::fromStdString(document.project().segments.segments().front().name);
    QSignalSpy exported(&window.jobs(), &ProjectJobs::exported);
    for (ExportKind kind : {ExportKind::Splats, ExportKind::Masks}) {
        ExportDialog dialog(kind, document, name, &window);
        dialog.setTarget(in(kind == ExportKind::Splats ? "thing.ply" : "masks"));
        window.jobs().runExport(QStringLiteral("export"), dialog.work(), dialog.doneText());
    }
    QTRY_COMPARE_WITH_TIMEOUT(exported.count(), 2, longWait);
    QVERIFY(std::filesystem::file_size(folder_ / "thing.ply") > 100);

    window.session().save(in("way.cleave"));
    QTRY_VERIFY_WITH_TIMEOUT(!document.isModified() && idle(), longWait);
    QVERIFY(window.lastError().isEmpty());

    MainWindow again;
    again.setQuiet(true);
    again.openPath(in("way.cleave"));
    QTRY_VERIFY_WITH_TIMEOUT(again.document().project().segments.segments().size() == kept,
                             longWait);
    QCOMPARE(again.document().project().masks->maskCount(), document.project().masks->maskCount());
    QCOMPARE(primitiveCount(again.document().project().field),
             primitiveCount(document.project().field));
    QVERIFY(!again.document().isModified());
    qInfo("longest block of the GUI thread %lld ms, %d of %d ticks over %lld ms",
          static_cast<long long>(watchdog.worst()),
          watchdog.blocks(),
          watchdog.ticks(),
          static_cast<long long>(longestBlock));
    QVERIFY2(watchdog.worst() < freeze, "a job ran on the GUI thread");
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
    window.close();
    QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), longWait);
    QVERIFY(!window.tasks().isBusy());
}

QTEST_MAIN(WholeWayTest)
#include "whole_way_test.moc"
