// SPDX-License-Identifier: Apache-2.0
// LLFF's poses_bounds.npy and the trajectories of Replica.
#include "core/base/safe_file.h"
#include "core/formats/llff.h"
#include "core/formats/npy.h"
#include "core/formats/replica_trajectory.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <limits>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// Looks along the world's +x with -z down; centre (1, 2, 3).
std::vector<double> llffRow() {
    // down, right, backwards, centre, [h w f]
    return {0, 0, -1, 1, 480, 0, -1, 0, 2, 640, -1, 0, 0, 3, 500, 0.5, 9};
}

std::vector<LlffRow> rowsOf(const std::vector<double>& values, std::int64_t columns = 17) {
    TemporaryFolder folder;
    writeNpy(folder / "poses_bounds.npy",
             NpyArray::from<double>(values,
                                    {static_cast<std::int64_t>(values.size()) / columns, columns}));
    return readLlff(folder / "poses_bounds.npy");
}

std::vector<Pose> trajectory(const std::string& content) {
    TemporaryFolder folder;
    writeTextFile(folder / "traj.txt", content);
    return readReplicaTrajectory(folder / "traj.txt");
}

} // namespace

class TrajectoriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void llffColumnsAreDownRightBackwards();
    void llffRefusesWhatIsNoRowOfPoses();
    void replicaRowsAreCameraToWorldInOurAxes();
    void replicaRefusesBrokenLines();
    void replicaCamerasAreChecked();
};

void TrajectoriesTest::llffColumnsAreDownRightBackwards() {
    const LlffRow row = rowsOf(llffRow())[0];
    QVERIFY((row.pose.down() - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
    QVERIFY((row.pose.right() - Eigen::Vector3d(0, -1, 0)).norm() < 1e-12);
    QVERIFY((row.pose.forward() - Eigen::Vector3d(1, 0, 0)).norm() < 1e-12);
    QVERIFY((row.pose.centerInWorld() - Eigen::Vector3d(1, 2, 3)).norm() < 1e-12);
    QVERIFY(row.intrinsics == (Intrinsics{640, 480, 500, 500, 320, 240, {}}));
    QCOMPARE(row.near, 0.5);
    QCOMPARE(row.far, 9.0);
}

void TrajectoriesTest::llffRefusesWhatIsNoRowOfPoses() {
    CLEAVE_EXPECT_ERROR(rowsOf(std::vector<double>(32), 16), "poses_bounds.npy", "17");
    std::vector<double> two = llffRow();
    const std::vector<double> again = llffRow();
    two.insert(two.end(), again.begin(), again.end());
    for (const int column : {0, 3, 4, 14, 15}) {
        std::vector<double> broken = two;
        broken[17 + column] = std::numeric_limits<double>::quiet_NaN();
        CLEAVE_EXPECT_ERROR(rowsOf(broken), "poses_bounds.npy, row 1");
    }
    std::vector<double> zero = two;
    zero[17 + 9] = 0; // the width
    CLEAVE_EXPECT_ERROR(rowsOf(zero), "row 1", "width 0");
}

void TrajectoriesTest::replicaRowsAreCameraToWorldInOurAxes() {
    const std::vector<Pose> poses =
        trajectory("1 0 0 5  0 0 1 6  0 -1 0 7  0 0 0 1\r\n\n1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1");
    QCOMPARE(poses.size(), std::size_t{2});
    QVERIFY((poses[0].centerInWorld() - Eigen::Vector3d(5, 6, 7)).norm() < 1e-12);
    QVERIFY((poses[0].forward() - Eigen::Vector3d(0, 1, 0)).norm() < 1e-12);
    QVERIFY((poses[0].down() - Eigen::Vector3d(0, 0, -1)).norm() < 1e-12);
}

void TrajectoriesTest::replicaRefusesBrokenLines() {
    const std::string good = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1\n";
    CLEAVE_EXPECT_ERROR(trajectory(good + "1 0 0\n"), "traj.txt, line 2", "3 numbers", "16");
    CLEAVE_EXPECT_ERROR(
        trajectory(good + "\n1 0 0 0 0 1 0 0 0 0 one 0 0 0 0 1"), "traj.txt, line 3", "one");
    CLEAVE_EXPECT_ERROR(
        trajectory("1 0 0 nan 0 1 0 0 0 0 1 0 0 0 0 1"), "traj.txt, line 1", "finite");
    CLEAVE_EXPECT_ERROR(
        trajectory("2 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1"), "traj.txt, line 1", "no rotation");
}

void TrajectoriesTest::replicaCamerasAreChecked() {
    TemporaryFolder folder;
    writeTextFile(
        folder / "cam_params.json",
        R"({"camera": {"w": 320, "h": 240, "fx": 160, "fy": 161, "cx": 159.5, "cy": 120, "scale": 6553.5}})");
    QVERIFY(readReplicaCamera(folder / "cam_params.json") ==
            (Intrinsics{320, 240, 160, 161, 159.5, 120, {}}));
    writeTextFile(folder / "cam_params.json", R"({"camera": {"w": 320}})");
    CLEAVE_EXPECT_ERROR(readReplicaCamera(folder / "cam_params.json"), "cam_params.json", "\"h\"");
    writeTextFile(folder / "cam_params.json", "[]");
    CLEAVE_EXPECT_ERROR(readReplicaCamera(folder / "cam_params.json"), "cam_params.json");
    QVERIFY(replicaDefaultCamera(320, 240) == (Intrinsics{320, 240, 160, 160, 160, 120, {}}));
}

QTEST_GUILESS_MAIN(TrajectoriesTest)
#include "trajectories_test.moc"
