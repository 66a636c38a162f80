// SPDX-License-Identifier: Apache-2.0
// Measures what a person waits for in the studio: start-up, frames while orbiting, the threshold
// slider, opening a project. No test: figures depend on the machine and go into
// tests/BENCHMARKS.md.
//     studio_bench [--project FILE.cleave] [--photos FOLDER] [--gaussians N]
#include "core/jobs/new_project.h"
#include "core/project/project_store.h"
#include "core/sample/scene_builder.h"
#include "ui/main_window.h"
#include "ui/studio.h"
#include "ui/viewport/viewport_widget.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int viewWidth = 960, viewHeight = 540;
constexpr int orbitSeconds = 6;
constexpr int sliderMoves = 60;
constexpr int giveUp = 120000; ///< ms

double since(const QElapsedTimer& clock) {
    return static_cast<double>(clock.nsecsElapsed()) * 1e-6;
}

/// Runs the event loop until it holds.
bool waitUntil(const std::function<bool()>& holds) {
    QElapsedTimer clock;
    clock.start();
    while (!holds() && clock.elapsed() < giveUp)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    return holds();
}

bool isIdle(MainWindow& window) {
    return !window.tasks().isBusy() && !window.queries().isBusy() && window.viewport().isUpToDate();
}

/// The field with its gaussians cut into smaller ones until there are `count`: as dense as a longer
/// training's.
GaussianField refined(const GaussianField& field, std::int64_t count) {
    namespace plane = kernels::plane;
    GaussianField fine(count, field.shDegree);
    fine.antialiased = field.antialiased;
    std::mt19937_64 random(1);
    std::normal_distribution<float> normal;
    const auto pieces = static_cast<float>((count + field.count - 1) / field.count);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t from = i % field.count;
        for (int p = 0; p < kernels::gaussianPlaneCount(field.shDegree); ++p)
            fine.plane(p)[i] = field.plane(p)[from];
        for (int k = 0; k < 3; ++k) {
            const float scale = std::exp(field.plane(plane::logScale + k)[from]);
            fine.plane(plane::mean + k)[i] += 0.7f * scale * normal(random);
            fine.plane(plane::logScale + k)[i] -= std::log(pieces) / 3;
        }
    }
    return fine;
}

Project denseProject(const QString& path, std::int64_t count) {
    Project project;
    Progress progress;
    if (!path.isEmpty()) {
        project = loadProject(path.toStdString(), progress).project;
    } else {
        const BuiltScene scene = SceneBuilder()
                                     .blobs(8)
                                     .gaussiansPerBlob(static_cast<int>(count / 8))
                                     .cameras(8)
                                     .imageSize(64, 48)
                                     .build();
        project.field = std::make_shared<const GaussianField>(scene.field.clone());
        project.dataset = std::make_shared<const Dataset>(scene.dataset);
    }
    if (primitiveCount(project.field) == count)
        return project;
    Project dense;
    dense.dataset = project.dataset;
    dense.field =
        std::make_shared<const GaussianField>(refined(*std::get<0>(project.field), count));
    return dense;
}

void sendMouse(QWidget& widget,
               QEvent::Type type,
               const QPointF& at,
               Qt::MouseButton button,
               Qt::MouseButtons buttons) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), button, buttons, Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

void measureStart() {
    std::vector<double> times;
    for (int round = 0; round < 5; ++round) {
        QProcess child;
        QElapsedTimer clock;
        clock.start();
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--start-only")});
        if (!child.waitForReadyRead(giveUp))
            return;
        times.push_back(since(clock));
        child.waitForFinished();
    }
    std::sort(times.begin(), times.end());
    std::printf("start to a painted, idle window: median %.0f ms, best %.0f ms\n",
                times[times.size() / 2],
                times.front());
}

void measureOrbit(MainWindow& window) {
    ViewportWidget& view = window.viewport();
    int frames = 0;
    double scale = 0;
    const auto connection = QObject::connect(&view, &ViewportWidget::frameShown, &view, [&] {
        ++frames;
        scale = static_cast<double>(view.frame()->camera.intrinsics.width) /
                view.frame()->image.width();
    });
    QPointF at(viewWidth / 2.0, viewHeight / 2.0);
    sendMouse(view, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
    QTimer mouse; // a mouse reports more often than pictures come
    QObject::connect(&mouse, &QTimer::timeout, &view, [&] {
        at += QPointF(3, 0);
        sendMouse(view, QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton);
    });
    mouse.start(8);
    QElapsedTimer clock;
    const auto run = [&](int milliseconds) {
        clock.start();
        frames = 0;
        waitUntil([&] { return clock.elapsed() >= milliseconds; });
    };
    run(1000); // until the resolution has settled
    run(orbitSeconds * 1000);
    const double rate = frames * 1e3 / since(clock);
    mouse.stop();
    sendMouse(view, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
    QObject::disconnect(connection);
    std::printf(
        "orbiting, %lld gaussians, %dx%d, %s: %.1f pictures per second at %.2f of the side\n",
        static_cast<long long>(primitiveCount(window.document().project().field)),
        view.width(),
        view.height(),
        view.canvasKind() == CanvasKind::OpenGl ? "OpenGL" : "painted",
        rate,
        scale);
}

void measureSlider(MainWindow& window) {
    ProjectDocument& document = window.document();
    auto similarity = std::make_shared<Similarity>();
    const std::int64_t count = primitiveCount(document.project().field);
    similarity->values = kernels::Array<float, 1>(count);
    for (std::int64_t i = 0; i < count; ++i)
        similarity->values(i) = static_cast<float>((i * 7919) % count) / static_cast<float>(count);
    similarity->fieldRevision = revisionOf(document.project().field);
    QueryState query;
    query.similarity = similarity;
    document.setQuery(query);
    waitUntil([&] { return isIdle(window); });
    std::vector<double> times;
    for (int move = 0; move < sliderMoves; ++move) {
        bool isShown = false;
        const auto connection = QObject::connect(
            &window.viewport(), &ViewportWidget::frameShown, &window, [&] { isShown = true; });
        QElapsedTimer clock;
        clock.start();
        window.queries().setThreshold(0.3f + 0.4f * static_cast<float>(move) / sliderMoves);
        waitUntil([&] { return isShown; });
        QCoreApplication::processEvents(); // onto the screen
        times.push_back(since(clock));
        QObject::disconnect(connection);
    }
    std::sort(times.begin(), times.end());
    std::printf(
        "slider move to new picture, %lld gaussians: median %.0f ms, nine tenths below %.0f ms\n",
        static_cast<long long>(count),
        times[times.size() / 2],
        times[times.size() * 9 / 10]);
    waitUntil([&] { return isIdle(window); });
}

void measureOpening(MainWindow& window, const QString& photos) {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("photos.cleave"));
    Progress progress;
    saveProject(runNewProject({}, photos.toStdString(), progress), path.toStdString(), progress);
    QElapsedTimer clock;
    clock.start();
    window.document().reset({}, {}, true);
    clock.start();
    window.openPath(path);
    waitUntil([&] { return window.document().project().dataset && isIdle(window); });
    std::printf("opening a project of %zu photos: %.0f ms\n",
                window.document().project().dataset->views.size(),
                since(clock));
    clock.start();
    window.openPath(photos);
    const auto before = window.document().project().dataset;
    waitUntil([&] { return window.document().project().dataset != before && isIdle(window); });
    std::printf("a new project from their folder: %.0f ms\n", since(clock));
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("CleaveTests"));
    QCoreApplication::setApplicationName(QStringLiteral("studio_bench"));
    QCommandLineParser parser;
    parser.addOptions(
        {{QStringLiteral("project"),
          QStringLiteral("whose field is shown"),
          QStringLiteral("file")},
         {QStringLiteral("photos"), QStringLiteral("a data set to open"), QStringLiteral("folder")},
         {QStringLiteral("gaussians"),
          QStringLiteral("of the field"),
          QStringLiteral("count"),
          QStringLiteral("200000")},
         {QStringLiteral("start-only"), QStringLiteral("end when the window is there")}});
    parser.process(application);
    Studio studio(application);
    MainWindow& window = studio.window();
    window.setQuiet(true);
    if (parser.isSet(QStringLiteral("start-only"))) {
        // After everything that showing the window has put into the queue.
        QTimer::singleShot(0, [] {
            QCoreApplication::processEvents();
            std::printf("ready\n");
            std::fflush(stdout);
            std::_Exit(0);
        });
        return QApplication::exec();
    }
    measureStart();
    window.viewport().setFixedSize(viewWidth, viewHeight);
    window.document().reset(denseProject(parser.value(QStringLiteral("project")),
                                         parser.value(QStringLiteral("gaussians")).toLongLong()),
                            {},
                            true);
    waitUntil([&] { return isIdle(window); });
    measureOrbit(window);
    measureSlider(window);
    if (parser.isSet(QStringLiteral("photos")))
        measureOpening(window, parser.value(QStringLiteral("photos")));
    return 0;
}
