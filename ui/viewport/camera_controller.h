// SPDX-License-Identifier: Apache-2.0
// The viewport's free camera: turns around a target, slides, flies. Pixels in, pose out; knows no
// widget.
#pragma once

#include "core/camera/camera.h"

#include <Eigen/Geometry>

namespace cleave::ui {

class CameraController {
public:
    /// Where `up` is and how large the scene is: sets the speed of flying and the limits of
    /// zooming. Scene units.
    void setScene(const Eigen::Vector3d& up, const Eigen::Vector3d& center, double radius);
    /// Looks through a given camera; the target moves onto its optical axis at `distance`.
    void setPose(const Pose& pose, double distance);
    /// Turns around the target; pixels of mouse movement.
    void orbit(double dx, double dy);
    /// Slides so that what lies at the target's depth follows the mouse; pixels in a view of the
    /// given height.
    void pan(double dx, double dy, int viewHeight);
    /// Wheel steps; positive comes closer.
    void zoom(double steps);
    /// Moves camera and target; in shares of the scene's radius.
    void fly(double right, double down, double forward);
    /// Turns the head without moving; pixels of mouse movement.
    void look(double dx, double dy);
    /// Looks at a sphere so that it fills the view.
    void focus(const Eigen::Vector3d& center, double radius);
    /// The whole scene.
    void home();

    Camera camera(int width, int height) const;

    const Eigen::Vector3d& target() const { return target_; }

    double distance() const { return distance_; }

    double fovY() const { return fovY_; } ///< radians

    void setFovY(double fovY) { fovY_ = fovY; }

private:
    void rotateAround(const Eigen::Vector3d& pivot, double dx, double dy);
    void keepUpright();

    Eigen::Vector3d up_ = Eigen::Vector3d::UnitZ();
    Eigen::Vector3d sceneCenter_ = Eigen::Vector3d::Zero();
    double sceneRadius_ = 1;
    Eigen::Matrix3d rotation_ = Eigen::Matrix3d::Identity(); ///< cameraFromWorld
    Eigen::Vector3d target_ = Eigen::Vector3d::Zero();
    double distance_ = 3;
    double fovY_ = 0.87;
};

} // namespace cleave::ui
