// SPDX-License-Identifier: Apache-2.0
#include "core/networks/model_catalog.h"

#include "core/base/error.h"

#include <QStandardPaths>
#include <QString>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace cleave {

/// resources/models.json, put into the program by CMake.
extern const char* const modelCatalogJson;

namespace {

std::vector<KnownModel> parseCatalog() {
    std::vector<KnownModel> models;
    const auto catalog = nlohmann::json::parse(modelCatalogJson);
    for (const auto& entry : catalog.at("models")) {
        KnownModel model;
        model.name = entry.at("name").get<std::string>();
        model.title = entry.at("title").get<std::string>();
        model.network = entry.at("network").get<std::string>();
        model.url = entry.at("url").get<std::string>();
        model.insideArchive = entry.value("inside_archive", false);
        model.bytes = entry.value("bytes", std::int64_t{0});
        model.sha256 = entry.value("sha256", std::string());
        model.licence = entry.at("licence").get<std::string>();
        models.push_back(std::move(model));
    }
    return models;
}

struct Network {
    const char* name;
    MarkedText purpose;
    const char* commands;
};

constexpr std::array<Network, 6> networks = {{
    {"sam",
     CLEAVE_TR("Models", "Masks of everything in a photo; objects by clicks"),
     "masks, select, lift"},
    {"mobile_sam",
     CLEAVE_TR("Models", "Masks of everything in a photo; objects by clicks, fast"),
     "masks, select, lift"},
    {"clip", CLEAVE_TR("Models", "Objects by words (with CLIPSeg)"), "select --text"},
    {"clipseg", CLEAVE_TR("Models", "Objects by words (with CLIP)"), "select --text"},
    {"dino", CLEAVE_TR("Models", "Image features for lifting"), "lift --method isrf"},
    {"grounding_dino", CLEAVE_TR("Models", "Boxes of objects by words"), "select --text"},
}};

const Network* findNetwork(const std::string& name) {
    const auto found = std::find_if(networks.begin(), networks.end(), [&](const Network& network) {
        return name == network.name;
    });
    return found == networks.end() ? nullptr : &*found;
}

} // namespace

const std::vector<KnownModel>& knownModels() {
    static const std::vector<KnownModel> models = parseCatalog();
    return models;
}

const KnownModel* findKnownModel(const std::string& name) {
    const auto& models = knownModels();
    const auto found = std::find_if(
        models.begin(), models.end(), [&](const KnownModel& model) { return model.name == name; });
    return found == models.end() ? nullptr : &*found;
}

MarkedText purposeOf(const std::string& network) {
    const Network* found = findNetwork(network);
    return found ? found->purpose : CLEAVE_TR("Models", "Not in the list of known checkpoints");
}

std::string usedBy(const std::string& network) {
    const Network* found = findNetwork(network);
    return found ? found->commands : "";
}

std::filesystem::path modelFolder() {
    if (const char* folder = std::getenv("CLEAVE_MODELS"); folder && *folder)
        return folder;
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return std::filesystem::path(data.toStdString()) / "cleave" / "models";
}

std::optional<std::filesystem::path> installedModel(const std::string& name) {
    const std::filesystem::path path = modelFolder() / name;
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code))
        return std::nullopt;
    return path;
}

std::optional<std::filesystem::path> installedModelOf(const std::string& network) {
    for (const KnownModel& model : knownModels()) {
        if (model.network != network)
            continue;
        if (const auto path = installedModel(model.name))
            return path;
    }
    return std::nullopt;
}

} // namespace cleave
