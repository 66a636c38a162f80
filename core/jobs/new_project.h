// SPDX-License-Identifier: Apache-2.0
// A project from posed photos, or from a trained splat alone.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset_import.h"
#include "core/project/project.h"

#include <cstdint>
#include <filesystem>

namespace cleave {

/// data: the folder of a data set, or a transforms JSON file. Throws Error as importDataset does.
Project runNewProject(const DatasetImportParams& params,
                      const std::filesystem::path& data,
                      Progress& progress);

/// A project that holds the splats as its field and no photos. Throws Error as readSplats does.
Project runNewProjectFromSplats(const std::filesystem::path& splats, Progress& progress);

/// What `new` and `info` tell of a data set.
struct DatasetSummary {
    std::int64_t images = 0, train = 0, test = 0;
    std::int64_t points = 0;   ///< initial points
    int width = 0, height = 0; ///< of the first view, at working size
    std::string format;        ///< colmap | transforms | llff | replica
    std::int64_t skipped = 0;  ///< photos that are named and missing or unreadable
    bool operator==(const DatasetSummary&) const = default;
};

DatasetSummary summarize(const Dataset& dataset);

} // namespace cleave
