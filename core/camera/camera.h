// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/camera/intrinsics.h"
#include "core/camera/pose.h"

#include <optional>

namespace cleave {

struct Camera {
    Pose pose;
    Intrinsics intrinsics;

    Camera scaledTo(int width, int height) const {
        return {pose, intrinsics.scaledTo(width, height)};
    }

    /// Pixel position of a world point (pixel centres at +0.5), distortion ignored; nothing behind
    /// the camera.
    std::optional<Eigen::Vector2d> project(const Eigen::Vector3d& pointInWorld) const {
        const Eigen::Vector3d p = pose.cameraFromWorld(pointInWorld);
        if (!(p.z() > 0))
            return std::nullopt;
        return Eigen::Vector2d(intrinsics.fx * p.x() / p.z() + intrinsics.cx,
                               intrinsics.fy * p.y() / p.z() + intrinsics.cy);
    }

    /// World point at z-depth `depth` under pixel position (u, v).
    Eigen::Vector3d unproject(double u, double v, double depth) const {
        return pose.worldFromCamera(Eigen::Vector3d((u - intrinsics.cx) / intrinsics.fx,
                                                    (v - intrinsics.cy) / intrinsics.fy,
                                                    1) *
                                    depth);
    }

    bool operator==(const Camera&) const = default;
};

} // namespace cleave
