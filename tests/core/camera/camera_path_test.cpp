// SPDX-License-Identifier: Apache-2.0
#include "core/camera/camera_path.h"
#include "tests/support/small_dataset.h"

#include <QTest>

using namespace cleave;

namespace {

bool isRotation(const Eigen::Matrix3d& matrix) {
    return (matrix * matrix.transpose() - Eigen::Matrix3d::Identity()).norm() < 1e-9 &&
           matrix.determinant() > 0;
}

/// Largest step between neighbours: in position, and in the entries of the rotation.
std::pair<double, double> largestStep(const std::vector<Pose>& poses) {
    double move = 0, turn = 0;
    for (std::size_t i = 1; i < poses.size(); ++i) {
        move = std::max(move, (poses[i].centerInWorld() - poses[i - 1].centerInWorld()).norm());
        turn = std::max(turn, (poses[i].rotation - poses[i - 1].rotation).norm());
    }
    return {move, turn};
}

} // namespace

class CameraPathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orbitsLookAtTheTargetFromOneDistance();
    void orbitsFitTheRingTheyCameFrom();
    void parallelViewsGetATargetAhead();
    void smoothPathsPassTheirKeys();
    void smoothPathsDoNotJump();
    void oneKeyStandsStill();
};

void CameraPathTest::orbitsLookAtTheTargetFromOneDistance() {
    const Orbit orbit{{1, 2, 3}, {0, 0.6, 0.8}, 5, 0.3, {1, 0, 0}};
    const std::vector<Pose> poses = orbitPath(orbit, 12);
    QCOMPARE(poses.size(), std::size_t{12});
    for (const Pose& pose : poses) {
        const Eigen::Vector3d offset = orbit.target - pose.centerInWorld();
        QVERIFY(std::abs(offset.norm() - 5) < 1e-12);
        QVERIFY((offset.normalized() - pose.forward()).norm() < 1e-12);
        QVERIFY(std::abs(-offset.dot(orbit.up) / 5 - std::sin(0.3)) < 1e-12);
        QVERIFY(pose.down().dot(orbit.up) < 0);
        QVERIFY(isRotation(pose.rotation));
    }
    QVERIFY((poses[0].centerInWorld() - orbit.target).x() > 4);
    QVERIFY((poses[6].centerInWorld() - orbit.target).x() < -4); // half a turn later
}

void CameraPathTest::orbitsFitTheRingTheyCameFrom() {
    const std::vector<Camera> ring = tests::ringOfCameras(16);
    const Orbit orbit = orbitAround(ring);
    QVERIFY(orbit.target.norm() < 1e-9);
    QVERIFY((orbit.up - Eigen::Vector3d::UnitZ()).norm() < 1e-9);
    QVERIFY(std::abs(orbit.radius - std::sqrt(10.0)) < 1e-9);
    const std::vector<Pose> poses = orbitPath(orbit, 16);
    for (int i = 0; i < 16; ++i)
        QVERIFY((poses[i].centerInWorld() - ring[i].pose.centerInWorld()).norm() < 1e-9);
    const Orbit other = orbitAround(ring, Eigen::Vector3d(0, 0, 1));
    QVERIFY(std::abs(other.radius - 3) < 1e-9);
    QVERIFY(std::abs(other.elevation) < 1e-9);
}

void CameraPathTest::parallelViewsGetATargetAhead() {
    std::vector<Camera> row;
    for (int i = 0; i < 5; ++i)
        row.push_back({lookAt({0.1 * i, 0, 0}, {0.1 * i, 10, 0}, {0, 0, 1}), {}});
    const Orbit orbit = orbitAround(row);
    QVERIFY(orbit.target.y() > 0);
    QVERIFY(orbit.target.allFinite());
    QVERIFY(orbitAround(std::span(row).first(1)).target.allFinite());
}

void CameraPathTest::smoothPathsPassTheirKeys() {
    std::vector<Pose> keys;
    for (const Camera& camera : tests::ringOfCameras(5))
        keys.push_back(camera.pose);
    const std::vector<Pose> open = smoothPath(keys, 41), closed = smoothPath(keys, 50, true);
    for (int i = 0; i < 5; ++i) {
        QVERIFY((open[i * 10].rotation - keys[i].rotation).norm() < 1e-9);
        QVERIFY((open[i * 10].centerInWorld() - keys[i].centerInWorld()).norm() < 1e-9);
        QVERIFY((closed[i * 10].centerInWorld() - keys[i].centerInWorld()).norm() < 1e-9);
    }
    for (const Pose& pose : open)
        QVERIFY(isRotation(pose.rotation));
}

void CameraPathTest::smoothPathsDoNotJump() {
    std::vector<Pose> keys;
    for (const Camera& camera : tests::ringOfCameras(7))
        keys.push_back(camera.pose);
    std::vector<Pose> path = smoothPath(keys, 140, true);
    path.push_back(path.front());
    const auto [move, turn] = largestStep(path);
    QVERIFY(move < 2.0 * 2 * 3.15 * 3 / 140); // twice the step of an even motion
    QVERIFY(turn < 0.2);
}

void CameraPathTest::oneKeyStandsStill() {
    const Pose key = tests::ringOfCameras(3)[1].pose;
    for (const bool isClosed : {false, true})
        for (const Pose& pose : smoothPath(std::span(&key, 1), 3, isClosed)) {
            QVERIFY((pose.centerInWorld() - key.centerInWorld()).norm() < 1e-12);
            QVERIFY((pose.rotation - key.rotation).norm() < 1e-12);
        }
}

QTEST_GUILESS_MAIN(CameraPathTest)
#include "camera_path_test.moc"
