// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "kernels/base/parallel_for.h"

#include <QTest>

#include <set>

using namespace cleave;

class BlobSceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyViewSeesEveryBlobWithBothParts();
    void partsBelongToTheirObjects();
    void depthLiesNearAGaussianOfTheSeenPart();
    void viewsAreSortedAndSplitByName();
    void sameSeedGivesTheSameSceneForAnyThreadCount();
    void aBlobCoversItsOutline();
};

void BlobSceneTest::everyViewSeesEveryBlobWithBothParts() {
    const BuiltScene scene = SceneBuilder().blobs(3).cameras(6).imageSize(64, 48).build();
    QCOMPARE(scene.objects.size(), std::size_t{3});
    QCOMPARE(scene.images.size(), std::size_t{6});
    std::set<int> parts;
    for (const IdImage& ids : scene.partIds)
        parts.insert(ids.pixels.begin(), ids.pixels.end());
    QCOMPARE(parts, (std::set<int>{0, 1, 2, 3, 4, 5, 6}));
    // The bodies in front hide the caps behind from low views, but never a whole blob.
    for (const IdImage& ids : scene.objectIds)
        QCOMPARE(std::set<int>(ids.pixels.begin(), ids.pixels.end()), (std::set<int>{0, 1, 2, 3}));
}

void BlobSceneTest::partsBelongToTheirObjects() {
    const BuiltScene scene = SceneBuilder().blobs(4).cameras(3).build();
    for (std::size_t v = 0; v < scene.images.size(); ++v)
        for (std::size_t i = 0; i < scene.partIds[v].pixels.size(); ++i)
            QCOMPARE((scene.partIds[v].pixels[i] + 1) / 2, scene.objectIds[v].pixels[i]);
}

void BlobSceneTest::depthLiesNearAGaussianOfTheSeenPart() {
    const BuiltScene scene = SceneBuilder().blobs(2).gaussiansPerBlob(120).cameras(4).build();
    int checked = 0;
    for (std::size_t v = 0; v < scene.images.size(); ++v) {
        const View& view = scene.dataset.views[v];
        for (int y = 0; y < 48; y += 3)
            for (int x = 0; x < 64; x += 3) {
                const int part = *scene.partIds[v].at(x, y);
                if (part == 0) {
                    QCOMPARE(*scene.depths[v].at(x, y), 0.0f);
                    continue;
                }
                const Eigen::Vector3d point =
                    view.camera.unproject(x + 0.5, y + 0.5, *scene.depths[v].at(x, y));
                // At the rim the mean lies between the front and the back of a blob of radius 0.5.
                double nearest = 1e9;
                for (std::int64_t g = 0; g < scene.field.count; ++g)
                    if (scene.primitiveParts[static_cast<std::size_t>(g)] == part)
                        nearest =
                            std::min(nearest, (scene.field.mean(g).cast<double>() - point).norm());
                QVERIFY2(nearest < 0.4, qPrintable(QString::number(nearest)));
                ++checked;
            }
    }
    QVERIFY(checked > 100);
}

void BlobSceneTest::viewsAreSortedAndSplitByName() {
    const BuiltScene scene = SceneBuilder().blobs(1).cameras(5, 2).build();
    QCOMPARE(scene.dataset.views.size(), std::size_t{7});
    for (std::size_t i = 0; i < 7; ++i) {
        QCOMPARE(scene.dataset.views[i].id.value, static_cast<int>(i));
        QCOMPARE(scene.dataset.views[i].isTest, scene.dataset.views[i].name.starts_with("test"));
        if (i > 0)
            QVERIFY(scene.dataset.views[i - 1].name < scene.dataset.views[i].name);
    }
}

void BlobSceneTest::sameSeedGivesTheSameSceneForAnyThreadCount() {
    kernels::setThreadCount(1);
    const BuiltScene one = SceneBuilder().cameras(4).seed(7).build();
    kernels::setThreadCount(0);
    const BuiltScene two = SceneBuilder().cameras(4).seed(7).build();
    const BuiltScene other = SceneBuilder().cameras(4).seed(8).build();
    QVERIFY(one.images == two.images);
    QVERIFY(one.depths == two.depths);
    QVERIFY(one.images != other.images);
}

void BlobSceneTest::aBlobCoversItsOutline() {
    const BuiltScene scene = SceneBuilder().blobs(1).cameras(1).imageSize(96, 96).build();
    // A disc between the sphere of the means and the reach of the gaussians, 1.35 times as wide, in
    // a square of 1.1 times that.
    const auto covered = std::count_if(scene.objectIds[0].pixels.begin(),
                                       scene.objectIds[0].pixels.end(),
                                       [](int id) { return id > 0; });
    const double share = static_cast<double>(covered) / (96 * 96);
    QVERIFY2(share > 0.36 && share < 0.65, qPrintable(QString::number(share)));
    QCOMPARE(*scene.objectIds[0].at(48, 48), 1);
}

QTEST_GUILESS_MAIN(BlobSceneTest)
#include "blob_scene_test.moc"
