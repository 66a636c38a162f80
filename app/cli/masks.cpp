// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/kept_masks.h"
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
            const std::filesystem::path kept = keptMasksFolder(c.projectPath());
            const MakeMasksResult result =
                options->from.empty()
                    ? runMakeMasks(options->params, *project.dataset, c.progress(), kept)
                    : runImportMasks(*project.dataset, options->from, c.progress());
            project.masks = result.masks;
            c.save(project);
            discardKeptMasks(kept);
            Json json = {
                {"images", result.images}, {"masks", result.maskCount}, {"source", result.source}};
            if (options->from.empty()) {
                json["seconds_per_image"] = result.secondsPerImage;
                if (result.resumedImages > 0)
                    json["resumed"] = result.resumedImages;
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
