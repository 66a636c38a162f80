// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/triangulate_points.h"
#include "core/formats/image_file.h"
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <algorithm>
#include <memory>

using namespace cleave;

namespace {

/// The furnished room of the demo, without its points.
struct Photographed {
    tests::TemporaryFolder folder;
    std::shared_ptr<Dataset> dataset;
    std::unique_ptr<PhotoStore> photos;
    InitialPoints surface; ///< points that are truly there

    explicit Photographed(int cameras) {
        const BuiltScene scene = SceneBuilder().room().cameras(cameras).imageSize(320, 240).build();
        dataset = std::make_shared<Dataset>(scene.dataset);
        dataset->folder = folder.path();
        for (std::size_t i = 0; i < dataset->views.size(); ++i) {
            View& view = dataset->views[i];
            view.path = view.name = "view" + std::to_string(i) + ".png";
            writeImage(dataset->photoPath(view), scene.images[i]);
        }
        surface = scene.dataset.points;
        dataset->points = {};
        photos = std::make_unique<PhotoStore>(dataset);
    }
};

} // namespace

class TriangulatePointsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pointsLieOnSurfaces();
    void samePhotosGiveTheSamePoints();
    void aSinglePhotoGivesNone();
};

void TriangulatePointsTest::pointsLieOnSurfaces() {
    Photographed scene(10);
    Progress progress;
    const InitialPoints points = triangulatePoints(*scene.dataset, *scene.photos, progress);
    QVERIFY2(points.positions.size() > 100, qPrintable(QString::number(points.positions.size())));
    QCOMPARE(points.colors.size(), points.positions.size());
    Eigen::AlignedBox3f box;
    for (const Eigen::Vector3f& point : scene.surface.positions)
        box.extend(point);
    const float size = box.sizes().maxCoeff();
    std::size_t near = 0;
    for (const Eigen::Vector3f& point : points.positions)
        near += std::any_of(
            scene.surface.positions.begin(),
            scene.surface.positions.end(),
            [&](const Eigen::Vector3f& other) { return (other - point).norm() < 0.05f * size; });
    QVERIFY2(near * 10 >= points.positions.size() * 9,
             qPrintable(QString("%1 of %2").arg(near).arg(points.positions.size())));
}

void TriangulatePointsTest::samePhotosGiveTheSamePoints() {
    Photographed scene(3);
    Progress progress;
    QVERIFY(triangulatePoints(*scene.dataset, *scene.photos, progress) ==
            triangulatePoints(*scene.dataset, *scene.photos, progress));
}

void TriangulatePointsTest::aSinglePhotoGivesNone() {
    Photographed scene(1);
    Progress progress;
    QVERIFY(triangulatePoints(*scene.dataset, *scene.photos, progress).positions.empty());
}

QTEST_GUILESS_MAIN(TriangulatePointsTest)
#include "triangulate_points_test.moc"
