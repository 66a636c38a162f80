// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/camera_controller.h"

#include <QTest>

using namespace cleave;
using cleave::ui::CameraController;

class CameraControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orbitingKeepsTheTargetInTheMiddle();
    void draggingDownTurnsTheCameraUpwards();
    void neverTurnsOverThePole();
    void panningMovesTheTargetWithTheMouse();
    void zoomingInShortensTheDistance();
    void focusedSphereFitsTheView();
    void posesAreTakenOverExactly();
};

namespace {

CameraController atOrigin() {
    CameraController controller;
    controller.setScene(Eigen::Vector3d::UnitZ(), Eigen::Vector3d::Zero(), 2);
    return controller;
}

} // namespace

void CameraControllerTest::orbitingKeepsTheTargetInTheMiddle() {
    CameraController controller = atOrigin();
    controller.orbit(140, -55);
    const auto pixel = controller.camera(400, 300).project(controller.target());
    QVERIFY(pixel.has_value());
    QVERIFY((*pixel - Eigen::Vector2d(200, 150)).norm() < 1e-6);
}

void CameraControllerTest::draggingDownTurnsTheCameraUpwards() {
    CameraController controller = atOrigin();
    const double before = controller.camera(400, 300).pose.centerInWorld().z();
    controller.orbit(0, 40);
    QVERIFY(controller.camera(400, 300).pose.centerInWorld().z() > before);
}

void CameraControllerTest::neverTurnsOverThePole() {
    CameraController controller = atOrigin();
    for (int i = 0; i < 200; ++i)
        controller.orbit(3, 60);
    QVERIFY(controller.camera(400, 300).pose.down().z() < 0);
    for (int i = 0; i < 400; ++i)
        controller.orbit(3, -60);
    QVERIFY(controller.camera(400, 300).pose.down().z() < 0);
}

void CameraControllerTest::panningMovesTheTargetWithTheMouse() {
    CameraController controller = atOrigin();
    const Eigen::Vector3d before = controller.target();
    controller.pan(30, 10, 300);
    const auto pixel = controller.camera(400, 300).project(before);
    QVERIFY(pixel.has_value());
    QVERIFY((*pixel - Eigen::Vector2d(230, 160)).norm() < 1e-6);
}

void CameraControllerTest::zoomingInShortensTheDistance() {
    CameraController controller = atOrigin();
    const double before = controller.distance();
    controller.zoom(2);
    QVERIFY(controller.distance() < before);
}

void CameraControllerTest::focusedSphereFitsTheView() {
    CameraController controller = atOrigin();
    const Eigen::Vector3d center(1, 2, 3);
    controller.focus(center, 0.5);
    const Camera camera = controller.camera(300, 300);
    const auto top = camera.project(center - 0.5 * camera.pose.down());
    QVERIFY(top.has_value());
    QVERIFY(top->y() > 0 && top->y() < 40);
}

void CameraControllerTest::posesAreTakenOverExactly() {
    CameraController controller = atOrigin();
    const Pose pose = lookAt({3, -2, 1}, {0.5, 0, 0.2}, Eigen::Vector3d::UnitZ());
    controller.setPose(pose, 2.5);
    QVERIFY(controller.camera(10, 10).pose.rotation.isApprox(pose.rotation));
    QVERIFY((controller.camera(10, 10).pose.translation - pose.translation).norm() < 1e-9);
}

QTEST_GUILESS_MAIN(CameraControllerTest)
#include "camera_controller_test.moc"
