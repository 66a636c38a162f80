// SPDX-License-Identifier: Apache-2.0
// Camera-to-world matrices from files: finite, and a rotation but for rounding. Private to the
// readers.
#pragma once

#include "core/base/error.h"
#include "core/camera/pose.h"

#include <Eigen/SVD>

#include <string>

namespace cleave::detail {

/// matrix: the top three rows of camera-to-world, camera x right, y down, z forward. Rounded
/// rotations are made exact; a uniform scale is dropped. Throws Error, `place` naming file and
/// pose, where it is not finite or no rotation (sheared, mirrored).
inline Pose checkedPose(const Eigen::Matrix<double, 3, 4>& matrix, const std::string& place) {
    if (!matrix.allFinite())
        throw badFile(
            CLEAVE_TR("Formats", "%1: the pose holds a value that is not a finite number"), place);
    const Eigen::JacobiSVD<Eigen::Matrix3d> svd(matrix.leftCols<3>(),
                                                Eigen::ComputeFullU | Eigen::ComputeFullV);
    const Eigen::Vector3d& scales = svd.singularValues();
    const Eigen::Matrix3d axes = svd.matrixU() * svd.matrixV().transpose();
    constexpr double tolerance = 0.02; // poses with two decimals pass
    if (!(scales[2] > 1e-9) || scales[0] / scales[2] > 1 + tolerance || !(axes.determinant() > 0))
        throw badFile(
            CLEAVE_TR(
                "Formats",
                "%1: the pose is no rotation (its axes are not orthonormal and right-handed)"),
            place);
    Eigen::Matrix4d worldFromCamera = Eigen::Matrix4d::Identity();
    worldFromCamera.topLeftCorner<3, 3>() = axes;
    worldFromCamera.topRightCorner<3, 1>() = matrix.col(3);
    return poseFromWorldFromCamera(worldFromCamera);
}

} // namespace cleave::detail
