// SPDX-License-Identifier: Apache-2.0
// Segments, or the whole field -> a file of splats.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/export_splats.h"
#include "core/jobs/splats_of_field.h"
#include "core/project/project.h"

#include <filesystem>

namespace cleave {

struct ExportSplatsParams {
    std::string segments = "all";     ///< all (every gaussian) | NAME[,NAME...] (theirs alone)
    SplatsOfFieldParams fitting = {}; ///< for fields that are no gaussians
};

ParamList describe(ExportSplatsParams& params);

/// `file` ends in .ply, .splat or .spz.
ExportedSplats runExportSplats(const ExportSplatsParams& params,
                               const Project& project,
                               const std::filesystem::path& file,
                               Progress& progress);

} // namespace cleave
