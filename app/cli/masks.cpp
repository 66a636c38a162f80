// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/make_masks.h"

namespace cleave::cli {

void addMasks(Commands& commands) {
    struct MasksOptions {
        MakeMasksParams params;
        std::filesystem::path from;
    };

    auto options = std::make_shared<MasksOptions>();
    CLI::App* command = commands.addForProject(
        "masks",
        "Makes or imports 2D masks and their hierarchy for the training photos",
        [options](Commands& c) {
            Project project = c.openProject();
            if (!project.dataset)
                throw missing(CLEAVE_TR("Masks", "the project has no photos to make masks for"));
            const MakeMasksResult result =
                options->from.empty()
                    ? runMakeMasks(options->params, *project.dataset, c.progress())
                    : runImportMasks(*project.dataset, options->from, c.progress());
            project.masks = result.masks;
            c.save(project);
            Json json = {
                {"images", result.images}, {"masks", result.maskCount}, {"source", result.source}};
            if (options->from.empty()) {
                json["seconds_per_image"] = result.secondsPerImage;
            } else {
                json["skipped"] = result.skippedViews.size();
                json["skipped_views"] = result.skippedViews;
                json["unmatched_files"] = result.unmatchedFiles;
            }
            return json;
        });
    command->add_option(
        "--from",
        options->from,
        "Import: VIEW.json (COCO RLE), VIEW.png (ids), VIEW.npz, VIEW.pt or VIEW/*.png");
    addParams(command, describe(options->params));
}

} // namespace cleave::cli
