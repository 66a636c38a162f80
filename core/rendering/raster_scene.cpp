// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/raster_scene.h"

#include <mutex>
#include <utility>
#include <vector>

namespace cleave {

namespace {

struct WorkspacePool {
    std::mutex mutex;
    std::vector<std::unique_ptr<kernels::RasterWorkspace>> idle;
};

WorkspacePool& pool() {
    static WorkspacePool instance;
    return instance;
}

/// Idle workspaces beyond these are freed.
constexpr std::size_t maxIdle = 2;

} // namespace

kernels::PinholeCamera pinholeCamera(const Camera& camera) {
    kernels::PinholeCamera pinhole;
    const Intrinsics& lens = camera.intrinsics;
    pinhole.width = lens.width;
    pinhole.height = lens.height;
    pinhole.fx = static_cast<float>(lens.fx);
    pinhole.fy = static_cast<float>(lens.fy);
    pinhole.cx = static_cast<float>(lens.cx);
    pinhole.cy = static_cast<float>(lens.cy);
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c) pinhole.rotation[r * 3 + c] = static_cast<float>(camera.pose.rotation(r, c));
        pinhole.translation[r] = static_cast<float>(camera.pose.translation(r));
    }
    return pinhole;
}

kernels::GaussianView gaussianView(const GaussianField& field, kernels::ArrayView<const float, 1> visibility) {
    return {field.planes, field.count, field.shDegree, field.antialiased, visibility};
}

WorkspaceLease::WorkspaceLease() {
    const std::lock_guard lock(pool().mutex);
    if (pool().idle.empty()) {
        workspace_ = std::make_unique<kernels::RasterWorkspace>();
    } else {
        workspace_ = std::move(pool().idle.back());
        pool().idle.pop_back();
    }
}

WorkspaceLease::~WorkspaceLease() {
    const std::lock_guard lock(pool().mutex);
    if (pool().idle.size() < maxIdle) pool().idle.push_back(std::move(workspace_));
}

void prepareTiles(const GaussianField& field,
                  const Camera& camera,
                  kernels::RasterWorkspace& workspace,
                  kernels::ArrayView<const float, 1> visibility) {
    kernels::projectGaussians(gaussianView(field, visibility), pinholeCamera(camera), workspace);
    kernels::binTiles(workspace);
}

} // namespace cleave
