// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/new_project.h"

namespace cleave {

Project runNewProject(const DatasetImportParams& params,
                      const std::filesystem::path& data,
                      Progress& progress) {
    Project project;
    project.dataset = std::make_shared<const Dataset>(importDataset(data, params, progress));
    return project;
}

DatasetSummary summarize(const Dataset& dataset) {
    DatasetSummary summary;
    summary.images = static_cast<std::int64_t>(dataset.views.size());
    for (const View& view : dataset.views)
        ++(view.isTest ? summary.test : summary.train);
    summary.points = static_cast<std::int64_t>(dataset.points.positions.size());
    if (!dataset.views.empty()) {
        summary.width = dataset.views[0].camera.intrinsics.width;
        summary.height = dataset.views[0].camera.intrinsics.height;
    }
    summary.format = dataset.format;
    summary.skipped = static_cast<std::int64_t>(dataset.skipped.size());
    return summary;
}

} // namespace cleave
