// SPDX-License-Identifier: Apache-2.0
// Light in the demo's room: a window-like key light and a lamp with soft shadows, and a sky that
// corners see less of. The sampling points are fixed in the world, so that shadows look the same
// from every camera.
#pragma once

#include "core/sample/room_model.h"

namespace cleave::sample {

Hit nearestHit(const RoomModel& room, const Ray& ray);

/// Shares of each light that reach a surface point, [0, 1].
struct Arrival {
    double key = 1, lamp = 1, sky = 1;
};

Arrival arrivingLight(const RoomModel& room, const Ray& ray, const Hit& hit);

/// Linear RGB towards the ray's origin.
Eigen::Vector3d
outgoingLight(const RoomModel& room, const Ray& ray, const Hit& hit, const Arrival& arrival);

} // namespace cleave::sample
