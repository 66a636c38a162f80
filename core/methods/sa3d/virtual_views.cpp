// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/virtual_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cleave::sa3d {

namespace {

/// Share of the primitives that a target holds.
constexpr double heldShare = 0.9;
constexpr float solidOpacity = 0.3f;
/// A gaussian ends about this many standard deviations from its middle.
constexpr double endOfGaussian = 3;
/// Distances that are tried, as shares of the one from which the target fills the picture.
constexpr std::array<double, 4> distances = {1, 0.8, 0.65, 0.5};
/// Room around a camera, as a share of its distance to the target's surface.
constexpr double clearanceShare = 0.1;

Eigen::Vector3d positionOf(const PrimitiveCloud& cloud, std::int64_t i) {
    return {cloud.positions(i, 0), cloud.positions(i, 1), cloud.positions(i, 2)};
}

Target targetOfThose(const PrimitiveCloud& cloud, const std::vector<std::int64_t>& indices) {
    if (indices.empty())
        return {};
    const std::size_t half = indices.size() / 2;
    Target target;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<float> along;
        for (const std::int64_t i : indices)
            along.push_back(cloud.positions(i, axis));
        std::nth_element(
            along.begin(), along.begin() + static_cast<std::ptrdiff_t>(half), along.end());
        target.center[axis] = along[half];
    }
    std::vector<double> radii;
    for (const std::int64_t i : indices)
        radii.push_back((positionOf(cloud, i) - target.center).norm() + cloud.extents(i));
    const auto held =
        static_cast<std::ptrdiff_t>(heldShare * static_cast<double>(radii.size() - 1));
    std::nth_element(radii.begin(), radii.begin() + held, radii.end());
    target.radius = std::max(radii[static_cast<std::size_t>(held)], 1e-6);
    return target;
}

/// Directions evenly over the sphere (golden-angle spiral).
Eigen::Vector3d direction(int index, int count) {
    const double z = 1 - (2 * index + 1.0) / count;
    const double angle = index * std::numbers::pi * (3 - std::sqrt(5.0));
    const double around = std::sqrt(std::max(0.0, 1 - z * z));
    return {around * std::cos(angle), around * std::sin(angle), z};
}

} // namespace

Target targetOf(const PrimitiveCloud& cloud) {
    std::vector<std::int64_t> solid;
    for (std::int64_t i = 0; i < cloud.count(); ++i)
        if (cloud.opacities(i) > solidOpacity)
            solid.push_back(i);
    return targetOfThose(cloud, solid);
}

Target targetOf(const PrimitiveCloud& cloud, kernels::ArrayView<const float, 1> values) {
    std::vector<std::int64_t> inside;
    for (std::int64_t i = 0; i < values.count(); ++i)
        if (values(i) > 0.5f && cloud.opacities(i) > solidOpacity)
            inside.push_back(i);
    return inside.empty() ? targetOf(cloud) : targetOfThose(cloud, inside);
}

bool isFree(const PrimitiveCloud& cloud, const Eigen::Vector3d& eye, double clearance) {
    for (std::int64_t i = 0; i < cloud.count(); ++i) {
        if (!(cloud.opacities(i) > solidOpacity))
            continue;
        const double reach = clearance + endOfGaussian * cloud.extents(i);
        if ((positionOf(cloud, i) - eye).squaredNorm() < reach * reach)
            return false;
    }
    return true;
}

std::vector<Camera> camerasAround(const PrimitiveCloud& cloud,
                                  const Target& target,
                                  const Intrinsics& lens,
                                  int count) {
    const double narrow = std::min(lens.width / lens.fx, lens.height / lens.fy);
    const double whole = target.radius * (1 + 2 / narrow); // from here it fills the picture
    std::vector<Camera> cameras;
    for (int k = 0; k < count; ++k) {
        const Eigen::Vector3d away = direction(k, count);
        for (const double share : distances) {
            const double distance = std::max(share * whole, 1.1 * target.radius);
            const Eigen::Vector3d eye = target.center + distance * away;
            if (!isFree(cloud, eye, clearanceShare * (distance - target.radius)))
                continue;
            cameras.push_back({lookAt(eye, target.center, Eigen::Vector3d::UnitZ()), lens});
            break;
        }
    }
    return cameras;
}

} // namespace cleave::sa3d
