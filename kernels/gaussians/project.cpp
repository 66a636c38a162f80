// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/project.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/gaussians/project_schedule.h"

namespace cleave::kernels {

namespace {

ProjectJob jobOf(const GaussianView& gaussians, const PinholeCamera& camera) {
    requireCpu(gaussians.planes.device(), "projectGaussians");
    CLEAVE_ASSERT(gaussians.shDegree >= 0 && gaussians.shDegree <= maxShDegree);
    CLEAVE_ASSERT(gaussians.planes.size(0) >= gaussianPlaneCount(gaussians.shDegree));
    CLEAVE_ASSERT(gaussians.planes.size(1) >= (gaussians.count + 15) / 16 * 16);
    CLEAVE_ASSERT(camera.width > 0 && camera.height > 0 && camera.width <= 1 << 20 &&
                  camera.height <= 1 << 20);
    if (!gaussians.visibility.empty())
        requireShape(gaussians.visibility, {gaussians.count}, "visibility");
    int stored = gaussians.shDegree;
    while (stored < maxShDegree && gaussianPlaneCount(stored + 1) <= gaussians.planes.size(0))
        ++stored;
    return {gaussians.planes.data(),
            gaussians.planes.size(1),
            gaussians.count,
            gaussians.shDegree,
            stored,
            gaussians.antialiased,
            gaussians.visibility.data(),
            cameraConstants(camera)};
}

} // namespace

void projectGaussians(const GaussianView& gaussians,
                      const PinholeCamera& camera,
                      RasterWorkspace& workspace) {
    const ProjectJob job = jobOf(gaussians, camera);
    const std::int64_t chunks = chunkCount(gaussians.count, projectChunkSize);
    ProjectedGaussian* projected = workspace.projected.reserve(chunks * projectChunkSize);
    std::int32_t* visible = workspace.chunkVisible.reserve(chunks);
    forChunks(gaussians.count,
              projectChunkSize,
              [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                  visible[chunk] =
                      CLEAVE_SIMD_CALL(projectRange, job, begin, end, projected + begin);
              });
    workspace.gaussianCount = gaussians.count;
    workspace.visibleCount = 0;
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
        workspace.visibleCount += visible[chunk];
    workspace.width = camera.width;
    workspace.height = camera.height;
}

void projectGaussiansBackward(const GaussianView& gaussians,
                              const PinholeCamera& camera,
                              const RasterWorkspace& workspace,
                              std::int64_t begin,
                              std::int64_t end,
                              const GaussianGradients& gradients) {
    CLEAVE_ASSERT(begin % 16 == 0 && begin >= 0 && begin <= end && end <= gaussians.count);
    CLEAVE_ASSERT(workspace.gaussianCount == gaussians.count);
    const ProjectJob forward = jobOf(gaussians, camera);
    if (!gradients.planes.empty()) {
        requireShape(
            gradients.planes, {gaussianPlaneCount(forward.storedShDegree), -1}, "gradient planes");
        CLEAVE_ASSERT(gradients.planes.size(1) >= (end - begin + 15) / 16 * 16);
    }
    const ProjectBackwardJob job{forward,
                                 workspace.pairStarts.data(),
                                 workspace.pairGradients.data(),
                                 gradients.planes.data(),
                                 gradients.planes.size(1),
                                 gradients.meanGradientNorms.data(),
                                 gradients.visibleCounts.data(),
                                 gradients.visibility.data(),
                                 gradients.overwrite};
    CLEAVE_SIMD_CALL(projectRangeBackward, job, begin, end);
}

void projectGaussiansBackward(const GaussianView& gaussians,
                              const PinholeCamera& camera,
                              const RasterWorkspace& workspace,
                              const GaussianGradients& gradients) {
    const std::int64_t stride = gradients.planes.size(1);
    forChunks(
        gaussians.count, projectChunkSize, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            GaussianGradients part = gradients;
            // Planes keep their stride: only the first column moves.
            if (!gradients.planes.empty())
                part.planes = ArrayView<float, 2>(
                    gradients.planes.data() + begin, gradients.planes.size(0), stride);
            projectGaussiansBackward(gaussians, camera, workspace, begin, end, part);
        });
}

} // namespace cleave::kernels
