// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/convert_splats.h"
#include "core/project/project_store.h"

namespace cleave::cli {

namespace {

struct ConvertOptions {
    std::filesystem::path from, to;
    SplatsOfFieldParams fitting;
};

Json convertProject(const ConvertOptions& options, Progress& progress) {
    Progress quiet;
    const Project project = loadProject(options.from, quiet).project;
    const ConvertedField result = runConvertField(options.fitting, project, options.to, progress);
    return Json{{"primitives", result.file.primitives},
                {"bytes", result.file.bytes},
                {"psnr", result.quality.psnr},
                {"ssim", result.quality.ssim}};
}

} // namespace

void addConvert(Commands& commands) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command = commands.add(
        "convert", "Between splat formats, or a project's field to splats", [options](Commands& c) {
            if (options->from.extension() == ".cleave")
                return convertProject(*options, c.progress());
            const ExportedSplats result =
                runConvertSplats(options->from, options->to, c.progress());
            return Json{{"primitives", result.primitives}, {"bytes", result.bytes}};
        });
    command->add_option("in", options->from, "Splat file, or project (.cleave)")->required();
    command->add_option("out", options->to, "Splat file to write (.ply, .splat, .spz)")->required();
    addParams(command, describe(options->fitting));
}

} // namespace cleave::cli
