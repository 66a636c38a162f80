// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"

#include "core/sample/blob_scene.h"
#include "core/sample/ring_cameras.h"
#include "core/sample/room_scene.h"

#include <cmath>

namespace cleave {

SceneBuilder& SceneBuilder::blobs(int count) {
    blobs_ = count;
    room_ = false;
    return *this;
}

SceneBuilder& SceneBuilder::gaussiansPerBlob(int count) {
    gaussiansPerBlob_ = count;
    return *this;
}

SceneBuilder& SceneBuilder::room() {
    room_ = true;
    return *this;
}

SceneBuilder& SceneBuilder::cameras(int trainCount, int testCount) {
    trainCount_ = trainCount;
    testCount_ = testCount;
    return *this;
}

SceneBuilder& SceneBuilder::imageSize(int width, int height) {
    width_ = width;
    height_ = height;
    return *this;
}

SceneBuilder& SceneBuilder::seed(std::uint64_t seed) {
    seed_ = seed;
    return *this;
}

BuiltScene SceneBuilder::build() const {
    Progress nobody;
    return build(nobody);
}

BuiltScene SceneBuilder::build(Progress& progress) const {
    BuiltScene scene;
    scene.dataset.format = "transforms";
    if (room_) {
        sample::makeRoom(scene, trainCount_, testCount_, width_, height_, seed_, progress);
        return scene;
    }
    sample::makeBlobs(scene, blobs_, gaussiansPerBlob_, seed_);
    sample::RingParams ring;
    const double radius = sample::blobSceneRadius(blobs_);
    ring.distance = 3 * radius;
    ring.elevations = {0.25, 0.6, 0.95};
    ring.fovY = 2 * std::asin(1.1 / 3);
    scene.dataset.views = sample::ringViews(ring, trainCount_, testCount_, width_, height_, seed_);
    scene.images.resize(scene.dataset.views.size());
    scene.objectIds.resize(scene.dataset.views.size());
    scene.partIds.resize(scene.dataset.views.size());
    scene.depths.resize(scene.dataset.views.size());
    sample::drawBlobs(scene, progress);
    return scene;
}

} // namespace cleave
