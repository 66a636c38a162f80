// SPDX-License-Identifier: Apache-2.0
// A .cleave file: one SQLite database. Small data as JSON documents; arrays as rows of 16 MB chunks
// under an asset id that is written once and never changed. A save is one transaction: afterwards
// the file is the new document or the old one.
#pragma once

#include "core/base/progress.h"
#include "core/project/project.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

inline constexpr int projectFormatVersion = 1;

struct LoadedProject {
    Project project;
    int formatVersion = 0;
    std::vector<Text> problems; ///< what a damaged file lost, and photos that were not found where
                                ///< the project says
};

/// Throws Error: Missing, BadFile (no project; what cannot be read at all), Version (newer: says
/// which version is needed).
LoadedProject loadProject(const std::filesystem::path& path, Progress& progress);

/// Writes only assets that the file does not hold yet. Throws Error(NoSpace | Permission) with the
/// file unchanged.
void saveProject(const Project& project, const std::filesystem::path& path, Progress& progress);

/// Points a project to photos that moved: `folder` holds files that match by name and content hash.
/// Returns the relinked dataset. Throws Error naming the first photo that differs or is missing.
Dataset relinkPhotos(const Dataset& dataset, const std::filesystem::path& folder);

/// Photos that are not where the dataset says.
std::vector<std::string> missingPhotos(const Dataset& dataset);

} // namespace cleave
