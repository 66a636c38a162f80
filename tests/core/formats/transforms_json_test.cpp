// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/transforms_json.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cmath>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// One frame at (1, 2, 3) that looks along the world's -z.
const std::string matrix = R"("transform_matrix": [[1,0,0,1],[0,1,0,2],[0,0,1,3],[0,0,0,1]])";

TransformsFile parse(const std::string& json) {
    TemporaryFolder folder;
    writeTextFile(folder / "transforms.json", json);
    return readTransforms(folder / "transforms.json");
}

TransformsFile withFrame(const std::string& shared, const std::string& frame = "") {
    return parse("{" + shared + (shared.empty() ? "" : ",") +
                 R"("frames": [{"file_path": "images/a.jpg", )" + matrix +
                 (frame.empty() ? "" : "," + frame) + "}]}");
}

Intrinsics lensOf(const TransformsFile& file) {
    return file.frames[0].lens.resolve(200, 100, "here");
}

} // namespace

class TransformsJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openGlAxesBecomeOurs();
    void focalLengthsStandAsTheyAre();
    void anglesOfViewNeedTheSize();
    void framesOverrideTheFile();
    void distortionAndSplitListsAreRead();
    void malformedJsonNamesThePlace();
    void posesAreChecked();
    void whatIsNotReadIsRefused();
    void missingPartsAreNamed();
};

void TransformsJsonTest::openGlAxesBecomeOurs() {
    const Pose pose = withFrame(R"("fl_x": 100)").frames[0].pose;
    QVERIFY((pose.centerInWorld() - Eigen::Vector3d(1, 2, 3)).norm() < 1e-12);
    QVERIFY((pose.forward() - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
    QVERIFY((pose.right() - Eigen::Vector3d(1, 0, 0)).norm() < 1e-12);
    QVERIFY((pose.down() - Eigen::Vector3d(0, -1, 0)).norm() < 1e-12);
}

void TransformsJsonTest::focalLengthsStandAsTheyAre() {
    QVERIFY(lensOf(withFrame(
                R"("w": 640, "h": 480, "fl_x": 500, "fl_y": 510, "cx": 321, "cy": 239)")) ==
            (Intrinsics{640, 480, 500, 510, 321, 239, {}}));
    // One focal length is both; the size comes from the photo, the centre is the middle.
    QVERIFY(lensOf(withFrame(R"("fl_x": 500)")) == (Intrinsics{200, 100, 500, 500, 100, 50, {}}));
    // A focal length stands over an angle.
    QCOMPARE(lensOf(withFrame(R"("fl_x": 500, "camera_angle_x": 1)")).fx, 500.0);
}

void TransformsJsonTest::anglesOfViewNeedTheSize() {
    const Intrinsics one = lensOf(withFrame(R"("camera_angle_x": 1.5707963267948966)"));
    QVERIFY(std::abs(one.fx - 100) < 1e-9);
    QCOMPARE(one.fy, one.fx);
    const Intrinsics two = lensOf(
        withFrame(R"("camera_angle_x": 1.5707963267948966, "camera_angle_y": 1.5707963267948966)"));
    QVERIFY(std::abs(two.fy - 50) < 1e-9);
    CLEAVE_EXPECT_ERROR(lensOf(withFrame(R"("camera_angle_x": 3.5)")), "here", "3.5");
}

void TransformsJsonTest::framesOverrideTheFile() {
    const std::string shared =
        R"("w": 640, "h": 480, "fl_x": 500, "fl_y": 510, "cx": 321, "cy": 239, "k1": 0.1)";
    QVERIFY(lensOf(withFrame(shared, R"("fl_x": 400, "cx": 300)")) ==
            (Intrinsics{640, 480, 400, 400, 300, 239, {0.1, 0, 0, 0, 0}}));
    QVERIFY(lensOf(withFrame(shared, R"("w": 320, "h": 240)")) ==
            (Intrinsics{320, 240, 500, 510, 321, 239, {0.1, 0, 0, 0, 0}}));
}

void TransformsJsonTest::distortionAndSplitListsAreRead() {
    const TransformsFile file = withFrame(
        R"("camera_model": "OPENCV", "fl_x": 5, "k1": 1, "k2": 2, "p1": 3, "p2": 4, "k3": 5, "k4": 0, "aabb_scale": 4,
        "ply_file_path": "points\\p.ply", "train_filenames": ["a", "b"], "val_filenames": ["c"], "test_filenames": null)");
    QVERIFY(lensOf(file).distortion == (Distortion{1, 2, 3, 4, 5}));
    QCOMPARE(file.plyFilePath, std::string("points/p.ply"));
    QCOMPARE(file.trainFilenames, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(file.valFilenames.size(), std::size_t{1});
    QVERIFY(file.testFilenames.empty());
}

void TransformsJsonTest::malformedJsonNamesThePlace() {
    CLEAVE_EXPECT_ERROR(parse("{\n \"frames\": [\n  {\"a\": 1,, }\n"),
                        "transforms.json, line 3, column 11",
                        "\",\"");
    CLEAVE_EXPECT_ERROR(parse("{\n \"fl_x\": NaN }"), "transforms.json, line 2", "NaN");
    CLEAVE_EXPECT_ERROR(parse("{\n \"frames\": [\n"), "transforms.json", "ends", "line 3");
    CLEAVE_EXPECT_ERROR(parse(""), "transforms.json", "ends");
    CLEAVE_EXPECT_ERROR(parse("{\"fl_x\": 1e999}"), "transforms.json", "1e999");
}

void TransformsJsonTest::posesAreChecked() {
    const auto pose = [](const std::string& rows) {
        return parse(R"({"fl_x": 5, "frames": [{"file_path": "a.jpg", )" + matrix +
                     R"(}, {"file_path": "b.jpg", "transform_matrix": )" + rows + "}]}");
    };
    CLEAVE_EXPECT_ERROR(
        pose("[[null,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]"), "frame 1 (b.jpg)", "finite");
    CLEAVE_EXPECT_ERROR(pose("[[1,0,0],[0,1,0],[0,0,1]]"), "frame 1 (b.jpg)", "4 rows of 4");
    CLEAVE_EXPECT_ERROR(
        pose("[[1,0,0,\"x\"],[0,1,0,0],[0,0,1,0],[0,0,0,1]]"), "frame 1 (b.jpg)", "numbers");
    CLEAVE_EXPECT_ERROR(
        pose("[[1,0.5,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]"), "frame 1 (b.jpg)", "no rotation");
    CLEAVE_EXPECT_ERROR(
        pose("[[0,0,0,0],[0,0,0,0],[0,0,0,0],[0,0,0,1]]"), "frame 1 (b.jpg)", "no rotation");
    CLEAVE_EXPECT_ERROR(
        pose("[[1,0,0,0],[0,1,0,0],[0,0,-1,0],[0,0,0,1]]"), "frame 1 (b.jpg)", "no rotation");
    CLEAVE_EXPECT_ERROR(pose("7"), "frame 1 (b.jpg)");
    // Rounded to few digits, or scaled as a whole, it still is one; the result is exact.
    const Eigen::Matrix3d rotation =
        pose("[[1.412,-1.412,0,0],[1.412,1.412,0.003,0],[0,0,2,0],[0,0,0,1]]")
            .frames[1]
            .pose.rotation;
    QVERIFY((rotation * rotation.transpose() - Eigen::Matrix3d::Identity()).norm() < 1e-12);
}

void TransformsJsonTest::whatIsNotReadIsRefused() {
    CLEAVE_EXPECT_ERROR(withFrame(R"("fl_x": 5, "camera_model": "OPENCV_FISHEYE")"),
                        "transforms.json",
                        "OPENCV_FISHEYE");
    CLEAVE_EXPECT_ERROR(withFrame(R"("fl_x": 5, "is_fisheye": true)"), "is_fisheye");
    CLEAVE_EXPECT_ERROR(withFrame(R"("fl_x": 5, "k4": 0.1)"), "k4");
}

void TransformsJsonTest::missingPartsAreNamed() {
    CLEAVE_EXPECT_ERROR(parse("[]"), "frames");
    CLEAVE_EXPECT_ERROR(parse(R"({"frames": []})"), "frames", "empty");
    CLEAVE_EXPECT_ERROR(parse(R"({"frames": [{}]})"), "frame 0", "file_path");
    CLEAVE_EXPECT_ERROR(parse(R"({"frames": [{"file_path": 3}]})"), "frame 0", "file_path");
    CLEAVE_EXPECT_ERROR(lensOf(withFrame("")), "here", "fl_x", "camera_angle_x");
    CLEAVE_EXPECT_ERROR(lensOf(withFrame(R"("fl_x": -3)")), "here", "fl_x", "-3");
    CLEAVE_EXPECT_ERROR(withFrame(R"("fl_x": "long")"), "fl_x");
    CLEAVE_EXPECT_ERROR(withFrame(R"("fl_x": 3, "train_filenames": [1])"), "train_filenames");
}

QTEST_GUILESS_MAIN(TransformsJsonTest)
#include "transforms_json_test.moc"
