// SPDX-License-Identifier: Apache-2.0
// Segments -> masks in views.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/export_masks.h"
#include "core/project/project.h"

#include <filesystem>
#include <vector>

namespace cleave {

struct ExportMasksParams {
    std::string segments = "all"; ///< all | NAME[,NAME...]
    std::string views = "all";    ///< train | test | all | VIEW[,VIEW...]
    MaskFormat format = MaskFormat::Ids;
};

ParamList describe(ExportMasksParams& params);

struct ExportMasksResult {
    std::vector<std::filesystem::path> files;
};

/// Throws Error when there is no field or no segment.
ExportMasksResult runExportMasks(const ExportMasksParams& params,
                                 const Project& project,
                                 const std::filesystem::path& folder,
                                 Progress& progress);

} // namespace cleave
