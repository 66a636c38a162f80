// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/base/safe_file.h"
#include "core/dataset/dataset_import.h"
#include "core/dataset/photo_store.h"
#include "core/formats/colmap.h"
#include "core/formats/image_file.h"
#include "core/formats/ply.h"
#include "tests/support/expect_error.h"
#include "tests/support/small_dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;
using namespace cleave::tests;

namespace fs = std::filesystem;

namespace {

Dataset import(const fs::path& path, DatasetImportParams params = {}) {
    Progress progress;
    return importDataset(path, params, progress);
}

Dataset importAs(const fs::path& path, const std::string& format) {
    DatasetImportParams params;
    params.format = format;
    return import(path, params);
}

std::vector<std::string> testNames(const Dataset& dataset) {
    std::vector<std::string> names;
    for (const View& view : dataset.views)
        if (view.isTest)
            names.push_back(view.name);
    return names;
}

void requireSamePoses(const Dataset& a, const Dataset& b, double tolerance) {
    QCOMPARE(a.views.size(), b.views.size());
    for (std::size_t i = 0; i < a.views.size(); ++i) {
        QCOMPARE(a.views[i].name, b.views[i].name);
        QVERIFY((a.views[i].camera.pose.rotation - b.views[i].camera.pose.rotation).norm() <
                tolerance);
        QVERIFY((a.views[i].camera.pose.translation - b.views[i].camera.pose.translation).norm() <
                tolerance);
    }
}

using Names = std::vector<std::string>;

} // namespace

class DatasetImportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void formatsTellTheSameCameras();
    void transformsStandOverOtherDescriptions();
    void everyEighthIsHeldOutWhenNobodySays();
    void theDataNamesItsTestViews();
    void thePersonNamesTheTestViews();
    void blenderPairsAreOneDataSet();
    void downscaleScalesTheIntrinsicsExactly();
    void uniformlyScaledPhotosAreAccepted();
    void photosOfAnotherShapeAreRefused();
    void missingAndUnreadablePhotosAreListed();
    void pointsOfAnotherWorldAreNotTaken();
    void pointsComeFromAnyFile();
    void modelFoldersMayBeGivenThemselves();
    void llffNeedsAsManyPhotosAsPoses();
    void replicaFramesAreSortedByNumber();
    void foldersThatHoldNothingSayWhatWasLookedFor();
    void wrongParametersAreRefused();
    void hashesTellPhotosApart();
    void cancellingStopsTheImport();
    void theBirdsTwoDescriptionsAgree();
    void theDesksTwoDescriptionsAgree();
};

void DatasetImportTest::initTestCase() {
    setLogListener([](LogLevel, const Text&) {});
}

void DatasetImportTest::formatsTellTheSameCameras() {
    TemporaryFolder transforms, colmap, llff;
    writeTransformsDataset(transforms.path(), 10);
    writeColmapDataset(colmap.path(), 10);
    writeLlffDataset(llff.path(), 10);
    const Dataset a = import(transforms.path()), b = import(colmap.path()), c = import(llff.path());
    QCOMPARE(a.format, std::string("transforms"));
    QCOMPARE(b.format, std::string("colmap"));
    QCOMPARE(c.format, std::string("llff"));
    requireSamePoses(a, b, 1e-12);
    requireSamePoses(a, c, 1e-12);
    QVERIFY(a.views[3].camera.intrinsics == b.views[3].camera.intrinsics);
    QVERIFY(a.views[3].camera.intrinsics == ringOfCameras(10)[3].intrinsics);
    QCOMPARE(a.views[3].contentHash, b.views[3].contentHash);
    QCOMPARE(a.views[3].path, fs::path("images/photo_03.png"));
    QCOMPARE(a.photoPath(a.views[3]), transforms / "images/photo_03.png");
    QCOMPARE(b.points.positions.size(), std::size_t{20});
}

void DatasetImportTest::transformsStandOverOtherDescriptions() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 4);
    writeColmapDataset(folder.path(), 4);
    const Dataset both = import(folder.path());
    QCOMPARE(both.format, std::string("transforms"));
    QCOMPARE(both.points.positions.size(), std::size_t{20}); // of the model, whose poses agree
    writeTextFile(folder / "transforms.json",
                  "{\"fl_x\": 30, " + transformsFrames({"elsewhere/a.png", "elsewhere/b.png"}) +
                      "}");
    QCOMPARE(import(folder.path()).format, std::string("colmap"));
}

void DatasetImportTest::everyEighthIsHeldOutWhenNobodySays() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 17);
    QCOMPARE(testNames(import(folder.path())),
             (Names{"photo_00.png", "photo_08.png", "photo_16.png"}));
    DatasetImportParams params;
    params.testEvery = 10;
    QCOMPARE(testNames(import(folder.path(), params)), (Names{"photo_00.png", "photo_10.png"}));
    TemporaryFolder single;
    writeTransformsDataset(single.path(), 1);
    QVERIFY(testNames(import(single.path())).empty());
}

void DatasetImportTest::theDataNamesItsTestViews() {
    TemporaryFolder folder;
    writeTransformsDataset(
        folder.path(),
        4,
        R"("train_filenames": ["images/photo_00.png", "./images/photo_01.png"], "test_filenames": ["images/photo_03.png"], )");
    Dataset dataset = import(folder.path());
    QCOMPARE(testNames(dataset), (Names{"photo_03.png"}));
    QCOMPARE(dataset.views.size(), std::size_t{3}); // photo_02 is in no list
    writeTransformsDataset(folder.path(), 4, R"("val_filenames": ["images/photo_02.png"], )");
    dataset = import(folder.path());
    QCOMPARE(testNames(dataset), (Names{"photo_02.png"}));
    QCOMPARE(dataset.views.size(), std::size_t{4});
    writeTransformsDataset(
        folder.path(),
        4,
        R"("train_filenames": ["images/photo_00.png", "images/photo_01.png", "images/photo_03.png"], )");
    QCOMPARE(testNames(import(folder.path())), (Names{"photo_02.png"}));

    TemporaryFolder colmap;
    writeColmapDataset(colmap.path(), 9);
    writeTextFile(colmap / "sparse/0/test.txt", "photo_05.png\r\n\n# a note\nphoto_07\n");
    QCOMPARE(testNames(import(colmap.path())), (Names{"photo_05.png", "photo_07.png"}));
    DatasetImportParams params;
    params.testEvery = 5; // the person stands over the data
    QCOMPARE(testNames(import(colmap.path(), params)), (Names{"photo_00.png", "photo_05.png"}));
}

void DatasetImportTest::thePersonNamesTheTestViews() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 5, R"("test_filenames": ["images/photo_03.png"], )");
    DatasetImportParams params;
    params.testViews = folder / "held_out.txt";
    writeTextFile(folder / "held_out.txt", "photo_01\nimages/photo_04.png\n");
    QCOMPARE(testNames(import(folder.path(), params)), (Names{"photo_01.png", "photo_04.png"}));
    writeTextFile(folder / "held_out.txt", "photo_01\nphoto_99\n");
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "held_out.txt", "photo_99");
    writeTextFile(folder / "held_out.txt", "photo_00\nphoto_01\nphoto_02\nphoto_03\nphoto_04\n");
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "none is left to train on");
    params.testViews = folder / "nowhere.txt";
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "nowhere.txt");
}

void DatasetImportTest::blenderPairsAreOneDataSet() {
    TemporaryFolder folder;
    for (int i = 0; i < 3; ++i)
        writePhoto(folder / ("train/r_" + std::to_string(i) + ".png"), i, 32, 24, 4);
    for (int i = 0; i < 2; ++i)
        writePhoto(folder / ("test/r_" + std::to_string(i) + ".png"), 10 + i, 32, 24, 4);
    writeTextFile(folder / "transforms_train.json",
                  "{\"camera_angle_x\": 0.7, " +
                      transformsFrames({"./train/r_0", "./train/r_1", "./train/r_2"}) + "}");
    writeTextFile(folder / "transforms_test.json",
                  "{\"camera_angle_x\": 0.7, " + transformsFrames({"./test/r_0", "./test/r_1"}) +
                      "}");
    const Dataset dataset = import(folder.path());
    QCOMPARE(dataset.views.size(), std::size_t{5});
    QCOMPARE(testNames(dataset), (Names{"test/r_0.png", "test/r_1.png"}));
    QVERIFY(std::abs(dataset.views[0].camera.intrinsics.fx - 16 / std::tan(0.35)) < 1e-9);
    const Image photo = loadPhoto(dataset, dataset.views[0]);
    QCOMPARE(photo.channels, 3);
    const Image raw = readImage(folder / "test/r_0.png");
    const int alpha = raw.at(5, 5)[3];
    QVERIFY(alpha > 0 && alpha < 255);
    QVERIFY(std::abs(photo.at(5, 5)[0] - (raw.at(5, 5)[0] * alpha + 255 * (255 - alpha)) / 255.0) <=
            0.51);
    // The JSON itself may be given too.
    QCOMPARE(import(folder / "transforms_train.json").views.size(), std::size_t{5});
}

void DatasetImportTest::downscaleScalesTheIntrinsicsExactly() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 3);
    DatasetImportParams params;
    params.downscale = 2;
    const Dataset dataset = import(folder.path(), params);
    QVERIFY(dataset.views[0].camera.intrinsics == (Intrinsics{16, 12, 15, 15.5, 8.25, 5.75, {}}));
    QCOMPARE(dataset.views[0].sourceIntrinsics.width, 32);
    const Image photo = loadPhoto(dataset, dataset.views[0]),
                whole = readImage(dataset.photoPath(dataset.views[0]));
    QCOMPARE(photo.width, 16);
    const int sum = whole.at(0, 0)[1] + whole.at(1, 0)[1] + whole.at(0, 1)[1] + whole.at(1, 1)[1];
    QVERIFY(std::abs(photo.at(0, 0)[1] - sum / 4.0) <= 0.51);
    params.downscale = 8;
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "photo_00.png", "divided by 8", "4 x 3");
}

void DatasetImportTest::uniformlyScaledPhotosAreAccepted() {
    TemporaryFolder folder;
    writeColmapDataset(folder.path(), 3);
    fs::remove_all(folder / "images");
    // Another folder, size and extension than the model says: 32 x 24 times 1.5, and once off by
    // the rounding of a pixel.
    for (int i = 0; i < 3; ++i)
        writePhoto(folder / "images_2" / fs::path(photoName(i)).replace_extension(".JPG"),
                   i,
                   i == 1 ? 49 : 48,
                   36);
    const Dataset dataset = import(folder.path());
    QVERIFY(dataset.views[0].camera.intrinsics == (Intrinsics{48, 36, 45, 46.5, 24.75, 17.25, {}}));
    QCOMPARE(dataset.views[1].camera.intrinsics.width, 49);
    QCOMPARE(dataset.views[0].name, std::string("photo_00.JPG"));
}

void DatasetImportTest::photosOfAnotherShapeAreRefused() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 4);
    writePhoto(folder / "images" / photoName(2), 2, 24, 32);
    CLEAVE_EXPECT_ERROR(import(folder.path()), "photo_02.png", "24 x 32", "32 x 24");
}

void DatasetImportTest::missingAndUnreadablePhotosAreListed() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 6);
    fs::remove(folder / "images" / photoName(4));
    writeTextFile(folder / "images" / photoName(1), "no image at all");
    writeTextFile(folder / "images" / photoName(2), "");
    fs::resize_file(folder / "images" / photoName(5),
                    fs::file_size(folder / "images" / photoName(5)) / 2);
    const Dataset dataset = import(folder.path());
    QCOMPARE(dataset.views.size(), std::size_t{2});
    QCOMPARE(dataset.skipped,
             (Names{"images/photo_01.png",
                    "images/photo_02.png",
                    "images/photo_04.png",
                    "images/photo_05.png"}));
    for (std::size_t i = 0; i < dataset.views.size(); ++i)
        QCOMPARE(dataset.views[i].id.value, static_cast<int>(i));
    for (int i = 0; i < 6; ++i)
        fs::remove(folder / "images" / photoName(i));
    CLEAVE_EXPECT_ERROR(import(folder.path()), "transforms.json", "6 photos", "none");
}

void DatasetImportTest::pointsOfAnotherWorldAreNotTaken() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 4);
    writeColmapDataset(folder.path(), 4);
    ColmapModel model = readColmapModel(folder / "sparse/0");
    for (ColmapImage& image : model.images)
        image.pose.translation *= 3;
    writeColmapModel(folder / "sparse/0", model, ColmapForm::Binary);
    QVERIFY(import(folder.path()).points.positions.empty());
    // A broken model that nobody asked for costs the points, not the import.
    fs::resize_file(folder / "sparse/0/images.bin", 100);
    QVERIFY(import(folder.path()).points.positions.empty());
    const auto writeCloud = [&](const char* values) {
        writeTextFile(folder / "points3d.ply",
                      std::string("ply\nformat ascii 1.0\nelement vertex 2\nproperty float "
                                  "x\nproperty float y\nproperty float z\nend_header\n") +
                          values);
    };
    writeCloud("500 0 0\n0 800 0\n");
    QVERIFY(import(folder.path()).points.positions.empty());
    writeCloud("0.1 0 0\n0 0.1 0\n");
    const Dataset dataset = import(folder.path());
    QCOMPARE(dataset.points.positions.size(), std::size_t{2});
    QVERIFY(dataset.points.colors[0] == (std::array<std::uint8_t, 3>{128, 128, 128}));
}

void DatasetImportTest::pointsComeFromAnyFile() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 4, R"("ply_file_path": "cloud.ply", )");
    const std::string header = "ply\nformat ascii 1.0\nelement vertex 1\nproperty double "
                               "x\nproperty double y\nproperty double z\n";
    writeTextFile(folder / "cloud.ply",
                  header + "property uchar red\nproperty uchar green\nproperty uchar "
                           "blue\nend_header\n1 2 3 4 5 255\n");
    const Dataset named = import(folder.path());
    QVERIFY(named.points.positions[0] == Eigen::Vector3f(1, 2, 3));
    QVERIFY(named.points.colors[0] == (std::array<std::uint8_t, 3>{4, 5, 255}));
    DatasetImportParams params;
    params.points = folder / "points3D.txt";
    writeTextFile(folder / "points3D.txt", "1 9 8 7 6 5 4 0.5 1 1\n");
    QVERIFY(import(folder.path(), params).points.positions[0] == Eigen::Vector3f(9, 8, 7));
    params.points = folder / "points.csv";
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "points.csv", "not there");
    writeTextFile(folder / "points.csv", "");
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "points.csv", ".ply");
    params.points = folder / "bad.ply";
    writeTextFile(folder / "bad.ply", header + "end_header\n1 nan 3\n");
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "bad.ply");
    writeTextFile(folder / "bad.ply",
                  "ply\nformat ascii 1.0\nelement face 0\nproperty float x\nend_header\n");
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "bad.ply", "vertex");
}

void DatasetImportTest::modelFoldersMayBeGivenThemselves() {
    for (const char* model : {"sparse/0", "sparse", "colmap/sparse/0", "."}) {
        TemporaryFolder folder;
        writeColmapDataset(folder.path(), 3, model);
        QCOMPARE(import(folder.path()).views.size(), std::size_t{3});
    }
    TemporaryFolder folder;
    writeColmapDataset(folder.path(), 3);
    const Dataset dataset = import(folder / "sparse/0/");
    QCOMPARE(dataset.folder, folder.path());
    QCOMPARE(dataset.views[0].path, fs::path("images/photo_00.png"));
    fs::remove_all(folder / "images");
    CLEAVE_EXPECT_ERROR(import(folder.path()), "3 photos", "none", "images");
}

void DatasetImportTest::llffNeedsAsManyPhotosAsPoses() {
    TemporaryFolder folder;
    writeLlffDataset(folder.path(), 5);
    fs::remove(folder / "images" / photoName(4));
    CLEAVE_EXPECT_ERROR(import(folder.path()), "poses_bounds.npy", "5 poses", "images: 4");
    fs::remove_all(folder / "images");
    CLEAVE_EXPECT_ERROR(import(folder.path()), "poses_bounds.npy", "5 poses", "images_2");
    for (int i = 0; i < 5; ++i)
        writePhoto(folder / "images_4" / photoName(i), i, 16, 12);
    const Dataset dataset = import(folder.path());
    QCOMPARE(dataset.views[0].camera.intrinsics.width, 16);
    QCOMPARE(dataset.views[0].camera.intrinsics.fx, 15.0);
}

void DatasetImportTest::replicaFramesAreSortedByNumber() {
    TemporaryFolder folder;
    std::string lines;
    for (int i = 0; i < 12; ++i) {
        writePhoto(folder / ("rgb/rgb_" + std::to_string(i) + ".png"), i);
        lines += "1 0 0 " + std::to_string(i) + " 0 1 0 0 0 0 1 0 0 0 0 1\n";
    }
    writeTextFile(folder / "traj_w_c.txt", lines);
    Dataset dataset = import(folder.path());
    QCOMPARE(dataset.format, std::string("replica"));
    for (int i = 0; i < 12; ++i) {
        QCOMPARE(dataset.views[i].name, "rgb_" + std::to_string(i) + ".png");
        QCOMPARE(dataset.views[i].camera.pose.centerInWorld().x(), static_cast<double>(i));
    }
    QCOMPARE(testNames(dataset), (Names{"rgb_0.png", "rgb_8.png"}));
    QCOMPARE(dataset.views[0].camera.intrinsics.fx, 16.0); // 90 degrees
    fs::remove(folder / "rgb/rgb_3.png");
    dataset = import(folder.path());
    QCOMPARE(dataset.views[3].camera.pose.centerInWorld().x(), 4.0);
    QCOMPARE(dataset.skipped, (Names{"rgb_3"}));
    writePhoto(folder / "rgb/rgb_12.png", 12);
    CLEAVE_EXPECT_ERROR(import(folder.path()), "traj_w_c.txt", "12 poses", "rgb_12.png");
    fs::remove_all(folder / "rgb");
    CLEAVE_EXPECT_ERROR(import(folder.path()), "traj_w_c.txt", "none", "rgb");
}

void DatasetImportTest::foldersThatHoldNothingSayWhatWasLookedFor() {
    TemporaryFolder folder;
    CLEAVE_EXPECT_ERROR(import(folder.path()),
                        folder.path().string(),
                        "transforms.json",
                        "sparse/0",
                        "poses_bounds.npy",
                        "traj_w_c.txt");
    CLEAVE_EXPECT_ERROR(import(folder / "nowhere"), "nowhere", "not there");
    CLEAVE_EXPECT_ERROR(importAs(folder.path(), "colmap"), folder.path().string(), "sparse/0");
    CLEAVE_EXPECT_ERROR(importAs(folder.path(), "llff"), "poses_bounds.npy");
    CLEAVE_EXPECT_ERROR(importAs(folder.path(), "transforms"), "transforms.json");
    CLEAVE_EXPECT_ERROR(importAs(folder.path(), "replica"), "traj.txt");
    CLEAVE_EXPECT_ERROR(importAs(folder.path(), "bundler"), "bundler", "colmap");
    writeTextFile(folder / "movie.mp4", "x");
    CLEAVE_EXPECT_ERROR(import(folder / "movie.mp4"), "movie.mp4", "folder");
}

void DatasetImportTest::wrongParametersAreRefused() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 3);
    DatasetImportParams params;
    params.testEvery = 1;
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "test-every");
    params = {};
    params.downscale = 0;
    CLEAVE_EXPECT_ERROR(import(folder.path(), params), "downscale");
    CLEAVE_EXPECT_ERROR(setParam(*findParam(describe(params), "downscale"), "-1"), "downscale");
}

void DatasetImportTest::hashesTellPhotosApart() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 4);
    fs::copy_file(folder / "images/photo_00.png",
                  folder / "images/photo_03.png",
                  fs::copy_options::overwrite_existing);
    const Dataset dataset = import(folder.path());
    QVERIFY(dataset.views[0].contentHash != dataset.views[1].contentHash);
    QCOMPARE(dataset.views[0].contentHash, dataset.views[3].contentHash);
}

void DatasetImportTest::cancellingStopsTheImport() {
    TemporaryFolder folder;
    writeTransformsDataset(folder.path(), 3);
    Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(importDataset(folder.path(), {}, progress), Cancelled);
}

void DatasetImportTest::theBirdsTwoDescriptionsAgree() {
    CLEAVE_REQUIRE_DATA(bird, "bird_colmap");
    const Dataset colmap = importAs(bird, "colmap"), llff = importAs(bird, "llff");
    requireSamePoses(colmap, llff, 1e-12);
    // COLMAP refined a focal length per photo (793 to 1037 pixels); the other form has one for all,
    // that of some photo.
    const double shared = llff.views[0].camera.intrinsics.fx;
    QVERIFY(std::any_of(colmap.views.begin(), colmap.views.end(), [&](const View& view) {
        return std::abs(view.camera.intrinsics.fx - shared) < 1e-9;
    }));
    for (std::size_t i = 0; i < colmap.views.size(); ++i) {
        QCOMPARE(llff.views[i].camera.intrinsics.fx, shared);
        QCOMPARE(colmap.views[i].camera.intrinsics.cx, llff.views[i].camera.intrinsics.cx);
    }
}

void DatasetImportTest::theDesksTwoDescriptionsAgree() {
    CLEAVE_REQUIRE_DATA(desk, "scenes/desk");
    const Dataset colmap = importAs(desk, "colmap"), transforms = importAs(desk, "transforms");
    requireSamePoses(colmap, transforms, 1e-6);
    QCOMPARE(testNames(colmap), testNames(transforms));
    QCOMPARE(testNames(colmap).size(), std::size_t{8});
    QVERIFY(colmap.views[0].camera.intrinsics == transforms.views[0].camera.intrinsics);
    QCOMPARE(colmap.points.positions.size(), transforms.points.positions.size());
}

QTEST_GUILESS_MAIN(DatasetImportTest)
#include "dataset_import_test.moc"
