// SPDX-License-Identifier: Apache-2.0
// Masks made elsewhere, brought to the project's views.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/masks/mask_set.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

struct MaskImport {
    std::shared_ptr<const MaskSet> masks;
    std::vector<std::string> skippedViews; ///< training views without a file
    std::vector<std::string>
        unmatchedFiles; ///< mask files whose name is no view's, relative to the folder
    std::vector<std::string>
        testFiles; ///< mask files of test views: left out, because those views only score
};

/// Per training view the first found of VIEW.json (COCO RLE list), VIEW.npz (OmniSeg3D), VIEW.pt
/// (SAGA), VIEW.png (id map, every id > 0 a mask) and VIEW/*.png (nonzero = inside), anywhere below
/// `folder`; VIEW is the photo's name with or without folder, cut at its extension or at its first
/// dot. Masks of another size but the view's shape are scaled to it (nearest); masks of photos that
/// are undistorted for use are undistorted with them. Throws Error naming the file for unreadable
/// ones, for another shape (naming both sizes), and when no file fits any view.
MaskImport
importMasks(const Dataset& dataset, const std::filesystem::path& folder, Progress& progress);

} // namespace cleave
