// SPDX-License-Identifier: Apache-2.0
#include "core/sample/room_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cleave::sample {

namespace {

using Eigen::Vector3d;

const Vector3d keyPosition(2.4, -2.3, 4.4);
const Vector3d keyColor(1.42, 1.30, 1.10);
const Vector3d lampPosition(-0.62, 0.82, 0.86);
const Vector3d lampColor(0.5, 0.36, 0.2);
const Vector3d skyColor(0.40, 0.44, 0.50);
const Vector3d bounceColor(0.30, 0.25, 0.20);
constexpr double keyRadius = 0.75, lampRadius = 0.1, skyReach = 0.55; // scene units
constexpr std::size_t keySamples = 16, lampSamples = 5, skySamples = 32;

/// Evenly spread over a disc of the given radius that faces the middle of the table.
template <std::size_t Count>
std::array<Vector3d, Count> discPoints(const Vector3d& center, double radius) {
    std::array<Vector3d, Count> points;
    const Vector3d axis = center.normalized(), side = axis.unitOrthogonal(),
                   other = axis.cross(side);
    for (std::size_t i = 0; i < Count; ++i) {
        const double r = radius * std::sqrt((static_cast<double>(i) + 0.5) / Count);
        const double angle = static_cast<double>(i) * std::numbers::pi * (3 - std::sqrt(5.0));
        points[i] = center + r * (std::cos(angle) * side + std::sin(angle) * other);
    }
    return points;
}

std::array<Vector3d, skySamples> sphereDirections() {
    std::array<Vector3d, skySamples> directions;
    for (std::size_t i = 0; i < skySamples; ++i) {
        const double z = 1 - (2 * static_cast<double>(i) + 1) / skySamples;
        const double angle = static_cast<double>(i) * std::numbers::pi * (3 - std::sqrt(5.0));
        directions[i] = {
            std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z};
    }
    return directions;
}

/// Floor and walls surround everything, so they stand between nothing.
bool isBlocked(const RoomModel& room, const Ray& ray, double distance) {
    for (const ShapeGroup& group : room.groups) {
        const bool risesAbove = ray.direction.z() >= 0 && ray.origin.z() > group.top;
        if (risesAbove || std::isinf(group.boundRadius) ||
            !meetsSphere(ray, group.boundCenter, group.boundRadius, distance))
            continue;
        for (const Shape& shape : group.shapes)
            if (blocks(shape, ray, distance))
                return true;
    }
    return false;
}

template <std::size_t Count>
double visibleShare(const RoomModel& room,
                    const Vector3d& from,
                    const Vector3d& normal,
                    const std::array<Vector3d, Count>& light) {
    int visible = 0;
    for (const Vector3d& point : light) {
        const Vector3d offset = point - from;
        const double distance = offset.norm();
        if (offset.dot(normal) > 0 && !isBlocked(room, {from, offset / distance}, distance))
            ++visible;
    }
    return static_cast<double>(visible) / Count;
}

/// Nothing within reach of a point: most of the floor and the walls.
bool isInTheOpen(const RoomModel& room, const Vector3d& point) {
    return std::none_of(room.groups.begin(), room.groups.end(), [&](const ShapeGroup& group) {
        return !std::isinf(group.boundRadius) &&
               (point - group.boundCenter).norm() < group.boundRadius + skyReach;
    });
}

double skyShare(const RoomModel& room, const Vector3d& from, const Vector3d& normal) {
    static const std::array<Vector3d, skySamples> directions = sphereDirections();
    if (isInTheOpen(room, from))
        return 1;
    double open = 0, all = 0;
    for (const Vector3d& direction : directions) {
        const double weight = direction.dot(normal);
        if (!(weight > 0.05))
            continue;
        all += weight;
        if (!isBlocked(room, {from, direction}, skyReach))
            open += weight;
    }
    return open / all;
}

} // namespace

Hit nearestHit(const RoomModel& room, const Ray& ray) {
    Hit hit;
    for (const ShapeGroup& group : room.groups) {
        if (!std::isinf(group.boundRadius) &&
            !meetsSphere(ray, group.boundCenter, group.boundRadius, hit.distance))
            continue;
        for (const Shape& shape : group.shapes)
            intersect(shape, ray, hit);
    }
    return hit;
}

Arrival arrivingLight(const RoomModel& room, const Ray& ray, const Hit& hit) {
    static const std::array<Vector3d, keySamples> key =
        discPoints<keySamples>(keyPosition, keyRadius);
    static const std::array<Vector3d, lampSamples> lamp =
        discPoints<lampSamples>(lampPosition, lampRadius);
    const Vector3d from = ray.origin + hit.distance * ray.direction + 2e-4 * hit.normal;
    Arrival arrival;
    arrival.key = visibleShare(room, from, hit.normal, key);
    arrival.lamp =
        (lampPosition - from).norm() < 2.5 ? visibleShare(room, from, hit.normal, lamp) : 0;
    arrival.sky = skyShare(room, from, hit.normal);
    return arrival;
}

Vector3d
outgoingLight(const RoomModel& room, const Ray& ray, const Hit& hit, const Arrival& arrival) {
    const Material& material = room.materials[static_cast<std::size_t>(hit.shape->material)];
    const Vector3d point = ray.origin + hit.distance * ray.direction;
    const Vector3d color = albedo(material, hit.pointInLocal);
    const Vector3d toKey = (keyPosition - point).normalized();
    const Vector3d toLamp = lampPosition - point;
    const double lampDistance = toLamp.norm();
    const double upward = 0.5 + 0.5 * hit.normal.z();

    Vector3d light = arrival.sky * (bounceColor + upward * (skyColor - bounceColor));
    light += arrival.key * std::max(0.0, hit.normal.dot(toKey)) * keyColor;
    // Fades out before the reach at which arrivingLight stops asking.
    const double fade = std::max(0.0, 1 - lampDistance / 2.5);
    light += arrival.lamp * std::max(0.0, hit.normal.dot(toLamp) / lampDistance) * fade * fade /
             (0.15 + lampDistance * lampDistance) * lampColor;
    light += Vector3d::Constant(material.emission);

    const Vector3d halfway = (toKey - ray.direction).normalized();
    const double highlight =
        material.gloss * arrival.key * std::pow(std::max(0.0, hit.normal.dot(halfway)), 40);
    return color.cwiseProduct(light) + highlight * Vector3d::Ones();
}

} // namespace cleave::sample
