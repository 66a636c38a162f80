// SPDX-License-Identifier: Apache-2.0
// Field + views -> pictures on disk.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/view_painter.h"
#include "core/methods/segmentation_method.h"
#include "core/project/project.h"

#include <filesystem>
#include <vector>

namespace cleave {

struct RenderViewsParams {
    RenderMode mode = RenderMode::Rgb;
    std::string views = "test"; ///< train | test | all | VIEW[,VIEW...]
    std::string segments;       ///< draw these alone: NAME[,NAME...]; empty: everything
};

ParamList describe(RenderViewsParams& params);

struct RenderViewsResult {
    std::vector<std::filesystem::path> files;
    double secondsPerView = 0; ///< of rendering, without writing
};

/// VIEW.png each; depth: VIEW.png (16 bit, thousandths of a scene unit, 0 = nothing, clamped at
/// 65535) and VIEW.npy (float32 scene units). `similarity` of the last query is needed for that
/// mode alone. Throws Error naming the missing step.
RenderViewsResult runRenderViews(const RenderViewsParams& params,
                                 const Project& project,
                                 const Similarity* similarity,
                                 const std::filesystem::path& folder,
                                 Progress& progress);

} // namespace cleave
