// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/demo.h"

#include "app/cli/command.h"

namespace cleave::cli {

void addDemo(Commands& commands) {
    auto folder = std::make_shared<std::filesystem::path>("cleave-demo");
    CLI::App* command =
        commands.add("demo",
                     "The whole way on the built-in scene, with a picture of every step",
                     [folder](Commands& c) {
                         const DemoResult result =
                             runDemo({}, *folder, c.options().seed, c.progress());
                         Json json = {{"project", result.project.string()},
                                      {"psnr", result.psnr},
                                      {"ssim", result.ssim},
                                      {"mean_iou_objects", result.meanIouObjects},
                                      {"mean_iou_parts", result.meanIouParts},
                                      {"matched_iou", result.matchedIou},
                                      {"files", Json::array()}};
                         for (const auto& file : result.files)
                             json["files"].push_back(file.string());
                         return json;
                     });
    command->add_option("-o,--output", *folder, "Folder for the results")->capture_default_str();
}

} // namespace cleave::cli
