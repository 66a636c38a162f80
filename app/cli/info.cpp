// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

namespace cleave::cli {

void addInfo(Commands& commands) {
    commands.addForProject("info", "What is in a project", [](Commands& c) {
        Progress quiet;
        const LoadedProject loaded = loadProject(c.projectPath(), quiet);
        const Project& project = loaded.project;
        Json result = {{"images", project.dataset ? project.dataset->views.size() : 0}};
        if (project.dataset) {
            result["train"] = project.dataset->trainViews().size();
            result["test"] = project.dataset->testViews().size();
            result["points"] = project.dataset->points.positions.size();
            result["skipped"] = project.dataset->skipped;
            result["folder"] = project.dataset->folder.string();
        }
        result["field"] = nullptr;
        if (isTrained(project.field))
            result["field"] = {{"kind", project.training.field},
                               {"primitives", primitiveCount(project.field)},
                               {"iterations", project.training.iterations},
                               {"psnr", project.training.psnr},
                               {"ssim", project.training.ssim}};
        result["masks"] = project.masks ? project.masks->maskCount() : 0;
        result["features"] = Json::array();
        for (const auto& [name, state] : project.lifted)
            result["features"].push_back(
                {{"method", name},
                 {"dimensions", state->features ? state->features->dimensions() : 0},
                 {"iterations", state->iterations}});
        result["segments"] = project.segments.segments().size();
        result["format_version"] = loaded.formatVersion;
        result["problems"] = Json::array();
        for (const Text& problem : loaded.problems)
            result["problems"].push_back(translate(problem));
        return result;
    });
}

} // namespace cleave::cli
