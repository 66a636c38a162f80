// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/colmap.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

ColmapModel smallModel() {
    ColmapModel model;
    model.cameras = {{3, {640, 480, 500, 510, 321, 239, {}}},
                     {7, {320, 240, 250, 255, 160, 120, {0.1, -0.02, 0.001, -0.002, 0}}}};
    for (std::uint32_t i = 0; i < 3; ++i) {
        const Eigen::AngleAxisd turn(0.4 * i, Eigen::Vector3d(1, 2, 3).normalized());
        model.images.push_back({10 + i,
                                i == 0 ? 3u : 7u,
                                {turn.toRotationMatrix(), Eigen::Vector3d(i, -1.5, 2)},
                                "front row/photo " + std::to_string(i) + ".jpg"});
    }
    model.points = {{5, {0.1, 0.2, 0.3}, {10, 20, 255}, 0.5},
                    {std::uint64_t{1} << 40, {-1, 4, 1e-3}, {0, 0, 0}, -1}};
    return model;
}

void requireSame(const ColmapModel& a, const ColmapModel& b) {
    QVERIFY(a.cameras == b.cameras);
    QVERIFY(a.points == b.points);
    QCOMPARE(a.images.size(), b.images.size());
    for (std::size_t i = 0; i < a.images.size(); ++i) {
        QCOMPARE(a.images[i].id, b.images[i].id);
        QCOMPARE(a.images[i].name, b.images[i].name);
        QCOMPARE(a.images[i].cameraId, b.images[i].cameraId);
        QVERIFY((a.images[i].pose.rotation - b.images[i].pose.rotation).norm() < 1e-14);
        QVERIFY(a.images[i].pose.translation == b.images[i].pose.translation);
    }
}

/// Overwrites a value within a file.
template <class T>
void patch(const std::filesystem::path& path, std::size_t at, T value) {
    std::vector<std::byte> bytes = readFile(path);
    std::memcpy(bytes.data() + at, &value, sizeof(T));
    writeFile(path, bytes);
}

} // namespace

class ColmapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothFormsSurviveTheRoundTrip();
    void everyLensModelIsReadAsItsParametersMean();
    void textAndBinaryOfTheFoxAgree();
    void observationsMayBeMissingInText();
    void newerFilesBesideTheModelAreIgnored();
    void truncationAtAnyByteIsRefused();
    void countsLargerThanTheFileAreRefused();
    void posesThatAreNoNumbersAreRefused();
    void otherLensModelsAreNamed();
    void brokenTextNamesTheLine();
    void imagesNeedTheirCamera();
};

void ColmapTest::bothFormsSurviveTheRoundTrip() {
    for (const ColmapForm form : {ColmapForm::Binary, ColmapForm::Text}) {
        TemporaryFolder folder;
        QVERIFY(!isColmapModel(folder.path()));
        writeColmapModel(folder.path(), smallModel(), form);
        QVERIFY(isColmapModel(folder.path()));
        requireSame(readColmapModel(folder.path()), smallModel());
    }
}

void ColmapTest::everyLensModelIsReadAsItsParametersMean() {
    TemporaryFolder folder;
    writeTextFile(folder / "images.txt", "");
    writeTextFile(
        folder / "cameras.txt",
        "1 SIMPLE_PINHOLE 8 6 5 4 3\n2 PINHOLE 8 6 5 5.5 4 3\n3 SIMPLE_RADIAL 8 6 5 4 3 0.1\n"
        "4 RADIAL 8 6 5 4 3 0.1 0.2\r\n  5 OPENCV 8 6 5 5.5 4 3 0.1 0.2 0.3 0.4\n");
    const ColmapModel model = readColmapModel(folder.path());
    QCOMPARE(model.cameras.size(), std::size_t{5});
    QVERIFY(model.camera(1)->intrinsics == (Intrinsics{8, 6, 5, 5, 4, 3, {}}));
    QVERIFY(model.camera(2)->intrinsics == (Intrinsics{8, 6, 5, 5.5, 4, 3, {}}));
    QVERIFY(model.camera(3)->intrinsics == (Intrinsics{8, 6, 5, 5, 4, 3, {0.1, 0, 0, 0, 0}}));
    QVERIFY(model.camera(4)->intrinsics == (Intrinsics{8, 6, 5, 5, 4, 3, {0.1, 0.2, 0, 0, 0}}));
    QVERIFY(model.camera(5)->intrinsics ==
            (Intrinsics{8, 6, 5, 5.5, 4, 3, {0.1, 0.2, 0.3, 0.4, 0}}));
    QVERIFY(!model.camera(6));
}

void ColmapTest::textAndBinaryOfTheFoxAgree() {
    CLEAVE_REQUIRE_DATA(fox, "fox_sparse");
    const ColmapModel binary = readColmapModel(fox);
    TemporaryFolder folder;
    for (const char* name : {"cameras.txt", "images.txt", "points3D.txt"})
        std::filesystem::copy_file(fox / name, folder / name);
    const ColmapModel text = readColmapModel(folder.path());
    QVERIFY(binary.cameras == text.cameras);
    QCOMPARE(binary.images.size(), std::size_t{50});
    const auto byId = [](auto values) {
        std::sort(
            values.begin(), values.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
        return values;
    };
    const auto a = byId(binary.images), b = byId(text.images);
    QCOMPARE(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        QCOMPARE(a[i].name, b[i].name);
        QVERIFY((a[i].pose.rotation - b[i].pose.rotation).norm() < 1e-12);
        QVERIFY((a[i].pose.translation - b[i].pose.translation).norm() < 1e-12);
    }
    const auto p = byId(binary.points), q = byId(text.points);
    QCOMPARE(p.size(), std::size_t{16098});
    QCOMPARE(p.size(), q.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        QCOMPARE(p[i].id, q[i].id);
        QVERIFY((p[i].position - q[i].position).norm() < 1e-5 * (1 + p[i].position.norm()));
        QVERIFY(p[i].color == q[i].color);
    }
}

void ColmapTest::observationsMayBeMissingInText() {
    TemporaryFolder folder;
    writeTextFile(folder / "cameras.txt", "1 SIMPLE_PINHOLE 8 6 5 4 3\n");
    writeTextFile(folder / "images.txt",
                  "# header\n1 1 0 0 0 0 0 0 1 a.jpg\n\n2 1 0 0 0 0 0 1 1 b.jpg\n1.5 2.5 -1 3 4 "
                  "7\n3 1 0 0 0 0 0 2 1 c.jpg");
    const ColmapModel model = readColmapModel(folder.path());
    QCOMPARE(model.images.size(), std::size_t{3});
    QCOMPARE(model.images[2].name, std::string("c.jpg"));
    QVERIFY(model.points.empty());
}

void ColmapTest::newerFilesBesideTheModelAreIgnored() {
    TemporaryFolder folder;
    writeColmapModel(folder.path(), smallModel(), ColmapForm::Binary);
    writeTextFile(folder / "rigs.bin", "nonsense");
    writeTextFile(folder / "frames.bin", "nonsense");
    requireSame(readColmapModel(folder.path()), smallModel());
}

void ColmapTest::truncationAtAnyByteIsRefused() {
    for (const char* name : {"cameras.bin", "images.bin", "points3D.bin"}) {
        TemporaryFolder folder;
        writeColmapModel(folder.path(), smallModel(), ColmapForm::Binary);
        for (auto size = std::filesystem::file_size(folder / name); size > 0;) {
            std::filesystem::resize_file(folder / name, --size);
            CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), name, "byte");
        }
    }
}

void ColmapTest::countsLargerThanTheFileAreRefused() {
    const std::uint64_t huge = std::uint64_t{1} << 61;
    for (const char* name : {"cameras.bin", "images.bin", "points3D.bin"})
        for (const std::uint64_t count : {huge, std::uint64_t{1000}}) {
            TemporaryFolder folder;
            writeColmapModel(folder.path(), smallModel(), ColmapForm::Binary);
            patch(folder / name, 0, count);
            CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), name, std::to_string(count));
        }
    // The number of observations of the first image, after its name.
    TemporaryFolder folder;
    const ColmapModel model = smallModel();
    writeColmapModel(folder.path(), model, ColmapForm::Binary);
    patch(folder / "images.bin", 8 + 64 + model.images[0].name.size() + 1, huge);
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "images.bin", "observations");
}

void ColmapTest::posesThatAreNoNumbersAreRefused() {
    constexpr std::size_t firstRotation = 8 + 4, firstTranslation = firstRotation + 32;
    for (const std::size_t at : {firstRotation, firstTranslation}) {
        TemporaryFolder folder;
        writeColmapModel(folder.path(), smallModel(), ColmapForm::Binary);
        patch(folder / "images.bin", at, std::numeric_limits<double>::quiet_NaN());
        CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "images.bin", "image 10", "finite");
    }
    TemporaryFolder folder;
    writeColmapModel(folder.path(), smallModel(), ColmapForm::Text);
    writeTextFile(folder / "images.txt", "1 nan 0 0 0 0 0 0 3 a.jpg\n\n");
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "images.txt, line 1", "finite");
    writeTextFile(folder / "images.txt", "1 0 0 0 0 0 0 0 3 a.jpg\n\n");
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "images.txt, line 1", "zero");
}

void ColmapTest::otherLensModelsAreNamed() {
    TemporaryFolder folder;
    writeTextFile(folder / "images.txt", "");
    writeTextFile(folder / "cameras.txt", "1 OPENCV_FISHEYE 8 6 5 5 4 3 0 0 0 0\n");
    CLEAVE_EXPECT_ERROR(
        readColmapModel(folder.path()), "cameras.txt, line 1", "OPENCV_FISHEYE", "SIMPLE_RADIAL");
    writeColmapModel(folder.path(), smallModel(), ColmapForm::Binary);
    patch(folder / "cameras.bin", 12, std::int32_t{99});
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "cameras.bin, camera 3", "99", "PINHOLE");
}

void ColmapTest::brokenTextNamesTheLine() {
    TemporaryFolder folder;
    writeTextFile(folder / "images.txt", "");
    const auto expectCameras = [&](const char* content, const char* part) {
        writeTextFile(folder / "cameras.txt", content);
        CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "cameras.txt, line 2", part);
    };
    expectCameras("#\n1 PINHOLE 8 6 5 5 4\n", "ends too early");
    expectCameras("#\n1 PINHOLE 8 6 5 five 4 3\n", "five");
    expectCameras("#\n1 PINHOLE 0 6 5 5 4 3\n", "0 x 6");
    expectCameras("#\n1 PINHOLE 8 6 -5 5 4 3\n", "-5");
    writeTextFile(folder / "cameras.txt", "1 PINHOLE 8 6 5 5 4 3\n");
    writeTextFile(folder / "points3D.txt", "1 0 0 0 255 256 0 0.1\n");
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "points3D.txt, line 1", "colour");
    writeTextFile(folder / "points3D.txt", "1 0 inf 0 255 25 0 0.1\n");
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "points3D.txt", "point 1", "finite");
}

void ColmapTest::imagesNeedTheirCamera() {
    TemporaryFolder folder;
    ColmapModel model = smallModel();
    model.images[1].cameraId = 99;
    writeColmapModel(folder.path(), model, ColmapForm::Binary);
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "photo 1.jpg", "99");
    model = smallModel();
    model.cameras[1].id = model.cameras[0].id;
    writeColmapModel(folder.path(), model, ColmapForm::Binary);
    CLEAVE_EXPECT_ERROR(readColmapModel(folder.path()), "two cameras");
}

QTEST_GUILESS_MAIN(ColmapTest)
#include "colmap_test.moc"
