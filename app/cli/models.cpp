// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/jobs/manage_models.h"

namespace cleave::cli {

namespace {

struct ModelsOptions {
    std::string action;
    std::vector<std::string> names; ///< a file to add; names to verify or remove
    std::string name;
    bool link = false;
};

Json rowsOf(const std::vector<ModelState>& states) {
    Json rows = Json::array();
    for (const ModelState& state : states)
        rows.push_back({{"name", state.model.name},
                        {"present", state.isPresent},
                        {"path", state.path.string()},
                        {"bytes", state.bytes > 0 ? Json(state.bytes) : Json(nullptr)},
                        {"sha256", state.sha256.empty() ? Json(nullptr) : Json(state.sha256)},
                        {"licence", state.model.licence},
                        {"used_by", usedBy(state.model.network)},
                        {"url", state.model.url}});
    return {{"models", rows}};
}

void requireNames(const ModelsOptions& options,
                  std::size_t least,
                  std::size_t most,
                  const std::string& usage) {
    if (options.names.size() < least || options.names.size() > most)
        throw badInput(CLEAVE_TR("Models", "models %1: expected %2"), options.action, usage);
}

Json runModels(const ModelsOptions& options, Progress& progress) {
    constexpr std::size_t any = 1000;
    if (options.action == "path") {
        requireNames(options, 0, 0, "models path");
        return {{"path", modelFolder().string()}};
    }
    if (options.action == "list") {
        requireNames(options, 0, 0, "models list");
        return rowsOf(listModels());
    }
    if (options.action == "add") {
        requireNames(options, 1, 1, "models add FILE [--name NAME] [--link]");
        return rowsOf({runAddModel(
            {options.names[0], options.name, options.link ? AddMode::Link : AddMode::Copy},
            progress)});
    }
    if (options.action == "verify")
        return rowsOf(runVerifyModels(options.names, progress));
    requireNames(options, 1, any, "models remove NAME...");
    for (const std::string& name : options.names)
        runRemoveModel(name);
    return rowsOf(listModels());
}

} // namespace

void addModels(Commands& commands) {
    auto options = std::make_shared<ModelsOptions>();
    CLI::App* command =
        commands.add("models",
                     "The network checkpoints: known, present, where, checksum",
                     [options](Commands& c) { return runModels(*options, c.progress()); });
    command->add_option("action", options->action, "list, add, verify, remove or path")
        ->required()
        ->check(CLI::IsMember({"list", "add", "verify", "remove", "path"}));
    command->add_option(
        "names", options->names, "add: the file; verify, remove: names as in the list");
    command->add_option("--name", options->name, "add: the name to keep it under");
    command->add_flag("--link", options->link, "add: link to the file instead of copying it");
}

} // namespace cleave::cli
