// SPDX-License-Identifier: Apache-2.0
// What project.cpp hands to the SIMD schedules of the projection.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/gaussians/project_math.h"
#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Gaussians of one chunk; the projected ones of chunk c start at c * projectChunkSize.
inline constexpr std::int64_t projectChunkSize = 1024;

struct ProjectJob {
    const float* planes;
    std::int64_t stride, count;
    int shDegree, storedShDegree;
    bool antialiased;
    const float* visibility; ///< or null
    CameraConstants camera;
};

struct ProjectBackwardJob {
    ProjectJob forward;
    const std::uint32_t* pairStarts;
    const PairGradient* pairGradients;
    float* planes; ///< column 0 is the first gaussian of the range; or null
    std::int64_t stride;
    float* meanGradientNorms;
    float* visibleCounts;
    float* visibility;
    bool overwrite;
};

CLEAVE_SIMD_DECLARE(std::int32_t projectRange(
    const ProjectJob& job, std::int64_t begin, std::int64_t end, ProjectedGaussian* out))
CLEAVE_SIMD_DECLARE(void projectRangeBackward(const ProjectBackwardJob& job,
                                              std::int64_t begin,
                                              std::int64_t end))

} // namespace cleave::kernels
