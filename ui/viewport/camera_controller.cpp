// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/camera_controller.h"

#include <algorithm>
#include <cmath>

namespace cleave::ui {

namespace {

constexpr double radiansPerPixel = 0.006;
constexpr double zoomPerStep = 1.15;
/// Closest angle between the view direction and the up axis: further the picture would flip over.
constexpr double polarMargin = 0.02;
constexpr double homeElevation = 0.5; ///< radians above the horizon

} // namespace

void CameraController::setScene(const Eigen::Vector3d& up,
                                const Eigen::Vector3d& center,
                                double radius) {
    up_ = up.normalized();
    sceneCenter_ = center;
    sceneRadius_ = std::max(radius, 1e-6);
    home();
}

void CameraController::setPose(const Pose& pose, double distance) {
    rotation_ = pose.rotation;
    distance_ = std::max(distance, 1e-6);
    target_ = pose.centerInWorld() + distance_ * pose.forward();
}

void CameraController::rotateAround(const Eigen::Vector3d& pivot, double dx, double dy) {
    const Eigen::Vector3d eye = target_ - distance_ * rotation_.row(2).transpose();
    const Eigen::Vector3d forward = rotation_.row(2).transpose();
    const double polar = std::acos(std::clamp(forward.dot(up_), -1.0, 1.0));
    const double turn = -dx * radiansPerPixel;
    const double tilt =
        std::clamp(polar + dy * radiansPerPixel, polarMargin, M_PI - polarMargin) - polar;
    const Eigen::Vector3d right = rotation_.row(0).transpose();
    const Eigen::Matrix3d spin =
        (Eigen::AngleAxisd(turn, up_) * Eigen::AngleAxisd(-tilt, right)).toRotationMatrix();
    rotation_ = rotation_ * spin.transpose();
    keepUpright();
    const Eigen::Vector3d newEye = pivot + spin * (eye - pivot);
    target_ = newEye + distance_ * rotation_.row(2).transpose();
}

void CameraController::orbit(double dx, double dy) {
    rotateAround(target_, dx, dy);
}

void CameraController::look(double dx, double dy) {
    rotateAround(target_ - distance_ * rotation_.row(2).transpose(), dx, dy);
}

void CameraController::pan(double dx, double dy, int viewHeight) {
    const double unitsPerPixel = 2 * distance_ * std::tan(fovY_ / 2) / std::max(1, viewHeight);
    target_ -= unitsPerPixel * (dx * rotation_.row(0) + dy * rotation_.row(1)).transpose();
}

void CameraController::zoom(double steps) {
    distance_ = std::clamp(
        distance_ * std::pow(zoomPerStep, -steps), 1e-3 * sceneRadius_, 50 * sceneRadius_);
}

void CameraController::fly(double right, double down, double forward) {
    target_ += sceneRadius_ * (rotation_.transpose() * Eigen::Vector3d(right, down, forward));
}

void CameraController::focus(const Eigen::Vector3d& center, double radius) {
    target_ = center;
    distance_ = std::max(radius, 1e-6) / std::sin(fovY_ / 2) * 1.1;
}

void CameraController::home() {
    const Eigen::Vector3d side = up_.unitOrthogonal();
    const Eigen::Vector3d back = std::cos(homeElevation) * side + std::sin(homeElevation) * up_;
    rotation_ = lookAt(sceneCenter_ + back, sceneCenter_, up_).rotation;
    focus(sceneCenter_, sceneRadius_);
}

void CameraController::keepUpright() {
    // Rounding and rolled photos would tilt the horizon more and more; the roll of the start is
    // kept, its drift is not.
    const Eigen::Quaterniond clean(rotation_);
    rotation_ = clean.normalized().toRotationMatrix();
}

Camera CameraController::camera(int width, int height) const {
    Camera camera;
    camera.intrinsics = pinhole(std::max(1, width), std::max(1, height), fovY_);
    camera.pose.rotation = rotation_;
    camera.pose.translation = -rotation_ * (target_ - distance_ * rotation_.row(2).transpose());
    return camera;
}

} // namespace cleave::ui
