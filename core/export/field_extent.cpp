// SPDX-License-Identifier: Apache-2.0
#include "core/export/field_extent.h"

#include "core/camera/camera_path.h"
#include "core/field/primitive_cloud.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave {

namespace {

constexpr float leastOpacity = 0.1f;

/// The value below which the given share of the values lies; the values are reordered.
float quantile(std::vector<float>& values, double share) {
    const auto place =
        static_cast<std::ptrdiff_t>(std::llround(share * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

Bounds boundsOf(const PrimitiveCloud& cloud, double share, std::span<const float> visibility) {
    std::vector<float> coordinates[3], extents;
    for (std::int64_t i = 0; i < cloud.count(); ++i) {
        const float shown = visibility.empty() ? 1.0f : visibility[static_cast<std::size_t>(i)];
        if (!(cloud.opacities(i) * shown > leastOpacity))
            continue;
        for (int axis = 0; axis < 3; ++axis)
            coordinates[axis].push_back(cloud.positions(i, axis));
        extents.push_back(cloud.extents(i));
    }
    Bounds bounds;
    if (extents.empty())
        return bounds;
    const double margin = 2.5 * quantile(extents, 0.75);
    Eigen::Vector3d low, high;
    for (int axis = 0; axis < 3; ++axis) {
        low[axis] = quantile(coordinates[axis], share) - margin;
        high[axis] = quantile(coordinates[axis], 1 - share) + margin;
    }
    return {low, high};
}

} // namespace

Bounds robustBounds(const RadianceField& field, double share, std::span<const float> visibility) {
    return isTrained(field) ? boundsOf(primitiveCloud(field), share, visibility) : Bounds();
}

std::vector<Camera> orbitCameras(const RadianceField& field, int count, int width, int height) {
    constexpr double fovY = 0.7;
    Bounds bounds = robustBounds(field, 0.02);
    if (bounds.isEmpty())
        bounds = Bounds(Eigen::Vector3d::Constant(-1), Eigen::Vector3d::Constant(1));
    Orbit orbit;
    orbit.target = bounds.center();
    orbit.up = -Eigen::Vector3d::UnitY();
    orbit.start = -Eigen::Vector3d::UnitZ();
    orbit.elevation = 0.25;
    // So far that neither a tall nor a wide thing leaves the picture on its way round.
    constexpr double margin = 1.06;
    const Eigen::Vector3d half = 0.5 * margin * bounds.sizes();
    const double around = std::hypot(half.x(), half.z());
    orbit.radius = around + std::max(half.y(), around * height / width) / std::tan(fovY / 2);
    std::vector<Camera> cameras;
    for (const Pose& pose : orbitPath(orbit, count))
        cameras.push_back({pose, pinhole(width, height, fovY)});
    return cameras;
}

std::vector<Eigen::Vector3d> directionsAround(int count) {
    std::vector<Eigen::Vector3d> directions;
    const double goldenAngle = std::numbers::pi * (3 - std::sqrt(5.0));
    for (int i = 0; i < count; ++i) {
        const double z = 1 - (2 * i + 1.0) / count, radius = std::sqrt(1 - z * z);
        directions.emplace_back(
            radius * std::cos(goldenAngle * i), radius * std::sin(goldenAngle * i), z);
    }
    return directions;
}

} // namespace cleave
