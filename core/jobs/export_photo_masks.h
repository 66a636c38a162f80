// SPDX-License-Identifier: Apache-2.0
// Masks of the photos -> files that other programs read.
#pragma once

#include "core/base/params.h"
#include "core/export/export_photo_masks.h"
#include "core/project/project.h"

namespace cleave {

struct ExportPhotoMasksParams {
    PhotoMaskFormat format = PhotoMaskFormat::OmniSeg3d;
};

ParamList describe(ExportPhotoMasksParams& params);

/// The files. Throws Error naming the missing step where there are no photos or no masks.
std::vector<std::filesystem::path> runExportPhotoMasks(const ExportPhotoMasksParams& params,
                                                       const Project& project,
                                                       const std::filesystem::path& folder,
                                                       Progress& progress);

} // namespace cleave
