// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/ply.h"
#include "core/sample/scene_builder.h"
#include "kernels/base/parallel_for.h"
#include "tests/support/temporary_folder.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <set>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

BuiltScene smallRoom() {
    return SceneBuilder().room().cameras(6, 2).imageSize(80, 60).build();
}

bool sameMasks(const MaskSet& a, const MaskSet& b) {
    if (a.views.size() != b.views.size())
        return false;
    for (const auto& [id, view] : a.views)
        if (!b.find(id) || !(*b.find(id) == *view))
            return false;
    return true;
}

} // namespace

class WriteSceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRoomShowsTwoAlikeMugsAndEveryObject();
    void theRoomIsTheSameForAnyThreadCount();
    void initialPointsLieOnWhatTheViewsShow();
    void simulatedMasksAreInconsistentButNearTheTruth();
    void testViewsHaveNoMasks();
    void aWrittenSceneHoldsWhatItPromises();
    void clicksLieInsideTheirTargets();
    void posesAreWrittenInNerfstudiosAxes();
};

void WriteSceneTest::theRoomShowsTwoAlikeMugsAndEveryObject() {
    const BuiltScene scene = smallRoom();
    std::set<int> objects, parts;
    std::size_t partCount = 0;
    for (const SceneObject& object : scene.objects)
        partCount += object.parts.size();
    for (std::size_t v = 0; v < scene.images.size(); ++v) {
        objects.insert(scene.objectIds[v].pixels.begin(), scene.objectIds[v].pixels.end());
        parts.insert(scene.partIds[v].pixels.begin(), scene.partIds[v].pixels.end());
    }
    QCOMPARE(objects.size(), scene.objects.size()); // and no 0: a room has no sky
    QVERIFY(!objects.contains(0));
    QVERIFY(parts.size() + 2 >=
            partCount); // the smallest may hide between the pixels of a small photo
    const auto mugs = std::count_if(scene.objects.begin(),
                                    scene.objects.end(),
                                    [](const SceneObject& o) { return o.name.starts_with("mug"); });
    QCOMPARE(mugs, 2);
}

void WriteSceneTest::theRoomIsTheSameForAnyThreadCount() {
    kernels::setThreadCount(1);
    const BuiltScene one = SceneBuilder().room().cameras(1).imageSize(64, 48).build();
    kernels::setThreadCount(0);
    const BuiltScene two = SceneBuilder().room().cameras(1).imageSize(64, 48).build();
    QVERIFY(one.images == two.images);
    QVERIFY(one.dataset.points == two.dataset.points);
    QVERIFY(sameMasks(*simulatedMasks(one, 5), *simulatedMasks(two, 5)));
    QVERIFY(!sameMasks(*simulatedMasks(one, 5), *simulatedMasks(one, 6)));
}

void WriteSceneTest::initialPointsLieOnWhatTheViewsShow() {
    const BuiltScene scene = smallRoom();
    QVERIFY(scene.dataset.points.positions.size() > 2000);
    for (std::size_t v = 0; v < scene.images.size(); ++v) {
        const Camera& camera = scene.dataset.views[v].camera;
        int near = 0, inView = 0;
        for (const Eigen::Vector3f& point : scene.dataset.points.positions) {
            const auto pixel = camera.project(point.cast<double>());
            if (!pixel ||
                !(pixel->x() >= 0 && pixel->y() >= 0 && pixel->x() < 80 && pixel->y() < 60))
                continue;
            ++inView;
            const double z = camera.pose.cameraFromWorld(point.cast<double>()).z();
            // A point is on the surface or behind it, but for pixels on an outline.
            near += z > 0.9 * *scene.depths[v].at(static_cast<int>(pixel->x()),
                                                  static_cast<int>(pixel->y()));
        }
        QVERIFY(inView > 500);
        QVERIFY2(near > 0.95 * inView, qPrintable(QString("%1 of %2").arg(near).arg(inView)));
    }
}

void WriteSceneTest::simulatedMasksAreInconsistentButNearTheTruth() {
    const BuiltScene scene = SceneBuilder().room().cameras(8).imageSize(160, 120).build();
    const auto set = simulatedMasks(scene, 3);
    QCOMPARE(set->views.size(), std::size_t{8});
    int wholes = 0, objectViews = 0;
    for (const auto& [id, view] : set->views) {
        const auto v = static_cast<std::size_t>(id.value);
        QVERIFY(view->masks.size() >= 5);
        QVERIFY(view->hierarchy.patchCount > 3);
        for (const SceneObject& object : scene.objects) {
            if (object.isStuff)
                continue;
            ++objectViews;
            for (const Mask& mask : view->masks) {
                const Image inside = decodeRle(mask.region);
                std::int64_t shared = 0, all = 0;
                for (std::size_t i = 0; i < inside.pixels.size(); ++i) {
                    const bool isObject = scene.objectIds[v].pixels[i] == object.id;
                    shared += isObject && inside.pixels[i];
                    all += isObject || inside.pixels[i];
                }
                if (static_cast<double>(shared) > 0.7 * static_cast<double>(all)) {
                    ++wholes;
                    break;
                }
            }
        }
    }
    // Half of the visible objects come as a whole; small and hidden ones less.
    const double share = static_cast<double>(wholes) / objectViews;
    QVERIFY2(share > 0.3 && share < 0.75, qPrintable(QString::number(share)));
}

void WriteSceneTest::testViewsHaveNoMasks() {
    const BuiltScene scene = SceneBuilder().blobs(2).cameras(3, 2).build();
    const auto set = simulatedMasks(scene, 1);
    QCOMPARE(set->views.size(), std::size_t{3});
    for (const auto& [id, view] : set->views)
        QVERIFY(!scene.dataset.views[static_cast<std::size_t>(id.value)].isTest);
}

void WriteSceneTest::aWrittenSceneHoldsWhatItPromises() {
    const TemporaryFolder folder;
    const BuiltScene scene = smallRoom();
    Progress progress;
    writeScene(scene, folder.path(), 1, progress);
    for (std::size_t v = 0; v < scene.images.size(); ++v) {
        const std::string stem = scene.dataset.views[v].path.stem().string();
        QVERIFY(readImage(folder / ("images/" + stem + ".png")) == scene.images[v]);
        QVERIFY(readIdImage(folder / ("ground_truth/object_ids/" + stem + ".png")) ==
                scene.objectIds[v]);
        QVERIFY(readIdImage(folder / ("ground_truth/part_ids/" + stem + ".png")) ==
                scene.partIds[v]);
        const bool hasMasks = std::filesystem::exists(folder / ("masks/" + stem + ".json"));
        QCOMPARE(hasMasks, !scene.dataset.views[v].isTest);
        if (hasMasks)
            QCOMPARE(readCocoMasks(folder / ("masks/" + stem + ".json")).at(0).region.width, 80);
    }
    QCOMPARE(readPly(folder / "points3d.ply").find("vertex")->count,
             static_cast<std::int64_t>(scene.dataset.points.positions.size()));
    const auto hierarchy =
        nlohmann::json::parse(readTextFile(folder / "ground_truth/hierarchy.json"));
    QCOMPARE(hierarchy.size(), scene.objects.size());
    QCOMPARE(hierarchy["mug_b"]["parts"].size(), std::size_t{2});
    QCOMPARE(hierarchy["table"]["kind"].get<std::string>(), std::string("stuff"));
}

void WriteSceneTest::clicksLieInsideTheirTargets() {
    const TemporaryFolder folder;
    const BuiltScene scene = SceneBuilder().blobs(3).cameras(6, 3).build();
    Progress progress;
    writeScene(scene, folder.path(), 1, progress);
    const auto prompts = nlohmann::json::parse(readTextFile(folder / "ground_truth/prompts.json"));
    QCOMPARE(prompts["targets"].size(), std::size_t{9}); // three blobs, two parts each
    for (const auto& target : prompts["targets"]) {
        QCOMPARE(target["three_clicks"].size(), std::size_t{3});
        QVERIFY(target["three_clicks"][0] == target["one_click"][0]);
        QVERIFY(target["three_clicks"][1]["view"] != target["three_clicks"][2]["view"]);
        const std::string folderName = target["kind"] == "part" ? "part_ids" : "object_ids";
        for (const auto& click : target["three_clicks"]) {
            const IdImage ids = readIdImage(folder / ("ground_truth/" + folderName + "/" +
                                                      click["view"].get<std::string>() + ".png"));
            QCOMPARE(*ids.at(click["x"], click["y"]), target["id"].get<int>());
        }
        for (const auto& view : target["eval_views"])
            QVERIFY(view.get<std::string>().starts_with("test"));
    }
}

void WriteSceneTest::posesAreWrittenInNerfstudiosAxes() {
    const TemporaryFolder folder;
    const BuiltScene scene = SceneBuilder().blobs(1).cameras(2, 1).imageSize(16, 12).build();
    Progress progress;
    writeScene(scene, folder.path(), 1, progress);
    const auto json = nlohmann::json::parse(readTextFile(folder / "transforms.json"));
    QCOMPARE(json["frames"].size(), std::size_t{3});
    QCOMPARE(json["train_filenames"].size(), std::size_t{2});
    QCOMPARE(json["test_filenames"][0].get<std::string>(), std::string("images/test_000.png"));
    const auto& matrix = json["frames"][0]["transform_matrix"];
    const Pose& pose = scene.dataset.views[0].camera.pose;
    for (int r = 0; r < 3; ++r) {
        QCOMPARE(matrix[r][0].get<double>(), pose.right()[r]);
        QCOMPARE(matrix[r][1].get<double>(), -pose.down()[r]);
        QCOMPARE(matrix[r][2].get<double>(), -pose.forward()[r]);
        QCOMPARE(matrix[r][3].get<double>(), pose.centerInWorld()[r]);
    }
}

QTEST_GUILESS_MAIN(WriteSceneTest)
#include "write_scene_test.moc"
