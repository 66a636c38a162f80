// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "app/cli/query.h"
#include "core/jobs/render_views.h"

namespace cleave::cli {

void addRender(Commands& commands) {
    struct RenderOptions {
        RenderViewsParams params;
        QueryOptions query;
        std::filesystem::path folder;
    };

    auto options = std::make_shared<RenderOptions>();
    CLI::App* command =
        commands.addForProject("render", "Writes images of views", [options](Commands& c) {
            const Project project = c.openProject();
            std::optional<SelectResult> query;
            if (options->params.mode == RenderMode::Similarity)
                query = runQuery(options->query, project, c.progress());
            const RenderViewsResult result = runRenderViews(options->params,
                                                            project,
                                                            query ? &query->similarity : nullptr,
                                                            options->folder,
                                                            c.progress());
            Json json = {{"files", Json::array()}, {"seconds_per_view", result.secondsPerView}};
            for (const auto& file : result.files)
                json["files"].push_back(file.string());
            return json;
        });
    addParams(command, describe(options->params));
    options->query.addTo(command);
    command->add_option("-o,--output", options->folder, "Folder for the images")->required();
}

} // namespace cleave::cli
