// SPDX-License-Identifier: Apache-2.0
#include "core/formats/image_file.h"
#include "core/jobs/train_field.h"
#include "core/sample/scene_builder.h"
#include "core/training/train_gaussians.h"
#include "kernels/base/parallel_for.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;

namespace {

/// A few blobs whose photos lie on disk, started from a third of their points with wrong colours.
struct TinyScene {
    tests::TemporaryFolder folder;
    std::shared_ptr<Dataset> dataset;
    std::unique_ptr<PhotoStore> photos;

    explicit TinyScene(bool withPoints = true) {
        const BuiltScene scene =
            SceneBuilder().blobs(2).gaussiansPerBlob(80).cameras(6, 2).imageSize(48, 40).build();
        dataset = std::make_shared<Dataset>(scene.dataset);
        dataset->folder = folder.path();
        for (std::size_t i = 0; i < dataset->views.size(); ++i) {
            View& view = dataset->views[i];
            view.path = view.name = "view" + std::to_string(i) + ".png";
            writeImage(dataset->photoPath(view), scene.images[i]);
        }
        InitialPoints points;
        for (std::size_t i = 0; withPoints && i < scene.dataset.points.positions.size(); i += 3) {
            points.positions.push_back(scene.dataset.points.positions[i]);
            points.colors.push_back({128, 128, 128});
        }
        dataset->points = points;
        photos = std::make_unique<PhotoStore>(dataset);
    }

    TrainedGaussians train(const TrainGaussiansParams& params,
                           const TrainingPreview& preview = {},
                           const TrainedGaussians* from = nullptr) {
        Progress progress;
        return trainGaussians(dataset, *photos, params, 3, progress, preview, from);
    }

    GaussianField start(const TrainGaussiansParams& params, std::uint64_t seed) {
        Progress progress;
        return initialGaussians(startingPoints(*dataset, *photos, params, seed, progress),
                                params,
                                dataset->cameraExtent());
    }
};

TrainGaussiansParams brief(Densification densification = Densification::Mcmc) {
    TrainGaussiansParams params;
    params.iterations = 150;
    params.maxPrimitives = 300;
    params.shDegree = 1;
    params.densification = densification;
    return params;
}

bool sameBits(const GaussianField& a, const GaussianField& b) {
    if (a.count != b.count || a.shDegree != b.shDegree)
        return false;
    for (int p = 0; p < static_cast<int>(a.planes.size(0)); ++p)
        if (!std::equal(a.plane(p), a.plane(p) + a.count, b.plane(p)))
            return false;
    return true;
}

} // namespace

class TrainGaussiansTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trainingComesNearerToUnseenPhotos_data();
    void trainingComesNearerToUnseenPhotos();
    void startsAtRandomWhereThereAreNoPoints();
    void sameSeedSameBitsForAnyNumberOfThreads();
    void resumingGivesTheUninterruptedRun();
    void theCapIsNeverExceeded();
    void fixedGaussiansKeepTheirNumber();
    void cancellingStopsAtOnce();
    void pausingWaits();
    void listenersHearOfEveryTenthStep();
    void whiteBordersMakeAWhiteBackground();
    void missingThingsAreNamed();
};

void TrainGaussiansTest::trainingComesNearerToUnseenPhotos_data() {
    QTest::addColumn<int>("densification");
    QTest::addColumn<double>("gain");
    QTest::newRow("mcmc") << static_cast<int>(Densification::Mcmc) << 8.0;
    QTest::newRow("classic") << static_cast<int>(Densification::Classic) << 8.0;
    QTest::newRow("none") << static_cast<int>(Densification::None) << 4.0;
}

void TrainGaussiansTest::trainingComesNearerToUnseenPhotos() {
    QFETCH(int, densification);
    QFETCH(double, gain);
    TinyScene tiny;
    TrainFieldParams params;
    params.gaussians = brief(static_cast<Densification>(densification));
    params.gaussians.iterations = 400;
    Project project;
    project.dataset = tiny.dataset;
    Progress progress;
    const auto start = std::make_shared<const GaussianField>(tiny.start(params.gaussians, 0));
    const FieldQuality before =
        measureField(start, *tiny.dataset, *tiny.photos, tiny.dataset->testViews(), progress);
    const TrainFieldResult result = trainField(params, project, *tiny.photos, progress);
    QCOMPARE(before.views, 2);
    QVERIFY2(result.record.psnr > before.psnr + gain,
             qPrintable(QString("%1 -> %2").arg(before.psnr).arg(result.record.psnr)));
    QVERIFY(result.record.ssim > before.ssim);
    QCOMPARE(result.record.iterations, std::int64_t{400});
    QCOMPARE(result.record.primitives, primitiveCount(result.field));
    QVERIFY(result.record.primitives <= 300);
}

void TrainGaussiansTest::startsAtRandomWhereThereAreNoPoints() {
    TinyScene tiny(false);
    const GaussianField start = tiny.start(brief(), 5);
    QCOMPARE(start.count, std::int64_t{300});
    int seen = 0;
    for (std::int64_t i = 0; i < start.count; ++i) {
        QVERIFY(start.mean(i).allFinite());
        const auto pixel = tiny.dataset->views.front().camera.project(start.mean(i).cast<double>());
        seen += pixel && pixel->x() > 0 && pixel->x() < 48 && pixel->y() > 0 && pixel->y() < 40;
    }
    QVERIFY(seen > 60);
    QVERIFY(sameBits(start, tiny.start(brief(), 5)));
    QVERIFY(!sameBits(start, tiny.start(brief(), 6)));
}

void TrainGaussiansTest::sameSeedSameBitsForAnyNumberOfThreads() {
    for (Densification densification : {Densification::Mcmc, Densification::Classic}) {
        TinyScene tiny;
        kernels::setThreadCount(1);
        const TrainedGaussians one = tiny.train(brief(densification));
        kernels::setThreadCount(2);
        const TrainedGaussians two = tiny.train(brief(densification));
        kernels::setThreadCount(0);
        QVERIFY(sameBits(*one.field, *two.field));
        QCOMPARE(one.loss, two.loss);
    }
}

void TrainGaussiansTest::resumingGivesTheUninterruptedRun() {
    TinyScene tiny;
    TrainGaussiansParams params = brief();
    params.iterations = 1100;
    TrainedGaussians checkpoint;
    TrainingPreview preview;
    preview.onCheckpoint = [&](const TrainedField& trained) {
        checkpoint = trained.as<GaussianField>();
    };
    const TrainedGaussians whole = tiny.train(params, preview);
    QCOMPARE(checkpoint.iterations, std::int64_t{1000});
    const TrainedGaussians resumed = tiny.train(params, {}, &checkpoint);
    QCOMPARE(resumed.iterations, std::int64_t{1100});
    QVERIFY(sameBits(*whole.field, *resumed.field));
    QCOMPARE(whole.loss, resumed.loss);
    params.shDegree = 2;
    CLEAVE_EXPECT_ERROR(tiny.train(params, {}, &checkpoint), "degree 1", "2");
}

void TrainGaussiansTest::theCapIsNeverExceeded() {
    for (Densification densification : {Densification::Mcmc, Densification::Classic}) {
        TinyScene tiny;
        TrainGaussiansParams params = brief(densification);
        params.iterations = 700;
        params.maxPrimitives = 100;
        TrainingPreview preview;
        std::int64_t most = 0;
        preview.onStep = [&](const TrainingStep& step) { most = std::max(most, step.primitives); };
        QVERIFY(tiny.train(params, preview).field->count <= 100);
        QVERIFY(most <= 100);
    }
}

void TrainGaussiansTest::fixedGaussiansKeepTheirNumber() {
    TinyScene tiny;
    const TrainGaussiansParams params = brief(Densification::None);
    QCOMPARE(tiny.train(params).field->count, tiny.start(params, 3).count);
}

void TrainGaussiansTest::cancellingStopsAtOnce() {
    TinyScene tiny;
    Progress progress;
    TrainingPreview preview;
    std::int64_t last = 0;
    preview.onStep = [&](const TrainingStep& step) {
        last = step.iteration;
        if (step.iteration == 20)
            progress.cancel();
    };
    QVERIFY_EXCEPTION_THROWN(
        trainGaussians(tiny.dataset, *tiny.photos, brief(), 3, progress, preview), Cancelled);
    QCOMPARE(last, std::int64_t{20});
}

void TrainGaussiansTest::pausingWaits() {
    TinyScene tiny;
    TrainingPreview preview;
    int asked = 0;
    std::int64_t stepsBeforeTheEnd = -1;
    preview.isPaused = [&] { return ++asked <= 3; };
    preview.onStep = [&](const TrainingStep& step) {
        if (stepsBeforeTheEnd < 0)
            stepsBeforeTheEnd = step.iteration;
    };
    TrainGaussiansParams params = brief();
    params.iterations = 12;
    QCOMPARE(tiny.train(params, preview).iterations, std::int64_t{12});
    QCOMPARE(asked, 3 + 12); // three waits before the first step, then one question a step
    QCOMPARE(stepsBeforeTheEnd, std::int64_t{10});
}

void TrainGaussiansTest::listenersHearOfEveryTenthStep() {
    TinyScene tiny;
    std::vector<std::int64_t> heard;
    std::string detail;
    Progress progress([&](const ProgressReport& report) {
        detail = report.detail.empty() ? detail : report.detail;
    });
    TrainingPreview preview;
    preview.onStep = [&](const TrainingStep& step) { heard.push_back(step.iteration); };
    TrainGaussiansParams params = brief();
    params.iterations = 25;
    trainGaussians(tiny.dataset, *tiny.photos, params, 3, progress, preview);
    QCOMPARE(heard, (std::vector<std::int64_t>{10, 20, 25}));
    QVERIFY2(detail.find(" of 25, loss 0.") != std::string::npos, detail.c_str());
}

void TrainGaussiansTest::whiteBordersMakeAWhiteBackground() {
    TinyScene tiny;
    QCOMPARE(trainingBackground(*tiny.dataset, *tiny.photos).maxCoeff(), 0.0f);
    for (const View& view : tiny.dataset->views)
        writeImage(tiny.dataset->photoPath(view), Image(48, 40, 3, 255));
    PhotoStore white(tiny.dataset);
    QCOMPARE(trainingBackground(*tiny.dataset, white).minCoeff(), 1.0f);
}

void TrainGaussiansTest::missingThingsAreNamed() {
    TinyScene tiny;
    Progress progress;
    Project project;
    CLEAVE_EXPECT_ERROR(trainField({}, project, *tiny.photos, progress), "no photos");
    project.dataset = tiny.dataset;
    TrainFieldParams params;
    params.resume = true;
    CLEAVE_EXPECT_ERROR(trainField(params, project, *tiny.photos, progress), "checkpoint");
    for (View& view : tiny.dataset->views)
        view.isTest = true;
    CLEAVE_EXPECT_ERROR(tiny.train(brief()), "no training photos");
}

QTEST_GUILESS_MAIN(TrainGaussiansTest)
#include "train_gaussians_test.moc"
