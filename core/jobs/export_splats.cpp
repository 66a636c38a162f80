// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_splats.h"

#include "core/export/export_choice.h"

namespace cleave {

ParamList describe(ExportSplatsParams& params) {
    return {
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params",
                           "all: every splat, with its segment's number; or names separated by "
                           "commas: theirs alone.")},
    };
}

ExportedSplats runExportSplats(const ExportSplatsParams& params,
                               const Project& project,
                               const std::filesystem::path& file,
                               Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Writing splats")));
    requireField(project.field);
    const std::vector<SegmentId> chosen = chooseSegments(project.segments, params.segments);
    const ExportedSplats exported =
        exportSplats(project.field, project.segments, chosen, params.segments == "all", file);
    progress.advance(1.0);
    return exported;
}

} // namespace cleave
