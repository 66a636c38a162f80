// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_masks.h"

#include "core/export/export_choice.h"

namespace cleave {

ParamList describe(ExportMasksParams& params) {
    return {
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params", "all, or names separated by commas.")},
        {.name = "views",
         .value = &params.views,
         .label = CLEAVE_TR("Params", "Views"),
         .help = CLEAVE_TR("Params", "train, test, all, or view names separated by commas.")},
        {.name = "format",
         .value = enumParam(&params.format),
         .label = CLEAVE_TR("Params", "Format"),
         .help = CLEAVE_TR("Params",
                           "One image of ids per view, one black and white image per segment, or "
                           "run lengths in JSON."),
         .choices = {{"ids", CLEAVE_TR("Params", "Id maps")},
                     {"binary", CLEAVE_TR("Params", "Binary images")},
                     {"coco", CLEAVE_TR("Params", "COCO run lengths")}}},
    };
}

ExportMasksResult runExportMasks(const ExportMasksParams& params,
                                 const Project& project,
                                 const std::filesystem::path& folder,
                                 Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Rendering masks")));
    requireField(project.field);
    const std::vector<SegmentId> chosen = chooseSegments(project.segments, params.segments);
    const std::vector<View> views = chooseViews(project.dataset.get(), project.field, params.views);
    return {exportMasks(
        project.field, project.segments, chosen, views, params.format, folder, progress)};
}

} // namespace cleave
