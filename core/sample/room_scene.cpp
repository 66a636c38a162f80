// SPDX-License-Identifier: Apache-2.0
#include "core/sample/room_scene.h"

#include "core/sample/ring_cameras.h"
#include "core/sample/room_light.h"
#include "core/sample/room_model.h"
#include "core/sample/sample_random.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave::sample {

namespace {

using Eigen::Vector3d;

constexpr int pointCount = 9000;

Ray pixelRay(const Camera& camera, double u, double v) {
    const Vector3d inCamera((u - camera.intrinsics.cx) / camera.intrinsics.fx,
                            (v - camera.intrinsics.cy) / camera.intrinsics.fy,
                            1);
    return {camera.pose.centerInWorld(),
            (camera.pose.rotation.transpose() * inCamera).normalized()};
}

/// Light changes slowly over a surface: subsamples on the surface of the pixel's centre share what
/// arrives there.
bool isSameSurface(const Hit& a, const Hit& b) {
    return a.shape == b.shape && a.normal.dot(b.normal) > 0.9 &&
           std::abs(a.distance - b.distance) < 0.05;
}

struct Pixel {
    Vector3d color = Vector3d::Zero(); ///< linear
    int part = 0;
    double depth = 0; ///< z-depth
};

Pixel tracePixel(const RoomModel& room, const Camera& camera, int x, int y) {
    const Ray middle = pixelRay(camera, x + 0.5, y + 0.5);
    const Hit center = nearestHit(room, middle);
    Pixel pixel;
    Arrival centerArrival;
    if (center.shape) {
        pixel.part = center.shape->part;
        pixel.depth = center.distance * middle.direction.dot(camera.pose.forward());
        centerArrival = arrivingLight(room, middle, center);
    }
    constexpr int side = 2;
    for (int s = 0; s < side * side; ++s) {
        const Ray ray = pixelRay(camera, x + (s % side + 0.5) / side, y + (s / side + 0.5) / side);
        const Hit hit = nearestHit(room, ray);
        if (!hit.shape)
            continue;
        const Arrival arrival =
            isSameSurface(hit, center) ? centerArrival : arrivingLight(room, ray, hit);
        pixel.color += outgoingLight(room, ray, hit, arrival) / (side * side);
    }
    return pixel;
}

void traceRow(BuiltScene& scene, const RoomModel& room, std::size_t view, int y) {
    const Camera& camera = scene.dataset.views[view].camera;
    for (int x = 0; x < camera.intrinsics.width; ++x) {
        const Pixel pixel = tracePixel(room, camera, x, y);
        for (int c = 0; c < 3; ++c)
            scene.images[view].at(x, y)[c] =
                static_cast<std::uint8_t>(std::lround(255 * srgbCoded(pixel.color[c])));
        *scene.partIds[view].at(x, y) = pixel.part;
        *scene.objectIds[view].at(x, y) = room.objectOfPart[static_cast<std::size_t>(pixel.part)];
        *scene.depths[view].at(x, y) = static_cast<float>(pixel.depth);
    }
}

/// What a reconstruction would leave: points on surfaces that training photos show, with their
/// colours.
InitialPoints surfacePoints(const BuiltScene& scene, std::uint64_t seed) {
    InitialPoints points;
    std::vector<std::size_t> trainViews;
    for (std::size_t i = 0; i < scene.dataset.views.size(); ++i)
        if (!scene.dataset.views[i].isTest)
            trainViews.push_back(i);
    if (trainViews.empty())
        return points;
    Random random(seed, 77);
    for (int i = 0; i < pointCount; ++i) {
        const std::size_t view = trainViews[static_cast<std::size_t>(i) % trainViews.size()];
        const Camera& camera = scene.dataset.views[view].camera;
        const int x = random.index(camera.intrinsics.width),
                  y = random.index(camera.intrinsics.height);
        const double depth = *scene.depths[view].at(x, y);
        if (!(depth > 0))
            continue;
        points.positions.push_back(camera.unproject(x + 0.5, y + 0.5, depth).cast<float>());
        const std::uint8_t* color = scene.images[view].at(x, y);
        points.colors.push_back({color[0], color[1], color[2]});
    }
    return points;
}

} // namespace

void makeRoom(BuiltScene& scene,
              int trainCount,
              int testCount,
              int width,
              int height,
              std::uint64_t seed,
              Progress& progress) {
    const RoomModel room = makeRoomModel();
    scene.objects = room.objects;
    RingParams ring;
    ring.target = {0, 0, 0.2};
    ring.distance = 3.25;
    ring.elevations = {0.42, 0.8, 0.58, 1.02};
    ring.jitter = 0.04;
    ring.fovY = 0.76;
    scene.dataset.views = ringViews(ring, trainCount, testCount, width, height, seed);
    const std::size_t viewCount = scene.dataset.views.size();
    scene.images.assign(viewCount, Image(width, height, 3));
    scene.objectIds.assign(viewCount, IdImage(width, height, 1));
    scene.partIds.assign(viewCount, IdImage(width, height, 1));
    scene.depths.assign(viewCount, FloatImage(width, height, 1));
    progress.phase(text(CLEAVE_TR("Sample", "Drawing the sample scene")));
    for (std::size_t view = 0; view < viewCount; ++view) {
        progress.advance(static_cast<std::int64_t>(view), static_cast<std::int64_t>(viewCount));
        kernels::forChunks(height, 4, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t y = begin; y < end; ++y)
                traceRow(scene, room, view, static_cast<int>(y));
        });
    }
    scene.dataset.points = surfacePoints(scene, seed);
    progress.advance(1.0);
}

} // namespace cleave::sample
