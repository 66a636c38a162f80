// SPDX-License-Identifier: Apache-2.0
// Every data set beside the checkout imports, with the counts that its README tells.
#include "core/base/log.h"
#include "core/dataset/dataset_import.h"
#include "core/dataset/photo_store.h"
#include "core/jobs/new_project.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_data.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cstdlib>

using namespace cleave;

class DataSetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyDataSetImports_data();
    void everyDataSetImports();
    void foxWithMissingPhotosListsThem();
    void foldersWithoutPhotosAreRefusedClearly();
    void foxTakesPointsOfAnotherFolder();
    void pointsLieInTheViews_data();
    void pointsLieInTheViews();
    void neighbouringPhotosShowTheirPointsInTheSameColour_data();
    void neighbouringPhotosShowTheirPointsInTheSameColour();
};

namespace {

Dataset import(const std::filesystem::path& path, const std::string& format = "auto") {
    DatasetImportParams params;
    params.format = format;
    Progress progress;
    return importDataset(path, params, progress);
}

} // namespace

void DataSetsTest::initTestCase() {
    setLogListener([](LogLevel, const Text&) {});
}

void DataSetsTest::everyDataSetImports_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("recognised");
    QTest::addColumn<int>("images");
    QTest::addColumn<int>("test");
    QTest::addColumn<int>("points");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::newRow("desk") << "scenes/desk"
                          << "auto"
                          << "transforms" << 56 << 8 << 12000 << 400 << 300;
    QTest::newRow("desk, colmap") << "scenes/desk"
                                  << "colmap"
                                  << "colmap" << 56 << 8 << 12000 << 400 << 300;
    QTest::newRow("fox 270") << "fox_270x480"
                             << "auto"
                             << "transforms" << 50 << 7 << 0 << 270 << 480;
    QTest::newRow("fox 540") << "fox_540x960"
                             << "auto"
                             << "transforms" << 50 << 7 << 0 << 540 << 960;
    QTest::newRow("fern") << "llff_fern"
                          << "auto"
                          << "llff" << 20 << 3 << 10091 << 504 << 378;
    QTest::newRow("fountain") << "fountain_p11"
                              << "auto"
                              << "transforms" << 11 << 2 << 0 << 768 << 512;
    QTest::newRow("bird") << "bird_colmap"
                          << "auto"
                          << "colmap" << 184 << 23 << 6271 << 544 << 960;
    QTest::newRow("bird, llff") << "bird_colmap"
                                << "llff"
                                << "llff" << 184 << 23 << 6271 << 544 << 960;
    QTest::newRow("tankard") << "tankard_masked"
                             << "auto"
                             << "transforms" << 69 << 9 << 0 << 600 << 600;
    QTest::newRow("tankard, llff") << "tankard_masked"
                                   << "llff"
                                   << "llff" << 69 << 9 << 0 << 600 << 600;
    QTest::newRow("gold cape") << "goldcape_masked"
                               << "auto"
                               << "transforms" << 60 << 8 << 0 << 512 << 512;
    QTest::newRow("lego") << "nerf_lego_400"
                          << "auto"
                          << "transforms" << 52 << 12 << 0 << 400 << 400;
    QTest::newRow("trucks") << "synth_trucks"
                            << "auto"
                            << "transforms" << 64 << 8 << 0 << 480 << 360;
    QTest::newRow("replica, Semantic-NeRF") << "synth_trucks_replica/Sequence_1"
                                            << "auto"
                                            << "replica" << 24 << 3 << 0 << 320 << 240;
    QTest::newRow("replica, NICE-SLAM") << "synth_trucks_replica/room_slam"
                                        << "auto"
                                        << "replica" << 24 << 3 << 0 << 320 << 240;
}

void DataSetsTest::everyDataSetImports() {
    QFETCH(QString, path);
    QFETCH(QString, format);
    const auto folder = tests::testData(path.toStdString());
    if (!folder)
        QSKIP("data set not available");
    QElapsedTimer timer;
    timer.start();
    const Dataset dataset = import(*folder, format.toStdString());
    qInfo("%lld ms", timer.elapsed());
    const DatasetSummary summary = summarize(dataset);
    QTEST(QString::fromStdString(summary.format), "recognised");
    QTEST(static_cast<int>(summary.images), "images");
    QTEST(static_cast<int>(summary.test), "test");
    QTEST(static_cast<int>(summary.points), "points");
    QTEST(summary.width, "width");
    QTEST(summary.height, "height");
    QVERIFY(dataset.skipped.empty());
    QVERIFY(dataset.cameraExtent() > 0.01);
    for (const View& view : dataset.views) {
        QCOMPARE(dataset.findView(view.name), &view);
        QVERIFY(view.contentHash != 0);
        QVERIFY(view.camera.intrinsics.distortion.isNone());
    }
    const Image photo = loadPhoto(dataset, dataset.views.back());
    QCOMPARE(photo.width, summary.width);
    QCOMPARE(photo.channels, 3);
}

void DataSetsTest::foxWithMissingPhotosListsThem() {
    CLEAVE_REQUIRE_DATA(path, "fox_270x480/transforms_with_missing_images.json");
    const Dataset dataset = import(path);
    QCOMPARE(dataset.views.size(), std::size_t{50});
    QCOMPARE(dataset.skipped.size(), std::size_t{17});
    QCOMPARE(dataset.skipped[0], std::string("images/0005.jpg"));
}

void DataSetsTest::foldersWithoutPhotosAreRefusedClearly() {
    CLEAVE_REQUIRE_DATA(sparse, "fox_sparse");
    CLEAVE_EXPECT_ERROR(import(sparse), "fox_sparse", "50 photos", "none");
    CLEAVE_REQUIRE_DATA(garden, "garden_npz");
    CLEAVE_EXPECT_ERROR(import(garden),
                        "garden_npz",
                        "transforms.json",
                        "sparse/0",
                        "poses_bounds.npy",
                        "traj.txt");
    CLEAVE_REQUIRE_DATA(room, "synth_trucks_replica");
    CLEAVE_EXPECT_ERROR(import(room), "Sequence_1", "room_slam");
}

void DataSetsTest::foxTakesPointsOfAnotherFolder() {
    CLEAVE_REQUIRE_DATA(fox, "fox_270x480");
    CLEAVE_REQUIRE_DATA(binary, "fox_sparse/points3D.bin");
    CLEAVE_REQUIRE_DATA(textual, "fox_sparse/points3D.txt");
    DatasetImportParams params;
    Progress progress;
    params.points = binary;
    const Dataset dataset = importDataset(fox, params, progress);
    QCOMPARE(dataset.points.positions.size(), std::size_t{16098});
    params.points = textual;
    QCOMPARE(importDataset(fox, params, progress).points.positions.size(), std::size_t{16098});
}

void DataSetsTest::pointsLieInTheViews_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("points");
    QTest::newRow("desk") << "scenes/desk"
                          << "";
    QTest::newRow("fern") << "llff_fern"
                          << "";
    QTest::newRow("bird") << "bird_colmap"
                          << "";
    QTest::newRow("fox") << "fox_270x480"
                         << "fox_sparse/points3D.bin";
}

void DataSetsTest::pointsLieInTheViews() {
    QFETCH(QString, path);
    QFETCH(QString, points);
    const auto folder = tests::testData(path.toStdString());
    if (!folder)
        QSKIP("data set not available");
    DatasetImportParams params;
    if (!points.isEmpty())
        params.points = tests::testData(points.toStdString())->string();
    Progress progress;
    const Dataset dataset = importDataset(*folder, params, progress);
    int seen = 0, checked = 0;
    for (std::size_t i = 0; i < dataset.points.positions.size(); i += 10, ++checked) {
        int views = 0;
        for (const View& view : dataset.views) {
            const auto pixel = view.camera.project(dataset.points.positions[i].cast<double>());
            views += pixel && pixel->x() > 0 && pixel->y() > 0 &&
                     pixel->x() < view.camera.intrinsics.width &&
                     pixel->y() < view.camera.intrinsics.height;
        }
        seen += views >= 2;
    }
    QVERIFY2(seen > 0.95 * checked, qPrintable(QString("%1 of %2").arg(seen).arg(checked)));
}

void DataSetsTest::neighbouringPhotosShowTheirPointsInTheSameColour_data() {
    pointsLieInTheViews_data();
}

/// Axes, order of photos, scaling and undistortion all have to be right for this.
void DataSetsTest::neighbouringPhotosShowTheirPointsInTheSameColour() {
    QFETCH(QString, path);
    QFETCH(QString, points);
    const auto folder = tests::testData(path.toStdString());
    if (!folder)
        QSKIP("data set not available");
    DatasetImportParams params;
    if (!points.isEmpty())
        params.points = tests::testData(points.toStdString())->string();
    Progress progress;
    const Dataset dataset = importDataset(*folder, params, progress);
    std::vector<int> right, wrong;
    for (std::size_t v = 0; v < dataset.views.size(); v += dataset.views.size() / 4) {
        const View& view = dataset.views[v];
        const Image photo = loadPhoto(dataset, view);
        for (std::size_t i = 0; i < dataset.points.positions.size(); i += 5) {
            const auto pixel = view.camera.project(dataset.points.positions[i].cast<double>());
            if (!pixel || pixel->x() < 0 || pixel->y() < 0 || pixel->x() >= photo.width ||
                pixel->y() >= photo.height)
                continue;
            const auto difference = [&](int x, int y) {
                int sum = 0;
                for (int c = 0; c < 3; ++c)
                    sum += std::abs(photo.at(x, y)[c] - dataset.points.colors[i][c]);
                return sum;
            };
            const int x = static_cast<int>(pixel->x()), y = static_cast<int>(pixel->y());
            right.push_back(difference(x, y));
            wrong.push_back(
                difference(photo.width - 1 - x, y)); // mirrored: as wrong axes would have it
        }
    }
    const auto median = [](std::vector<int> values) {
        std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
        return values[values.size() / 2];
    };
    QVERIFY(right.size() > 500);
    // Not far less everywhere: points on the far side of the bird are hidden in half of the photos.
    QVERIFY2(median(right) < 0.7 * median(wrong),
             qPrintable(QString("%1 against %2").arg(median(right)).arg(median(wrong))));
}

QTEST_GUILESS_MAIN(DataSetsTest)
#include "data_sets_test.moc"
