// SPDX-License-Identifier: Apache-2.0
// A rigid transform from world to camera. Camera axes: x right, y down, z forward.
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace cleave {

struct Pose {
    Eigen::Matrix3d rotation = Eigen::Matrix3d::Identity(); ///< cameraFromWorld
    Eigen::Vector3d translation = Eigen::Vector3d::Zero();  ///< cameraFromWorld, scene units

    Eigen::Vector3d centerInWorld() const { return -rotation.transpose() * translation; }

    /// Unit axes of the camera in the world.
    Eigen::Vector3d forward() const { return rotation.row(2).transpose(); }

    Eigen::Vector3d right() const { return rotation.row(0).transpose(); }

    Eigen::Vector3d down() const { return rotation.row(1).transpose(); }

    Eigen::Vector3d cameraFromWorld(const Eigen::Vector3d& point) const {
        return rotation * point + translation;
    }

    Eigen::Vector3d worldFromCamera(const Eigen::Vector3d& point) const {
        return rotation.transpose() * (point - translation);
    }

    bool operator==(const Pose&) const = default;
};

/// From the 4x4 camera-to-world matrix with x right, y down, z forward (OpenCV axes).
inline Pose poseFromWorldFromCamera(const Eigen::Matrix4d& worldFromCamera) {
    Pose pose;
    pose.rotation = worldFromCamera.topLeftCorner<3, 3>().transpose();
    pose.translation = -pose.rotation * worldFromCamera.topRightCorner<3, 1>();
    return pose;
}

/// A camera at `eye` that looks at `target`, `up` pointing up in the image.
inline Pose
lookAt(const Eigen::Vector3d& eye, const Eigen::Vector3d& target, const Eigen::Vector3d& up) {
    const Eigen::Vector3d forward = (target - eye).normalized();
    Eigen::Vector3d right = forward.cross(up);
    if (right.norm() < 1e-9)
        right = forward.unitOrthogonal();
    right.normalize();
    Pose pose;
    pose.rotation.row(0) = right.transpose();
    pose.rotation.row(1) = forward.cross(right).transpose();
    pose.rotation.row(2) = forward.transpose();
    pose.translation = -pose.rotation * eye;
    return pose;
}

} // namespace cleave
