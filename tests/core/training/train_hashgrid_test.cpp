// SPDX-License-Identifier: Apache-2.0
#include "core/formats/image_file.h"
#include "core/jobs/train_field.h"
#include "core/sample/scene_builder.h"
#include "core/training/hashgrid_state.h"
#include "core/training/scene_cube.h"
#include "core/training/train_hashgrid.h"
#include "kernels/base/parallel_for.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;

namespace {

/// Blobs on black, cut out: photos with an alpha channel on disk.
struct TinyScene {
    tests::TemporaryFolder folder;
    std::shared_ptr<Dataset> dataset;
    std::unique_ptr<PhotoStore> photos;
    Bounds blobs;

    explicit TinyScene(bool withAlpha = true) {
        const BuiltScene scene =
            SceneBuilder().blobs(2).gaussiansPerBlob(80).cameras(10, 2).imageSize(48, 40).build();
        dataset = std::make_shared<Dataset>(scene.dataset);
        dataset->folder = folder.path();
        for (std::size_t i = 0; i < dataset->views.size(); ++i) {
            View& view = dataset->views[i];
            view.path = view.name = "view" + std::to_string(i) + ".png";
            writeImage(dataset->photoPath(view),
                       withAlpha ? cutOut(scene.images[i], scene.objectIds[i]) : scene.images[i]);
        }
        for (const Eigen::Vector3f& point : scene.dataset.points.positions)
            blobs.extend(point.cast<double>());
        photos = std::make_unique<PhotoStore>(dataset);
    }

    static Image cutOut(const Image& photo, const IdImage& ids) {
        Image result(photo.width, photo.height, 4);
        for (std::size_t i = 0; i < ids.pixels.size(); ++i) {
            std::copy_n(photo.pixels.data() + 3 * i, 3, result.pixels.data() + 4 * i);
            result.pixels[4 * i + 3] = ids.pixels[i] != 0 ? 255 : 0;
        }
        return result;
    }

    TrainedHashgrid train(const TrainHashgridParams& params,
                          const TrainingPreview& preview = {},
                          const TrainedHashgrid* from = nullptr) {
        Progress progress;
        return trainHashgrid(dataset, *photos, params, 3, progress, preview, from);
    }
};

TrainHashgridParams brief() {
    TrainHashgridParams params;
    params.iterations = 40;
    params.log2TableSize = 14;
    params.samplesPerStep = 4096;
    return params;
}

template <class A>
bool sameValues(const A& a, const A& b) {
    return a.count() == b.count() && std::equal(a.begin(), a.end(), b.begin());
}

bool sameBits(const HashgridField& a, const HashgridField& b) {
    return a.cube == b.cube && a.shape == b.shape && sameValues(a.table, b.table) &&
           sameValues(a.weights, b.weights) && sameValues(a.occupancy, b.occupancy);
}

} // namespace

class TrainHashgridTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { kernels::setThreadCount(0); }

    void trainingComesNearerToUnseenPhotos();
    void theCubeOfAnObjectFitsItsSilhouettes();
    void theCubeOfAnOpenSceneHoldsPointsAndCameras();
    void aGivenBoxIsTaken();
    void badBoxesAreRefused_data();
    void badBoxesAreRefused();
    void sameSeedSameBitsForAnyNumberOfThreads();
    void resumingGivesTheUninterruptedRun();
    void resumingSplatsAsAGridIsRefused();
    void damagedCheckpointsAreRefused();
    void pausingWaitsAndCancellingStops();
    void missingThingsAreNamed();
};

void TrainHashgridTest::trainingComesNearerToUnseenPhotos() {
    TinyScene tiny;
    TrainFieldParams params;
    params.field = FieldKind::Grid;
    params.grid = brief();
    params.gaussians.iterations = 250;
    Project project;
    project.dataset = tiny.dataset;
    Progress progress;
    std::vector<std::int64_t> heard;
    int previews = 0;
    TrainingPreview preview;
    preview.onStep = [&](const TrainingStep& step) { heard.push_back(step.iteration); };
    preview.onField = [&](const RadianceField& field) { previews += isTrained(field); };
    const TrainFieldResult result = trainField(params, project, *tiny.photos, progress, preview);
    QVERIFY2(result.record.psnr > 18, qPrintable(QString::number(result.record.psnr)));
    QCOMPARE(result.record.field, std::string("grid"));
    QCOMPARE(result.record.iterations, std::int64_t{250});
    QCOMPARE(heard.size(), std::size_t{25});
    QVERIFY(result.trainingState != nullptr);
    QVERIFY(std::holds_alternative<std::shared_ptr<const HashgridField>>(result.field));
}

void TrainHashgridTest::theCubeOfAnObjectFitsItsSilhouettes() {
    TinyScene tiny;
    Progress progress;
    const SceneCube cube = sceneCube(*tiny.dataset, *tiny.photos, brief(), progress);
    QCOMPARE(cube.halfSize, 0.5f);
    QCOMPARE(cube.stepGrowth, 0.0f);
    const Bounds box = cube.boundsInWorld();
    Bounds almost = tiny.blobs; // its outermost points are fainter than half
    const Eigen::Vector3d middle = almost.center();
    QVERIFY(box.contains(Eigen::Vector3d(middle + 0.7 * (almost.max() - middle))));
    QVERIFY(box.contains(Eigen::Vector3d(middle + 0.7 * (almost.min() - middle))));
    QVERIFY2(box.sizes().x() < 2.5 * tiny.blobs.sizes().maxCoeff(),
             qPrintable(
                 QString("%1 around %2").arg(box.sizes().x()).arg(tiny.blobs.sizes().maxCoeff())));
}

void TrainHashgridTest::theCubeOfAnOpenSceneHoldsPointsAndCameras() {
    TinyScene tiny(false);
    Progress progress;
    TrainHashgridParams params = brief();
    params.scene = SceneKind::Open;
    const SceneCube cube = sceneCube(*tiny.dataset, *tiny.photos, params, progress);
    QCOMPARE(cube.stepGrowth, 1.0f / 256);
    const Bounds box = cube.boundsInWorld();
    QVERIFY(box.contains(tiny.blobs));
    for (const View& view : tiny.dataset->views)
        if (!view.isTest)
            QVERIFY(box.contains(view.camera.pose.centerInWorld()));
    QCOMPARE(std::log2(cube.halfSize), std::round(std::log2(cube.halfSize)));
}

void TrainHashgridTest::aGivenBoxIsTaken() {
    TinyScene tiny;
    Progress progress;
    TrainHashgridParams params = brief();
    params.sceneBox = "-1,-2,-3,1,2,3.5";
    const Bounds box = sceneCube(*tiny.dataset, *tiny.photos, params, progress).boundsInWorld();
    QVERIFY(std::abs(box.sizes().x() - 6.5) < 1e-4);
    QVERIFY(std::abs(box.center().z() - 0.25) < 1e-5);
    params.scene = SceneKind::Open;
    const SceneCube open = sceneCube(*tiny.dataset, *tiny.photos, params, progress);
    QVERIFY(std::abs(open.boundsInWorld().sizes().x() - 6.5) < 1e-4);
    QVERIFY(open.stepGrowth > 0);
}

void TrainHashgridTest::badBoxesAreRefused_data() {
    QTest::addColumn<QString>("box");
    QTest::newRow("words") << "here";
    QTest::newRow("five") << "0,0,0,1,1";
    QTest::newRow("seven") << "0,0,0,1,1,1,1";
    QTest::newRow("inside out") << "0,0,0,1,-1,1";
    QTest::newRow("endless") << "0,0,0,1,inf,1";
    QTest::newRow("empty number") << "0,,0,1,1,1";
}

void TrainHashgridTest::badBoxesAreRefused() {
    QFETCH(QString, box);
    CLEAVE_EXPECT_ERROR(parseSceneBox(box.toStdString()), box.toStdString(), "x0,y0,z0,x1,y1,z1");
}

void TrainHashgridTest::sameSeedSameBitsForAnyNumberOfThreads() {
    TinyScene tiny;
    kernels::setThreadCount(1);
    const TrainedHashgrid one = tiny.train(brief());
    kernels::setThreadCount(2);
    const TrainedHashgrid two = tiny.train(brief());
    QVERIFY(sameBits(*one.field, *two.field));
    QCOMPARE(one.loss, two.loss);
}

void TrainHashgridTest::resumingGivesTheUninterruptedRun() {
    TinyScene tiny;
    TrainHashgridParams params = brief();
    params.iterations = 1020;
    params.samplesPerStep = 4096;
    TrainedHashgrid checkpoint;
    TrainingPreview preview;
    preview.onCheckpoint = [&](const TrainedField& trained) {
        checkpoint = trained.as<HashgridField>();
    };
    const TrainedHashgrid whole = tiny.train(params, preview);
    QCOMPARE(checkpoint.iterations, std::int64_t{1000});
    const TrainedHashgrid resumed = tiny.train(params, {}, &checkpoint);
    QCOMPARE(resumed.iterations, std::int64_t{1020});
    QVERIFY(sameBits(*whole.field, *resumed.field));
    QCOMPARE(whole.loss, resumed.loss);
    QVERIFY(whole.field->revision != checkpoint.field->revision);
    params.log2TableSize = 15;
    CLEAVE_EXPECT_ERROR(tiny.train(params, {}, &checkpoint), "2^14", "2^15");
}

void TrainHashgridTest::resumingSplatsAsAGridIsRefused() {
    TinyScene tiny;
    Project project;
    project.dataset = tiny.dataset;
    project.field = std::make_shared<const GaussianField>(10, 0);
    project.trainingState = std::make_shared<const std::vector<std::byte>>(100);
    TrainFieldParams params;
    params.field = FieldKind::Grid;
    params.resume = true;
    Progress progress;
    CLEAVE_EXPECT_ERROR(trainField(params, project, *tiny.photos, progress),
                        "no training checkpoint");
}

void TrainHashgridTest::damagedCheckpointsAreRefused() {
    HashgridShape shape;
    shape.log2TableSize = 10;
    const HashgridState state(initialHashgrid({}, shape, 1));
    const std::vector<std::byte> bytes = saveHashgridState(state);
    QCOMPARE(loadHashgridState(state.field, bytes).rayCount, state.rayCount);
    CLEAVE_EXPECT_ERROR(loadHashgridState(state.field, std::span(bytes).first(20)), "damaged");
    CLEAVE_EXPECT_ERROR(loadHashgridState(state.field, std::span(bytes).first(bytes.size() - 4)),
                        "expected " + std::to_string(bytes.size()));
    std::vector<std::byte> newer = bytes;
    newer[4] = std::byte{9};
    CLEAVE_EXPECT_ERROR(loadHashgridState(state.field, newer), "version 9");
    shape.log2TableSize = 11;
    CLEAVE_EXPECT_ERROR(loadHashgridState(initialHashgrid({}, shape, 1), bytes), "table entries");
}

void TrainHashgridTest::pausingWaitsAndCancellingStops() {
    TinyScene tiny;
    TrainingPreview preview;
    int asked = 0;
    preview.isPaused = [&] { return ++asked <= 3; };
    TrainHashgridParams params = brief();
    params.iterations = 3;
    QCOMPARE(tiny.train(params, preview).iterations, std::int64_t{3});
    QCOMPARE(asked, 3 + 3);

    Progress progress;
    preview = {};
    std::int64_t last = 0;
    preview.onStep = [&](const TrainingStep& step) {
        last = step.iteration;
        progress.cancel();
    };
    QVERIFY_EXCEPTION_THROWN(
        trainHashgrid(tiny.dataset, *tiny.photos, brief(), 3, progress, preview), Cancelled);
    QCOMPARE(last, std::int64_t{10});
}

void TrainHashgridTest::missingThingsAreNamed() {
    TinyScene tiny;
    const TrainedHashgrid nothing;
    CLEAVE_EXPECT_ERROR(tiny.train(brief(), {}, &nothing), "no training checkpoint");
    for (View& view : tiny.dataset->views)
        view.isTest = true;
    CLEAVE_EXPECT_ERROR(tiny.train(brief()), "no training photos");
}

QTEST_GUILESS_MAIN(TrainHashgridTest)
#include "train_hashgrid_test.moc"
