// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/ground_truth.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/image_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace cleave {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Error badTruth(const fs::path& path, const std::string& place) {
    return badFile(
        CLEAVE_TR("Evaluation", "%1: %2 is missing or of another kind than expected"), path, place);
}

Json readJson(const fs::path& path) {
    Json json = Json::parse(readTextFile(path), nullptr, false);
    if (json.is_discarded())
        throw badFile(CLEAVE_TR("Evaluation", "%1: is no complete JSON file"), path);
    return json;
}

int wholeNumber(const Json& object,
                const char* key,
                const fs::path& path,
                const std::string& place) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_number_integer())
        throw badTruth(path, place + "." + key);
    return object[key].get<int>();
}

std::string
word(const Json& object, const char* key, const fs::path& path, const std::string& place) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_string())
        throw badTruth(path, place + "." + key);
    return object[key].get<std::string>();
}

const Json&
list(const Json& object, const char* key, const fs::path& path, const std::string& place) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_array())
        throw badTruth(path, place + "." + key);
    return object[key];
}

std::vector<EvalClick>
readClicks(const Json& clicks, const fs::path& path, const std::string& place) {
    std::vector<EvalClick> result;
    for (const Json& click : clicks)
        result.push_back({word(click, "view", path, place),
                          wholeNumber(click, "x", path, place),
                          wholeNumber(click, "y", path, place)});
    return result;
}

void readPrompts(GroundTruth& truth, const fs::path& path, const Dataset& dataset) {
    const Json json = readJson(path);
    truth.targets.clear();
    for (const Json& item : list(json, "targets", path, "file")) {
        EvalTarget target;
        const std::string place = "targets[" + std::to_string(truth.targets.size()) + "]";
        const std::string kind = word(item, "kind", path, place);
        if (kind != "object" && kind != "part")
            throw badFile(
                CLEAVE_TR("Evaluation", "%1: %2 is of kind \"%3\"; expected object or part"),
                path,
                place,
                kind);
        target.kind = kind == "object" ? TargetKind::Object : TargetKind::Part;
        target.name = word(item, "name", path, place);
        target.id = wholeNumber(item, "id", path, place);
        target.isGrouped =
            item.contains("grouped") && item["grouped"].is_boolean() && item["grouped"].get<bool>();
        target.oneClick =
            readClicks(list(item, "one_click", path, place), path, place + ".one_click");
        if (item.contains("three_clicks"))
            target.threeClicks =
                readClicks(list(item, "three_clicks", path, place), path, place + ".three_clicks");
        for (const Json& view : list(item, "eval_views", path, place)) {
            if (!view.is_string())
                throw badTruth(path, place + ".eval_views");
            target.evalViews.push_back(view.get<std::string>());
        }
        for (const auto* clicks : {&target.oneClick, &target.threeClicks})
            for (const EvalClick& click : *clicks)
                if (!dataset.findView(click.view))
                    throw badFile(
                        CLEAVE_TR("Evaluation",
                                  "%1: %2 clicks in view \"%3\", which the project does not have"),
                        path,
                        target.name,
                        click.view);
        for (const std::string& view : target.evalViews)
            if (!dataset.findView(view))
                throw badFile(
                    CLEAVE_TR("Evaluation",
                              "%1: %2 is scored in view \"%3\", which the project does not have"),
                    path,
                    target.name,
                    view);
        truth.targets.push_back(std::move(target));
    }
}

/// object -> id, kind, parts (name -> id); background surfaces are no targets.
void readHierarchy(GroundTruth& truth, const fs::path& path) {
    const Json json = readJson(path);
    if (!json.is_object())
        throw badTruth(path, "the object of objects");
    for (const auto& [name, object] : json.items()) {
        const int id = wholeNumber(object, "id", path, name);
        if (object.contains("kind") && object["kind"] == "stuff")
            continue;
        truth.targets.push_back({TargetKind::Object, name, id, false, {}, {}, {}});
        if (!object.contains("parts"))
            continue;
        if (!object["parts"].is_object())
            throw badTruth(path, name + ".parts");
        for (const auto& [part, partId] : object["parts"].items()) {
            if (!partId.is_number_integer())
                throw badTruth(path, name + ".parts." + part);
            truth.targets.push_back(
                {TargetKind::Part, name + "/" + part, partId.get<int>(), false, {}, {}, {}});
        }
    }
}

/// The layout of synth_trucks.
void readObjects(GroundTruth& truth, const fs::path& path) {
    const Json json = readJson(path);
    for (const Json& object : list(json, "objects", path, "file")) {
        const std::string name = word(object, "name", path, "objects");
        truth.targets.push_back(
            {TargetKind::Object, name, wholeNumber(object, "id", path, name), false, {}, {}, {}});
        if (!object.contains("parts"))
            continue;
        for (const Json& part : list(object, "parts", path, name))
            truth.targets.push_back({TargetKind::Part,
                                     name + "/" + word(part, "name", path, name),
                                     wholeNumber(part, "id", path, name),
                                     false,
                                     {},
                                     {},
                                     {}});
    }
}

fs::path mapOf(const fs::path& folder, const View& view) {
    if (folder.empty())
        return {};
    const fs::path name = view.name;
    for (const fs::path& stem : {fs::path(name).replace_extension(), name.stem()})
        if (fs::path path = folder / (stem.string() + ".png"); fs::exists(path))
            return path;
    return {};
}

} // namespace

std::optional<IdImage> GroundTruth::ids(TargetKind kind, const View& view) const {
    const fs::path path = mapOf(kind == TargetKind::Object ? objectMaps : partMaps, view);
    if (path.empty())
        return std::nullopt;
    IdImage ids = readIdImage(path);
    if (isBinary)
        for (std::int32_t& id : ids.pixels)
            id = id != 0;
    return ids;
}

std::optional<IdImage> GroundTruth::idsAtWorkingSize(TargetKind kind, const View& view) const {
    const auto own = ids(kind, view);
    if (!own)
        return own;
    const int width = view.camera.intrinsics.width, height = view.camera.intrinsics.height;
    if (own->width == width && own->height == height)
        return own;
    if (std::llabs(static_cast<std::int64_t>(own->width) * height -
                   static_cast<std::int64_t>(own->height) * width) >
        std::max({own->width, own->height, width, height}))
        throw badFile(CLEAVE_TR("Evaluation",
                                "%1: an id map of %2 x %3 pixels does not fit the view of %4 x %5"),
                      mapOf(kind == TargetKind::Object ? objectMaps : partMaps, view),
                      own->width,
                      own->height,
                      width,
                      height);
    IdImage scaled(width, height, 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            *scaled.at(x, y) = *own->at((2 * x + 1) * own->width / (2 * width),
                                        (2 * y + 1) * own->height / (2 * height));
    return scaled;
}

GroundTruth readGroundTruth(const fs::path& folder,
                            const fs::path& promptsFile,
                            const Dataset& dataset,
                            Progress& progress) {
    if (!fs::is_directory(folder))
        throw missing(CLEAVE_TR("Evaluation", "%1: there is no such folder of ground truth"),
                      folder);
    const fs::path root =
        fs::is_directory(folder / "ground_truth") ? folder / "ground_truth" : folder;
    GroundTruth truth;
    if (fs::is_directory(root / "object_ids")) {
        truth.objectMaps = root / "object_ids";
        if (fs::is_directory(root / "part_ids"))
            truth.partMaps = root / "part_ids";
        readHierarchy(truth, root / "hierarchy.json");
    } else if (fs::is_directory(root / "instance")) {
        truth.objectMaps = root / "instance";
        if (fs::is_directory(root / "part"))
            truth.partMaps = root / "part";
        readObjects(truth, root / "objects.json");
    } else if (fs::is_directory(root / "masks")) {
        truth.objectMaps = root / "masks";
        truth.isBinary = true;
        truth.targets.push_back({TargetKind::Object, "object", 1, false, {}, {}, {}});
    } else {
        throw badInput(CLEAVE_TR("Evaluation",
                                 "%1: holds neither object_ids/, instance/ nor masks/; expected a "
                                 "folder of ground truth"),
                       folder);
    }
    const fs::path prompts = promptsFile.empty() && fs::exists(root / "prompts.json")
                                 ? root / "prompts.json"
                                 : promptsFile;
    if (prompts.empty())
        derivePrompts(truth, dataset, progress);
    else
        readPrompts(truth, prompts, dataset);
    if (truth.targets.empty())
        throw badInput(
            CLEAVE_TR("Evaluation", "%1: no target is large enough to be clicked and scored"),
            folder);
    return truth;
}

} // namespace cleave
