// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_photo_masks.h"

namespace cleave {

ParamList describe(ExportPhotoMasksParams& params) {
    return {
        {.name = "format",
         .value = enumParam(&params.format),
         .label = CLEAVE_TR("Params", "Format"),
         .help = CLEAVE_TR("Params",
                           "Patches as OmniSeg3D keeps them, masks with their scales as SAGA "
                           "does, or run lengths in JSON."),
         .choices = {{"omniseg3d", CLEAVE_TR("Params", "OmniSeg3D (.npz)")},
                     {"saga", CLEAVE_TR("Params", "SAGA (.pt)")},
                     {"coco", CLEAVE_TR("Params", "COCO run lengths")}}},
    };
}

std::vector<std::filesystem::path> runExportPhotoMasks(const ExportPhotoMasksParams& params,
                                                       const Project& project,
                                                       const std::filesystem::path& folder,
                                                       Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Writing masks")));
    if (!project.dataset || !project.masks)
        throw missing(CLEAVE_TR(
            "Export", "the project has no masks of its photos; make or import them first"));
    return exportPhotoMasks(
        *project.dataset, *project.masks, project.field, params.format, folder, progress);
}

} // namespace cleave
