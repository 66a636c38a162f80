// SPDX-License-Identifier: Apache-2.0
// What all commands share: the general options, opening and saving the project, progress and
// results.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/project/project_store.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace cleave::cli {

using Json = nlohmann::ordered_json;

/// Options that every command takes.
struct GeneralOptions {
    bool json = false;
    bool quiet = false;
    std::string device = "auto";
    int threads = 0;
    std::uint64_t seed = 0;
    bool seedGiven = false;
};

/// A command adds its options to the app and leaves a function that runs after parsing.
class Commands {
public:
    explicit Commands(CLI::App& app);

    /// A subcommand that shares the general options.
    CLI::App* add(const std::string& name,
                  const std::string& description,
                  std::function<Json(Commands&)> run);
    /// The same with the project file as first argument.
    CLI::App* addForProject(const std::string& name,
                            const std::string& description,
                            std::function<Json(Commands&)> run);

    const GeneralOptions& options() const { return options_; }

    Progress& progress() { return *progress_; }

    const std::filesystem::path& projectPath() const { return projectPath_; }

    /// Loads the project; what it lost is told on standard error
    /// unless --quiet is given (`info` lists it). The seed of --seed replaces the
    /// project's.
    Project openProject();
    void save(const Project& project);

    /// Runs the chosen command and prints its result; returns the exit status.
    int run(int argc, char** argv);

private:
    void printResult(const Json& result) const;

    CLI::App& app_;
    GeneralOptions options_;
    std::unique_ptr<Progress> progress_;
    std::filesystem::path projectPath_;
    std::function<Json(Commands&)> chosen_;
};

/// Flags for a declared parameter list, which must outlive the parsing.
void addParams(CLI::App* app, const ParamList& params);
/// "a,b,c" -> three names; empty parts are dropped.
std::vector<std::string> splitList(const std::string& list);

void addDoctor(Commands& commands);
void addNew(Commands& commands);
void addInfo(Commands& commands);
void addTrain(Commands& commands);
void addRender(Commands& commands);
void addMasks(Commands& commands);
void addLift(Commands& commands);
void addSelect(Commands& commands);
void addTree(Commands& commands);
void addExport(Commands& commands);
void addEval(Commands& commands);
void addConvert(Commands& commands);
void addBench(Commands& commands);
void addDemo(Commands& commands);
void addModels(Commands& commands);

} // namespace cleave::cli
