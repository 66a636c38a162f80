// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_splats.h"

#include "core/export/export_choice.h"
#include "core/formats/splat_file.h"

namespace cleave {

ParamList describe(ExportSplatsParams& params) {
    ParamList list = {
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params",
                           "all: every splat, with its segment's number; or names separated by "
                           "commas: theirs alone.")},
    };
    for (Param& param : describe(params.fitting)) {
        param.advanced = true;
        list.push_back(std::move(param));
    }
    return list;
}

ExportedSplats runExportSplats(const ExportSplatsParams& params,
                               const Project& project,
                               const std::filesystem::path& file,
                               Progress& progress) {
    requireField(project.field);
    const std::vector<SegmentId> chosen = chooseSegments(project.segments, params.segments);
    const std::vector<std::int32_t> deepest =
        deepestSegments(project.segments, chosen, project.field);
    requireSplatFile(file);
    Progress fitting = progress.part(0, 0.95);
    const SplatsOfField found = splatsOfField(params.fitting, project, fitting);
    progress.phase(text(CLEAVE_TR("Jobs", "Writing splats")));
    std::vector<std::int32_t> segments;
    if (!project.segments.isEmpty()) {
        segments.reserve(found.primitives.size());
        for (const std::int32_t primitive : found.primitives)
            segments.push_back(primitive < 0 ? 0 : deepest[static_cast<std::size_t>(primitive)]);
    }
    const ExportedSplats exported =
        exportSplats(*found.splats, std::move(segments), params.segments == "all", file);
    progress.advance(1.0);
    return exported;
}

} // namespace cleave
