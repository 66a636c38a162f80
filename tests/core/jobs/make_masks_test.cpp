// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/image_file.h"
#include "core/jobs/kept_masks.h"
#include "core/jobs/make_masks.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// Two training photos and a test photo, each a coloured square on grey.
Dataset photographed(const std::filesystem::path& folder) {
    Dataset dataset;
    dataset.folder = folder;
    for (const char* name : {"a.png", "b.png", "t.png"}) {
        Image photo(80, 60, 3, 90);
        for (int y = 20; y < 45; ++y)
            for (int x = 25; x < 60; ++x)
                photo.at(x, y)[0] = 220;
        writeImage(folder / name, photo);
        View view;
        view.id = {static_cast<std::int32_t>(dataset.views.size())};
        view.name = name;
        view.path = name;
        view.camera.intrinsics = view.sourceIntrinsics = pinhole(80, 60, 1);
        view.isTest = view.name == "t.png";
        dataset.views.push_back(view);
    }
    return dataset;
}

} // namespace

class MakeMasksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyTrainingViewGetsMasksAndHierarchy();
    void samNeedsItsWeights();
    void samFindsMasksInEveryPhoto();
    void aStoppedRunGoesOn();
    void otherSettingsBeginAnew();
    void aMissingPhotoIsNamed();
    void cancellingStopsIt();
    void importingReportsWhatWasSkipped();
};

void MakeMasksTest::initTestCase() {
    qputenv("CLEAVE_MODELS", "/nowhere"); // what is installed here must not matter
}

void MakeMasksTest::everyTrainingViewGetsMasksAndHierarchy() {
    const TemporaryFolder folder;
    Progress progress;
    const MakeMasksResult result = runMakeMasks({}, photographed(folder.path()), progress);
    QCOMPARE(result.images, std::int64_t{2});
    QCOMPARE(result.source, std::string("regions"));
    QCOMPARE(result.maskCount, result.masks->maskCount());
    QVERIFY(result.secondsPerImage > 0);
    QVERIFY(!result.masks->find({2}));
    for (const auto& [id, view] : result.masks->views) {
        QVERIFY(!view->masks.empty());
        QVERIFY(view->hierarchy.patchCount > 1);
        QCOMPARE(view->hierarchy.patches.width, 80);
    }
}

namespace {

/// So coarse that it takes no time, and so lenient that there are masks; the network is tiny, so
/// what they are does not matter.
MakeMasksParams samParams(const std::filesystem::path& golden) {
    MakeMasksParams params;
    params.source = MaskSourceKind::Sam;
    params.checkpoint = (golden / "sam_tiny/sam_tiny.pth").string();
    params.sam.pointsPerSide = 3;
    params.sam.predictedIou = params.sam.stability = 0;
    return params;
}

} // namespace

void MakeMasksTest::samNeedsItsWeights() {
    const TemporaryFolder folder;
    Progress progress;
    MakeMasksParams params;
    setParam(describe(params)[0], "sam");
    const Dataset dataset = photographed(folder.path());
    CLEAVE_EXPECT_ERROR(
        runMakeMasks(params, dataset, progress), "SAM", "--checkpoint", "--source regions");
    params.checkpoint = (folder / "none.pth").string();
    CLEAVE_EXPECT_ERROR(runMakeMasks(params, dataset, progress), "none.pth");
    writeTextFile(folder / "photo.pth", "no weights");
    params.checkpoint = (folder / "photo.pth").string();
    CLEAVE_EXPECT_ERROR(runMakeMasks(params, dataset, progress), "photo.pth");
}

void MakeMasksTest::samFindsMasksInEveryPhoto() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    Progress progress;
    const MakeMasksResult result =
        runMakeMasks(samParams(golden), photographed(folder.path()), progress);
    QCOMPARE(result.source, std::string("sam"));
    QCOMPARE(result.images, std::int64_t{2});
    for (const auto& [id, view] : result.masks->views) {
        QVERIFY(!view->masks.empty());
        for (const Mask& mask : view->masks)
            QVERIFY(mask.region.width == 80 && mask.region.height == 60 && mask.region.area() > 0);
    }
}

void MakeMasksTest::aStoppedRunGoesOn() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    const MakeMasksParams params = samParams(golden);
    Progress whole;
    const MakeMasksResult expected = runMakeMasks(params, dataset, whole);
    // The second photo is gone: the run ends after the first.
    std::filesystem::rename(folder / "b.png", folder / "away.png");
    CLEAVE_EXPECT_ERROR(runMakeMasks(params, dataset, whole, folder / "kept"), "b.png");
    std::filesystem::rename(folder / "away.png", folder / "b.png");
    const MakeMasksResult result = runMakeMasks(params, dataset, whole, folder / "kept");
    QCOMPARE(result.resumedImages, std::int64_t{1});
    QCOMPARE(result.images, std::int64_t{2});
    for (const auto& [id, view] : expected.masks->views)
        QVERIFY(*result.masks->find(id) == *view);
    discardKeptMasks(folder / "kept");
    QVERIFY(!std::filesystem::exists(folder / "kept"));
}

void MakeMasksTest::otherSettingsBeginAnew() {
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    MakeMasksParams params = samParams(golden);
    Progress progress;
    runMakeMasks(params, dataset, progress, folder / "kept");
    QCOMPARE(runMakeMasks(params, dataset, progress, folder / "kept").resumedImages,
             std::int64_t{2});
    params.sam.stabilityOffset = 0.5;
    QCOMPARE(runMakeMasks(params, dataset, progress, folder / "kept").resumedImages,
             std::int64_t{0});
    // A file that was cut off is no result.
    writeTextFile(folder / "kept/0.json", "[{\"segmentation\":");
    QCOMPARE(runMakeMasks(params, dataset, progress, folder / "kept").resumedImages,
             std::int64_t{1});
}

void MakeMasksTest::aMissingPhotoIsNamed() {
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    std::filesystem::remove(folder / "b.png");
    Progress progress;
    CLEAVE_EXPECT_ERROR(runMakeMasks({}, dataset, progress), "b.png");
}

void MakeMasksTest::cancellingStopsIt() {
    const TemporaryFolder folder;
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(runMakeMasks({}, photographed(folder.path()), progress), Cancelled);
}

void MakeMasksTest::importingReportsWhatWasSkipped() {
    const TemporaryFolder folder;
    const Dataset dataset = photographed(folder.path());
    makeFolder(folder / "masks");
    writeImage(folder / "masks/a.png", Image(80, 60, 1, 1));
    writeImage(folder / "masks/other.png", Image(80, 60, 1, 1));
    Progress progress;
    const MakeMasksResult result = runImportMasks(dataset, folder / "masks", progress);
    QCOMPARE(result.images, std::int64_t{1});
    QCOMPARE(result.maskCount, std::int64_t{1});
    QCOMPARE(result.source, std::string("imported"));
    QCOMPARE(result.skippedViews, std::vector<std::string>{"b.png"});
    QCOMPARE(result.unmatchedFiles, std::vector<std::string>{"other.png"});
}

QTEST_GUILESS_MAIN(MakeMasksTest)
#include "make_masks_test.moc"
