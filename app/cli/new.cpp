// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/new_project.h"

namespace cleave::cli {

namespace {

struct NewOptions {
    std::filesystem::path data, splats;
    DatasetImportParams params;
};

Json describeProject(const Project& project) {
    if (!project.dataset)
        return {{"primitives", primitiveCount(project.field)}};
    const DatasetSummary summary = summarize(*project.dataset);
    return {{"images", summary.images},
            {"train", summary.train},
            {"test", summary.test},
            {"points", summary.points},
            {"width", summary.width},
            {"height", summary.height},
            {"format", summary.format},
            {"skipped", project.dataset->skipped}};
}

} // namespace

void addNew(Commands& commands) {
    auto options = std::make_shared<NewOptions>();
    CLI::App* command = commands.addForProject(
        "new", "Makes a project from posed photos or from a trained splat", [options](Commands& c) {
            if (options->data.empty() && options->splats.empty())
                throw CLI::RequiredError("one of --data DIR and --splats FILE");
            Project project = options->splats.empty()
                                  ? runNewProject(options->params, options->data, c.progress())
                                  : runNewProjectFromSplats(options->splats, c.progress());
            project.seed = c.options().seed;
            c.save(project);
            return describeProject(project);
        });
    CLI::Option* data = command->add_option(
        "--data", options->data, "Folder of a data set, or a transforms JSON file");
    CLI::Option* splats =
        command->add_option("--splats", options->splats, "A trained splat (.ply, .splat, .spz)");
    data->excludes(splats);
    addParams(command, describe(options->params));
}

} // namespace cleave::cli
