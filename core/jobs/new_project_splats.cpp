// SPDX-License-Identifier: Apache-2.0
#include "core/formats/splat_file.h"
#include "core/jobs/new_project.h"

namespace cleave {

Project runNewProjectFromSplats(const std::filesystem::path& splats, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Dataset", "Reading splats")));
    Project project;
    auto field = std::make_shared<const GaussianField>(readSplats(splats));
    project.training.primitives = field->count;
    project.field = std::move(field);
    progress.advance(1);
    return project;
}

} // namespace cleave
