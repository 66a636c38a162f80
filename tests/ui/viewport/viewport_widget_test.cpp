// SPDX-License-Identifier: Apache-2.0
// The viewport without any OpenGL: what is asked for is drawn, once, and what is pointed at stays
// where it is in space.
#include "core/dataset/dataset_import.h"
#include "core/export/view_painter.h"
#include "core/sample/scene_builder.h"
#include "tests/support/small_dataset.h"
#include "tests/support/temporary_folder.h"
#include "ui/commands/edit_selection.h"
#include "ui/document/query_controller.h"
#include "ui/viewport/photo_pane.h"
#include "ui/viewport/viewport_widget.h"

#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int drawingTime = 30000; ///< ms, far above what a tiny scene takes
constexpr int width = 240, height = 180;

Project blobProject() {
    const BuiltScene scene = SceneBuilder().blobs(2).cameras(4).imageSize(48, 36).build();
    Project project;
    project.dataset = std::make_shared<const Dataset>(scene.dataset);
    project.field = std::make_shared<const GaussianField>(scene.field.clone());
    return project;
}

std::shared_ptr<const Selection> everySecond(const Project& project) {
    auto selection =
        std::make_shared<Selection>(primitiveCount(project.field), revisionOf(project.field));
    for (std::int64_t i = 0; i < primitiveCount(project.field); i += 2)
        selection->set(i, true);
    return selection;
}

/// A document that is shown, without the photos' cameras in the picture.
struct Shown {
    ProjectDocument document;
    ThumbnailCache thumbnails;
    ViewportWidget viewport{document, thumbnails};

    Shown() {
        viewport.setFrustaVisible(false);
        viewport.resize(width, height);
        viewport.show();
        document.reset(blobProject(), {}, true);
    }

    bool rests() {
        return QTest::qWaitFor([this] { return viewport.isUpToDate(); }, drawingTime);
    }

    QImage picture() { return rests() ? viewport.frame()->image.copy() : QImage(); }
};

} // namespace

class ViewportWidgetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesComeWithoutOpenGl();
    void manyChangesAreOnePicture();
    void everyModeThatNeedsNoMoreThanAFieldIsDrawn_data();
    void everyModeThatNeedsNoMoreThanAFieldIsDrawn();
    void whatAModeLacksIsSaidOnce();
    void aSegmentThatIsPointedAtIsTinted();
    void thePhotosCamerasAreDrawnWhereThereIsNoField();
    void aPlaceInSpaceFollowsTheCamera();
    void theNearestPhotoIsShownBeside();
};

void ViewportWidgetTest::picturesComeWithoutOpenGl() {
    Shown shown;
    QCOMPARE(shown.viewport.canvasKind(), CanvasKind::Painted);
    const QImage picture = shown.picture();
    QCOMPARE(picture.size(), QSize(width, height));
    const QImage screen = shown.viewport.grab().toImage();
    int differing = 0;
    for (int x = 0; x < width; ++x)
        differing += screen.pixelColor(x, height / 2) != screen.pixelColor(0, 0);
    QVERIFY(differing > 10);
}

void ViewportWidgetTest::manyChangesAreOnePicture() {
    Shown shown;
    QVERIFY(shown.rests());
    QSignalSpy frames(&shown.viewport, &ViewportWidget::frameShown);
    const auto selection = everySecond(shown.document.project());
    for (int i = 0; i < 40; ++i)
        shown.document.setSelection(i % 2 ? selection : nullptr);
    QVERIFY(!shown.viewport.isUpToDate());
    QVERIFY(shown.rests());
    QVERIFY2(frames.count() <= 2,
             qPrintable(QString::number(frames.count()))); // while moving, and at rest
}

void ViewportWidgetTest::everyModeThatNeedsNoMoreThanAFieldIsDrawn_data() {
    QTest::addColumn<int>("mode");
    for (const RenderMode mode : {RenderMode::Depth,
                                  RenderMode::Alpha,
                                  RenderMode::Normals,
                                  RenderMode::Points,
                                  RenderMode::Ellipsoids})
        QTest::newRow(renderModeChoices()[static_cast<std::size_t>(mode)].name.c_str())
            << static_cast<int>(mode);
}

void ViewportWidgetTest::everyModeThatNeedsNoMoreThanAFieldIsDrawn() {
    QFETCH(int, mode);
    Shown shown;
    const QImage before = shown.picture();
    QSignalSpy failed(&shown.viewport, &ViewportWidget::drawingFailed);
    shown.viewport.setMode(static_cast<RenderMode>(mode));
    const QImage after = shown.picture();
    QVERIFY(!after.isNull() && after != before);
    QCOMPARE(failed.count(), 0);
}

void ViewportWidgetTest::whatAModeLacksIsSaidOnce() {
    Shown shown;
    QVERIFY(shown.rests());
    QSignalSpy failed(&shown.viewport, &ViewportWidget::drawingFailed);
    shown.viewport.setMode(RenderMode::Similarity);
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, drawingTime);
    QCOMPARE(shown.viewport.mode(), RenderMode::Rgb);
    shown.viewport.home();
    QVERIFY(shown.rests());
    QCOMPARE(failed.count(), 1);
}

void ViewportWidgetTest::aSegmentThatIsPointedAtIsTinted() {
    Shown shown;
    Project project = shown.document.project();
    Segment segment;
    segment.name = "half";
    segment.primitives = everySecond(project);
    const SegmentId id = project.segments.add(segment);
    shown.document.setSegments(project.segments);
    const QImage before = shown.picture();
    shown.viewport.setHoveredSegment(id);
    QVERIFY(shown.picture() != before);
    shown.viewport.setHoveredSegment({});
    QCOMPARE(shown.picture(), before);
}

void ViewportWidgetTest::thePhotosCamerasAreDrawnWhereThereIsNoField() {
    Shown shown;
    Project photosAlone;
    photosAlone.dataset = shown.document.project().dataset;
    shown.document.reset(photosAlone, {}, true);
    shown.viewport.home();
    const QImage picture = shown.picture();
    QVERIFY(!picture.isNull());
    QSet<QRgb> colors;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            colors.insert(picture.pixel(x, y));
    QVERIFY(colors.size() > 2);
}

void ViewportWidgetTest::aPlaceInSpaceFollowsTheCamera() {
    Shown shown;
    QVERIFY(shown.rests());
    const QImage without = shown.viewport.grab().toImage();
    QueryState query;
    Prompt prompt;
    prompt.camera = shown.viewport.camera();
    prompt.points = {{width / 2.0f, height / 2.0f}};
    query.prompts = {prompt};
    const Eigen::Vector3d place = prompt.camera.unproject(
        width / 2.0, height / 2.0, shown.viewport.cameraController().distance());
    query.places = {{place.cast<float>()}};
    shown.document.setQuery(query);
    QVERIFY(shown.rests());
    QVERIFY(shown.viewport.grab().toImage().pixelColor(width / 2, height / 2) !=
            without.pixelColor(width / 2, height / 2));
    shown.viewport.cameraController().orbit(40, 0);
    shown.viewport.cameraController().pan(60, 0, height);
    shown.viewport.setFovY(shown.viewport.cameraController().fovY()); // asks for the picture
    QVERIFY(shown.rests());
    const auto now = shown.viewport.camera().project(place);
    QVERIFY(now && std::abs(now->x() - width / 2.0) > 30);
    const QColor disc = shown.viewport.grab().toImage().pixelColor(static_cast<int>(now->x()),
                                                                   static_cast<int>(now->y()));
    QVERIFY2(disc.green() > disc.red() && disc.green() > disc.blue(), qPrintable(disc.name()));
}

void ViewportWidgetTest::theNearestPhotoIsShownBeside() {
    tests::TemporaryFolder folder;
    tests::writeTransformsDataset(folder.path(), 6);
    Progress progress;
    Project project;
    project.dataset = std::make_shared<const Dataset>(importDataset(folder.path(), {}, progress));
    for (const View& view : project.dataset->views)
        QCOMPARE(nearestView(*project.dataset, view.camera, 1), view.id);
    ProjectDocument document;
    PhotoPane pane(document);
    document.reset(project, {}, true);
    QSignalSpy shown(&pane, &PhotoPane::photoShown);
    pane.setView(project.dataset->views[2].id);
    QVERIFY(shown.count() > 0 || shown.wait(drawingTime));
    QVERIFY(pane.hasPhoto());
    document.reset({}, {}, true);
    QVERIFY(!pane.hasPhoto());
}

QTEST_MAIN(ViewportWidgetTest)
#include "viewport_widget_test.moc"
