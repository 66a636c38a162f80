// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/convert_splats.h"

namespace cleave::cli {

void addConvert(Commands& commands) {
    struct ConvertOptions {
        std::filesystem::path from, to;
    };

    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command = commands.add("convert", "Between splat formats", [options](Commands& c) {
        const ExportedSplats result = runConvertSplats(options->from, options->to, c.progress());
        return Json{{"primitives", result.primitives}, {"bytes", result.bytes}};
    });
    command->add_option("in", options->from, "Splat file")->required();
    command->add_option("out", options->to, "Splat file to write (.ply, .splat, .spz)")->required();
}

} // namespace cleave::cli
