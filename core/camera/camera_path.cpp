// SPDX-License-Identifier: Apache-2.0
#include "core/camera/camera_path.h"

#include "kernels/base/check.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cleave {

namespace {

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// The point with the least sum of squared distances to the optical axes; in front of the cameras
/// when they are parallel.
Eigen::Vector3d meetingPoint(std::span<const Camera> views) {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero(), center = Eigen::Vector3d::Zero(),
                    forward = Eigen::Vector3d::Zero();
    for (const Camera& view : views) {
        const Eigen::Vector3d axis = view.pose.forward();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - axis * axis.transpose();
        normal += across;
        right += across * view.pose.centerInWorld();
        center += view.pose.centerInWorld();
        forward += axis;
    }
    const double count = static_cast<double>(views.size());
    center /= count;
    double spread = 0;
    for (const Camera& view : views)
        spread = std::max(spread, (view.pose.centerInWorld() - center).norm());
    const Eigen::Vector3d ahead = center + forward / count * std::max(spread, 1e-6) * 2;
    constexpr double leastConditioning = 1e-4;
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(normal, Eigen::EigenvaluesOnly);
    if (!(solver.eigenvalues()[0] > leastConditioning * count))
        return ahead;
    const Eigen::Vector3d point = normal.ldlt().solve(right);
    return (point - center).dot(forward) > 0 || forward.norm() < 0.3 * count ? point : ahead;
}

Eigen::Vector4d wxyz(const Pose& pose) {
    const Eigen::Quaterniond q(Eigen::Matrix3d(pose.rotation.transpose()));
    return {q.w(), q.x(), q.y(), q.z()};
}

template <class Vector>
Vector catmullRom(const Vector& a, const Vector& b, const Vector& c, const Vector& d, double t) {
    const Vector tangentB = 0.5 * (c - a), tangentC = 0.5 * (d - b);
    const double t2 = t * t, t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * b + (t3 - 2 * t2 + t) * tangentB + (3 * t2 - 2 * t3) * c +
           (t3 - t2) * tangentC;
}

} // namespace

Orbit orbitAround(std::span<const Camera> views, const std::optional<Eigen::Vector3d>& target) {
    CLEAVE_ASSERT(!views.empty());
    Orbit orbit;
    orbit.target = target ? *target : meetingPoint(views);
    Eigen::Vector3d up = Eigen::Vector3d::Zero();
    for (const Camera& view : views)
        up -= view.pose.down();
    orbit.up = up.norm() > 1e-6 ? Eigen::Vector3d(up.normalized())
                                : Eigen::Vector3d(-views[0].pose.down());
    std::vector<double> distances, elevations;
    for (const Camera& view : views) {
        const Eigen::Vector3d offset = view.pose.centerInWorld() - orbit.target;
        distances.push_back(offset.norm());
        elevations.push_back(std::asin(
            std::clamp(offset.dot(orbit.up) / std::max(offset.norm(), 1e-12), -1.0, 1.0)));
    }
    constexpr double steepest = 1.4; // radians: straight above, the image would spin on the spot
    orbit.radius = std::max(median(distances), 1e-6);
    orbit.elevation = std::clamp(median(elevations), -steepest, steepest);
    orbit.start = views[0].pose.centerInWorld() - orbit.target;
    return orbit;
}

std::vector<Pose> orbitPath(const Orbit& orbit, int count) {
    const Eigen::Vector3d up = orbit.up.normalized();
    Eigen::Vector3d first = orbit.start - up * up.dot(orbit.start);
    first = first.norm() > 1e-9 ? first.normalized() : up.unitOrthogonal();
    const Eigen::Vector3d second = up.cross(first);
    std::vector<Pose> poses;
    for (int i = 0; i < count; ++i) {
        const double angle = 2 * std::numbers::pi * i / count;
        const Eigen::Vector3d direction =
            std::cos(orbit.elevation) * (std::cos(angle) * first + std::sin(angle) * second) +
            std::sin(orbit.elevation) * up;
        poses.push_back(lookAt(orbit.target + orbit.radius * direction, orbit.target, up));
    }
    return poses;
}

std::vector<Pose> smoothPath(std::span<const Pose> keys, int count, bool isClosed) {
    CLEAVE_ASSERT(!keys.empty());
    const int keyCount = static_cast<int>(keys.size());
    std::vector<Eigen::Vector3d> centers;
    std::vector<Eigen::Vector4d> rotations;
    for (const Pose& key : keys) {
        centers.push_back(key.centerInWorld());
        rotations.push_back(wxyz(key));
    }
    const auto at = [&](int index) {
        return isClosed ? (index + keyCount) % keyCount : std::clamp(index, 0, keyCount - 1);
    };
    const int segmentCount = isClosed ? keyCount : keyCount - 1;
    std::vector<Pose> poses;
    for (int i = 0; i < count; ++i) {
        const int steps = isClosed ? count : std::max(1, count - 1);
        const double time = static_cast<double>(i) * segmentCount / steps;
        const int segment = std::clamp(static_cast<int>(time), 0, std::max(0, segmentCount - 1));
        const std::array<int, 4> around = {
            at(segment - 1), at(segment), at(segment + 1), at(segment + 2)};
        std::array<Eigen::Vector4d, 4> turns;
        for (int k = 0; k < 4; ++k) {
            turns[k] = rotations[around[k]];
            // A quaternion and its negative are one rotation: the nearer one is interpolated.
            if (k > 0 && turns[k].dot(turns[k - 1]) < 0)
                turns[k] = -turns[k];
        }
        const double t = time - segment;
        const Eigen::Vector3d center = catmullRom(
            centers[around[0]], centers[around[1]], centers[around[2]], centers[around[3]], t);
        const Eigen::Vector4d turn =
            catmullRom(turns[0], turns[1], turns[2], turns[3], t).normalized();
        Pose pose;
        pose.rotation =
            Eigen::Quaterniond(turn[0], turn[1], turn[2], turn[3]).toRotationMatrix().transpose();
        pose.translation = -pose.rotation * center;
        poses.push_back(pose);
    }
    return poses;
}

} // namespace cleave
