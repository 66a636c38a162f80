// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/bench/kernel_cases.h"

namespace cleave::cli {

void addBench(Commands& commands) {
    struct BenchOptions {
        std::string suite = "all", size = "small";
    };

    auto options = std::make_shared<BenchOptions>();
    CLI::App* command = commands.add(
        "bench", "Times the kernels beside what the machine can do", [options](Commands& c) {
            const std::vector<std::string> suites = {
                "raster", "features", "similarity", "grid", "files", "networks", "all"};
            const auto index =
                std::find(suites.begin(), suites.end(), options->suite) - suites.begin();
            const BenchReport report =
                runBench(static_cast<BenchSuite>(index), options->size == "full", c.progress());
            Json result = {{"threads", report.limits.threads},
                           {"lanes", report.lanes},
                           {"pages", report.pages},
                           {"blas", report.blas},
                           {"limit_gflops", report.limits.gflops},
                           {"limit_gbytes_per_second", report.limits.gbytesPerSecond},
                           {"rows", Json::array()}};
            for (const BenchRow& row : report.rows)
                result["rows"].push_back({{"kernel", row.kernel},
                                          {"device", row.device},
                                          {"milliseconds", row.milliseconds},
                                          {"operations", row.operations},
                                          {"bytes", row.bytes},
                                          {"gflops", row.gflops},
                                          {"gbytes_per_second", row.gbytesPerSecond},
                                          {"fraction_of_limit", row.fractionOfLimit},
                                          {"ns_per_item", row.nanosecondsPerItem},
                                          {"size", row.size}});
            return result;
        });
    command
        ->add_option(
            "--suite", options->suite, "raster, features, similarity, grid, files, networks or all")
        ->check(
            CLI::IsMember({"raster", "features", "similarity", "grid", "files", "networks", "all"}))
        ->capture_default_str();
    command->add_option("--size", options->size, "small or full")
        ->check(CLI::IsMember({"small", "full"}))
        ->capture_default_str();
}

} // namespace cleave::cli
