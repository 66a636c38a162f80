// SPDX-License-Identifier: Apache-2.0
// Photos -> masks and their hierarchy, for every training view; or masks made elsewhere -> the
// same.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/masks/mask_set.h"
#include "core/masks/region_masks.h"
#include "core/networks/sam/automatic_masks.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

enum class MaskSourceKind : int { Auto, Sam, Regions };

struct MakeMasksParams {
    MaskSourceKind source = MaskSourceKind::Auto; ///< auto: the best that can run here
    std::string checkpoint;                       ///< of a network, where the source is one
    RegionMaskParams regions;
    AutomaticMaskParams sam;
};

ParamList describe(MakeMasksParams& params);

struct MakeMasksResult {
    std::shared_ptr<const MaskSet> masks;
    std::int64_t images = 0;    ///< views with masks
    std::int64_t maskCount = 0; ///< of all views; for views that bring patches only, their patches
    double secondsPerImage = 0;
    std::int64_t resumedImages = 0;          ///< of them, taken from a run that was stopped
    std::string source;                      ///< regions | sam | imported
    std::vector<std::string> skippedViews;   ///< import: training views without a file
    std::vector<std::string> unmatchedFiles; ///< import: mask files of no view
};

/// Auto: SAM where a checkpoint is given or installed, else regions. `keptFolder` (kept_masks.h):
/// where a source that takes long keeps what it has finished, and finds what a run that was stopped
/// has; empty: nowhere. Throws Error for a checkpoint that is missing or none of SAM's and for a
/// photo that cannot be read, Cancelled.
MakeMasksResult runMakeMasks(const MakeMasksParams& params,
                             const Dataset& dataset,
                             Progress& progress,
                             const std::filesystem::path& keptFolder = {});

/// Errors as of importMasks (mask_import.h).
MakeMasksResult
runImportMasks(const Dataset& dataset, const std::filesystem::path& folder, Progress& progress);

} // namespace cleave
