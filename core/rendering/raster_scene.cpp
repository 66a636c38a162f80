// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/raster_scene.h"

#include "core/rendering/pinhole_camera.h"

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

kernels::GaussianView gaussianView(const GaussianField& field,
                                   kernels::ArrayView<const float, 1> visibility) {
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
    if (pool().idle.size() < maxIdle)
        pool().idle.push_back(std::move(workspace_));
}

void prepareTiles(const GaussianField& field,
                  const Camera& camera,
                  kernels::RasterWorkspace& workspace,
                  kernels::ArrayView<const float, 1> visibility,
                  bool plainColor) {
    kernels::GaussianView gaussians = gaussianView(field, visibility);
    if (plainColor)
        gaussians.shDegree = 0;
    kernels::projectGaussians(gaussians, pinholeCamera(camera), workspace);
    kernels::binTiles(workspace);
}

} // namespace cleave
