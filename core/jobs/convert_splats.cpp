// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/convert_splats.h"

#include "core/formats/splat_file.h"

namespace cleave {

ExportedSplats runConvertSplats(const std::filesystem::path& from,
                                const std::filesystem::path& to,
                                Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Reading splats")));
    const GaussianField field = readSplats(from);
    progress.advance(0.5);
    progress.phase(text(CLEAVE_TR("Jobs", "Writing splats")));
    writeSplats(to, field);
    progress.advance(1.0);
    return {field.count, static_cast<std::int64_t>(std::filesystem::file_size(to))};
}

ConvertedField runConvertField(const SplatsOfFieldParams& params,
                               const Project& project,
                               const std::filesystem::path& to,
                               Progress& progress) {
    requireSplatFile(to);
    Progress fitting = progress.part(0, 0.9), measuring = progress.part(0.9, 1);
    const SplatsOfField found = splatsOfField(params, project, fitting);
    ConvertedField result;
    if (project.dataset) {
        PhotoStore photos(project.dataset);
        result.quality = measureField(
            found.splats, *project.dataset, photos, project.dataset->testViews(), measuring);
    }
    result.file = exportSplats(*found.splats, {}, true, to);
    progress.advance(1.0);
    return result;
}

} // namespace cleave
