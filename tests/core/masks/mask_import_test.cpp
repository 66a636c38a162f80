// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/dataset/undistort.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/npz.h"
#include "core/masks/mask_import.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"
#include "tests/support/torch_file.h"

#include <QTest>

using namespace cleave;
using namespace cleave::tests;

namespace {

Dataset datasetOf(const std::vector<std::string>& names, int width = 4, int height = 3) {
    Dataset dataset;
    for (const std::string& name : names) {
        View view;
        view.id = {static_cast<std::int32_t>(dataset.views.size())};
        view.name = name;
        view.camera.intrinsics = pinhole(width, height, 1);
        view.isTest = name.starts_with("test");
        dataset.views.push_back(view);
    }
    return dataset;
}

/// Left two columns; right column.
IdImage twoRegions() {
    IdImage ids(4, 3, 1);
    for (int y = 0; y < 3; ++y) {
        *ids.at(0, y) = *ids.at(1, y) = 2;
        *ids.at(3, y) = 5;
    }
    return ids;
}

std::vector<Rle> twoRles() {
    std::vector<Rle> regions;
    for (auto& [id, region] : encodeIds(twoRegions()))
        regions.push_back(region);
    return regions;
}

MaskImport import(const Dataset& dataset, const std::filesystem::path& folder) {
    Progress progress;
    return importMasks(dataset, folder, progress);
}

std::vector<Rle> regionsOf(const ViewMasks* view) {
    std::vector<Rle> regions;
    for (const Mask& mask : view->masks)
        regions.push_back(mask.region);
    return regions;
}

} // namespace

class MaskImportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormGivesTheSameMasks();
    void patchesBecomeTheHierarchy();
    void aGenuinePatchZeroIsShifted();
    void viewsWithoutFilesAndFilesWithoutViewsAreReported();
    void testViewsAreLeftOut();
    void namesWithFoldersAndDotsFindTheirView();
    void masksOfTheSameShapeAreScaled();
    void masksAreUndistortedWithTheirPhoto();
    void masksOfAnotherShapeNameBothSizes();
    void aFolderWithoutMasksIsRefused();
    void deskMasksAreImported();
};

void MaskImportTest::everyFormGivesTheSameMasks() {
    const TemporaryFolder folder;
    const std::vector<Rle> regions = twoRles();
    writeCocoMasks(folder / "a.json", {{regions[0], 1, 1, ""}, {regions[1], 1, 1, ""}}, true);
    writeIdImage(folder / "b.png", twoRegions());
    std::vector<std::uint8_t> bytes;
    for (const Rle& region : regions)
        for (const std::uint8_t pixel : decodeRle(region).pixels)
            bytes.push_back(pixel != 0);
    PickleBuilder()
        .tensor("BoolStorage", "0", 24, 0, {2, 3, 4}, {12, 4, 1})
        .save(folder / "c.pt", {{"0", bytes}});
    makeFolder(folder / "d");
    writeImage(folder / "d/0.png", decodeRle(regions[0]));
    writeImage(folder / "d/1.png", decodeRle(regions[1]));
    const MaskImport result =
        import(datasetOf({"a.jpg", "b.jpg", "c.jpg", "d.jpg"}), folder.path());
    QCOMPARE(result.masks->source, std::string("imported"));
    QVERIFY(result.skippedViews.empty() && result.unmatchedFiles.empty());
    QCOMPARE(result.masks->views.size(), std::size_t{4});
    for (const auto& [id, view] : result.masks->views) {
        QVERIFY2(regionsOf(view.get()) == regions, std::to_string(id.value).c_str());
        QCOMPARE(view->hierarchy.patchCount, 3);
        QCOMPARE(*view->hierarchy.patches.at(2, 0), 0);
    }
}

void MaskImportTest::patchesBecomeTheHierarchy() {
    const TemporaryFolder folder;
    OmniSegPatches patches;
    patches.indices = IdImage(4, 3, 1);
    patches.indices.pixels = {0, 1, 1, 2, 0, 1, 1, 2, 0, 0, 0, 2};
    patches.patchCount = 3;
    patches.correlation = {0, 0, 0, 0, 1, 1, 0, 1, 2};
    writeOmniSegPatches(folder / "a.npz", patches);
    const MaskImport result = import(datasetOf({"a.png"}), folder.path());
    const ViewMasks* view = result.masks->find({0});
    QVERIFY(view->masks.empty());
    QVERIFY(view->hierarchy.patches == patches.indices);
    QCOMPARE(view->hierarchy.correlation, patches.correlation);
}

void MaskImportTest::aGenuinePatchZeroIsShifted() {
    const TemporaryFolder folder;
    OmniSegPatches patches;
    patches.indices = IdImage(4, 3, 1, 0);
    *patches.indices.at(1, 1) = 1;
    patches.patchCount = 2;
    patches.correlation = {1, 1, 1, 2};
    writeOmniSegPatches(folder / "a.npz", patches);
    const MaskImport result = import(datasetOf({"a.png"}), folder.path());
    const MaskHierarchy& hierarchy = result.masks->find({0})->hierarchy;
    QCOMPARE(hierarchy.patchCount, 3);
    QCOMPARE(*hierarchy.patches.at(0, 0), 1);
    QCOMPARE(*hierarchy.patches.at(1, 1), 2);
    QCOMPARE(hierarchy.correlation, (std::vector<std::uint16_t>{0, 0, 0, 0, 1, 1, 0, 1, 2}));
}

void MaskImportTest::viewsWithoutFilesAndFilesWithoutViewsAreReported() {
    const TemporaryFolder folder;
    writeIdImage(folder / "a.png", twoRegions());
    writeIdImage(folder / "z.png", twoRegions());
    writeTextFile(folder / "README.md", "not a mask");
    const MaskImport result = import(datasetOf({"a.jpg", "b.jpg"}), folder.path());
    QCOMPARE(result.skippedViews, std::vector<std::string>{"b.jpg"});
    QCOMPARE(result.unmatchedFiles, std::vector<std::string>{"z.png"});
}

void MaskImportTest::testViewsAreLeftOut() {
    const TemporaryFolder folder;
    writeIdImage(folder / "a.png", twoRegions());
    writeIdImage(folder / "test_0.png", twoRegions());
    const MaskImport result = import(datasetOf({"a.jpg", "test_0.jpg"}), folder.path());
    QCOMPARE(result.masks->views.size(), std::size_t{1});
    QCOMPARE(result.testFiles, std::vector<std::string>{"test_0.png"});
    QVERIFY(result.skippedViews.empty() && result.unmatchedFiles.empty());
}

void MaskImportTest::namesWithFoldersAndDotsFindTheirView() {
    const TemporaryFolder folder;
    makeFolder(folder / "left");
    makeFolder(folder / "right");
    writeIdImage(folder / "left/1.png", twoRegions());
    writeIdImage(folder / "right/1.jpg.png", twoRegions());
    writeIdImage(folder / "c.png", twoRegions());
    const MaskImport result =
        import(datasetOf({"left/1.jpg", "right/1.jpg", "deep/c.v2.jpg"}), folder.path());
    QVERIFY(result.unmatchedFiles.empty());
    QCOMPARE(result.masks->views.size(), std::size_t{3});
}

void MaskImportTest::masksOfTheSameShapeAreScaled() {
    const TemporaryFolder folder;
    writeIdImage(folder / "a.png", twoRegions());
    const MaskImport result = import(datasetOf({"a.jpg"}, 8, 6), folder.path());
    const ViewMasks* view = result.masks->find({0});
    QCOMPARE(view->masks[0].region, resizeNearest(twoRles()[0], 8, 6));
    QCOMPARE(view->hierarchy.patches.width, 8);
}

void MaskImportTest::masksAreUndistortedWithTheirPhoto() {
    const TemporaryFolder folder;
    Dataset dataset = datasetOf({"a.jpg"}, 80, 60);
    View& view = dataset.views[0];
    view.sourceIntrinsics = pinhole(160, 120, 1);
    view.sourceIntrinsics.distortion.k1 = -0.3;
    view.camera.intrinsics = undistortedIntrinsics(view.sourceIntrinsics).scaledTo(80, 60);
    // A smooth photo and the mask of its bright half; the undistorted mask is the bright half of
    // the undistorted photo.
    Image photo(160, 120, 3);
    IdImage ids(160, 120, 1);
    for (int y = 0; y < 120; ++y)
        for (int x = 0; x < 160; ++x) {
            const int value = x + y / 2;
            for (int c = 0; c < 3; ++c)
                photo.at(x, y)[c] = static_cast<std::uint8_t>(value);
            *ids.at(x, y) = value >= 60;
        }
    writeIdImage(folder / "a.png", ids);
    const MaskImport result = import(dataset, folder.path());
    const Image mask = decodeRle(result.masks->find({0})->masks[0].region);
    const Image straight =
        undistort(photo, view.sourceIntrinsics, view.camera.intrinsics.scaledTo(160, 120));
    for (int y = 0; y < 60; ++y)
        for (int x = 0; x < 80; ++x) {
            const int value = straight.at(2 * x, 2 * y)[0];
            if (std::abs(value - 60) > 4)
                QCOMPARE(*mask.at(x, y) != 0, value > 60);
        }
}

void MaskImportTest::masksOfAnotherShapeNameBothSizes() {
    const TemporaryFolder folder;
    writeIdImage(folder / "a.png", twoRegions());
    CLEAVE_EXPECT_ERROR(
        import(datasetOf({"a.jpg"}, 40, 10), folder.path()), "a.png", "4 x 3", "40 x 10");
    std::filesystem::remove(folder / "a.png");
    OmniSegPatches patches;
    patches.indices = IdImage(5, 9, 1, 0);
    patches.patchCount = 1;
    patches.correlation = {0};
    writeOmniSegPatches(folder / "a.npz", patches);
    CLEAVE_EXPECT_ERROR(
        import(datasetOf({"a.jpg"}, 40, 20), folder.path()), "a.npz", "5 x 9", "40 x 20");
}

void MaskImportTest::aFolderWithoutMasksIsRefused() {
    const TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(import(datasetOf({"a.jpg"}), folder / "none"), "none", "no such folder");
    CLEAVE_EXPECT_ERROR(import(datasetOf({"a.jpg"}), folder.path()), "VIEW.json", "\"a\"");
}

void MaskImportTest::deskMasksAreImported() {
    CLEAVE_REQUIRE_DATA(desk, "scenes/desk");
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(desk / "images"))
        names.push_back(entry.path().filename().string());
    const MaskImport result = import(datasetOf(names, 400, 300), desk / "masks");
    QCOMPARE(result.masks->views.size(), std::size_t{48});
    QCOMPARE(result.masks->maskCount(), std::int64_t{1514});
    QVERIFY(result.skippedViews.empty());
}

QTEST_GUILESS_MAIN(MaskImportTest)
#include "mask_import_test.moc"
