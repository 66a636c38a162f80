// SPDX-License-Identifier: Apache-2.0
#include "core/project/project_documents.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace cleave {

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

/// JSON has no infinity: a perfect picture's PSNR is one.
Json number(double value) {
    if (std::isfinite(value))
        return value;
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double numberOf(const Json& json) {
    if (json.is_number())
        return json.get<double>();
    const std::string& word = json.get_ref<const std::string&>();
    if (word == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    return word == "inf" ? std::numeric_limits<double>::infinity()
                         : -std::numeric_limits<double>::infinity();
}

Json lensJson(const Intrinsics& lens) {
    const Distortion& d = lens.distortion;
    return {{"size", {lens.width, lens.height}},
            {"focal", {number(lens.fx), number(lens.fy)}},
            {"center", {number(lens.cx), number(lens.cy)}},
            {"distortion", {d.k1, d.k2, d.p1, d.p2, d.k3}}};
}

Intrinsics lensOf(const Json& json) {
    const Json& d = json.at("distortion");
    return {json.at("size").at(0),
            json.at("size").at(1),
            numberOf(json.at("focal").at(0)),
            numberOf(json.at("focal").at(1)),
            numberOf(json.at("center").at(0)),
            numberOf(json.at("center").at(1)),
            {d.at(0), d.at(1), d.at(2), d.at(3), d.at(4)}};
}

Json poseJson(const Pose& pose) {
    Json numbers = Json::array();
    for (int r = 0; r < 3; ++r)
        for (int c = 0; c < 3; ++c)
            numbers.push_back(pose.rotation(r, c));
    for (int r = 0; r < 3; ++r)
        numbers.push_back(pose.translation[r]);
    return numbers;
}

Pose poseOf(const Json& json) {
    Pose pose;
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c)
            pose.rotation(r, c) = json.at(static_cast<std::size_t>(3 * r + c));
        pose.translation[r] = json.at(static_cast<std::size_t>(9 + r));
    }
    return pose;
}

Json datasetJson(const Dataset& dataset, const fs::path& projectFolder) {
    Json views = Json::array();
    for (const View& view : dataset.views)
        views.push_back({{"id", view.id.value},
                         {"name", view.name},
                         {"path", view.path.generic_string()},
                         {"hash", view.contentHash},
                         {"pose", poseJson(view.camera.pose)},
                         {"lens", lensJson(view.camera.intrinsics)},
                         {"source_lens", lensJson(view.sourceIntrinsics)},
                         {"test", view.isTest}});
    const fs::path relative = dataset.folder.lexically_relative(projectFolder);
    return {{"format", dataset.format},
            {"folder", dataset.folder.generic_string()},
            {"relative_folder", relative.generic_string()},
            {"downscale", dataset.downscale},
            {"skipped", dataset.skipped},
            {"views", views}};
}

/// Beside the project first: whoever moves a project usually moves its photos with it.
fs::path
findFolder(const fs::path& absolute, const fs::path& relative, const fs::path& projectFolder) {
    if (relative.empty())
        return absolute;
    std::error_code code;
    fs::path besideProject = (projectFolder / relative).lexically_normal();
    if (!besideProject.has_filename())
        besideProject = besideProject.parent_path(); // "folder/." became "folder/"
    return fs::is_directory(besideProject, code) || !fs::is_directory(absolute, code)
               ? besideProject
               : absolute;
}

std::shared_ptr<Dataset> datasetOf(const Json& json, const fs::path& projectFolder) {
    auto dataset = std::make_shared<Dataset>();
    dataset->format = json.at("format");
    dataset->folder = findFolder(json.at("folder").get<std::string>(),
                                 json.at("relative_folder").get<std::string>(),
                                 projectFolder);
    dataset->downscale = json.at("downscale");
    dataset->skipped = json.at("skipped");
    for (const Json& entry : json.at("views")) {
        View view;
        view.id.value = entry.at("id");
        view.name = entry.at("name");
        view.path = entry.at("path").get<std::string>();
        view.contentHash = entry.at("hash");
        view.camera = {poseOf(entry.at("pose")), lensOf(entry.at("lens"))};
        view.sourceIntrinsics = lensOf(entry.at("source_lens"));
        view.isTest = entry.at("test");
        dataset->views.push_back(std::move(view));
    }
    return dataset;
}

Json trainingJson(const TrainingRecord& record) {
    return {{"field", record.field},
            {"iterations", record.iterations},
            {"primitives", record.primitives},
            {"seconds", number(record.seconds)},
            {"psnr", number(record.psnr)},
            {"ssim", number(record.ssim)},
            {"peak_memory", record.peakMemory},
            {"params", record.params}};
}

TrainingRecord trainingOf(const Json& json) {
    TrainingRecord record;
    record.field = json.at("field");
    record.iterations = json.at("iterations");
    record.primitives = json.at("primitives");
    record.seconds = numberOf(json.at("seconds"));
    record.psnr = numberOf(json.at("psnr"));
    record.ssim = numberOf(json.at("ssim"));
    record.peakMemory = json.at("peak_memory");
    record.params = json.at("params");
    return record;
}

Json segmentsJson(const SegmentTree& tree, const std::map<std::int64_t, Revision>& selections) {
    Json segments = Json::array();
    for (const Segment& segment : tree.segments()) {
        const auto selection = selections.find(segment.id.value);
        segments.push_back(
            {{"id", segment.id.value},
             {"parent", segment.parent.value},
             {"name", segment.name},
             {"color", segment.color},
             {"visible", segment.isVisible},
             {"locked", segment.isLocked},
             {"method", segment.method},
             {"built", segment.isBuilt},
             {"stability", number(segment.stability)},
             {"selection", selection == selections.end() ? Revision{0} : selection->second}});
    }
    return segments;
}

void parseSegments(const Json& json, ParsedDocuments& parsed) {
    for (const Json& entry : json) {
        Segment segment;
        segment.id.value = entry.at("id");
        segment.parent.value = entry.at("parent");
        segment.name = entry.at("name");
        segment.color = entry.at("color");
        segment.isVisible = entry.at("visible");
        segment.isLocked = entry.at("locked");
        segment.method = entry.at("method");
        segment.stability = static_cast<float>(numberOf(entry.at("stability")));
        segment.isBuilt = entry.value("built", segment.stability > 0); // older files have none
        const Revision selection = entry.at("selection");
        if (selection != 0)
            parsed.references.selections[segment.id.value] = selection;
        parsed.segments.push_back(std::move(segment));
    }
}

void parseProject(const Json& json, ParsedDocuments& parsed) {
    parsed.project.seed = json.at("seed");
    parsed.project.currentMethod = json.at("current_method");
    parsed.project.settings = json.at("settings");
    parsed.project.training = trainingOf(json.at("training"));
    const Json& assets = json.at("assets");
    parsed.references.field = assets.at("field");
    parsed.references.training = assets.at("training");
    parsed.references.points = assets.at("points");
    parsed.references.masks = assets.at("masks");
    parsed.references.lifted = assets.at("lifted");
}

/// Runs read(json) on a document that must be there.
template <class Read>
void parse(const Documents& documents, const char* name, Read&& read) {
    const auto found = documents.find(name);
    if (found == documents.end())
        throw badFile(CLEAVE_TR("Project", "the document \"%1\" is missing"), name);
    try {
        read(Json::parse(found->second));
    } catch (const Json::exception& error) {
        throw badFile(
            CLEAVE_TR("Project", "the document \"%1\" is damaged: %2"), name, error.what());
    }
}

} // namespace

Documents toDocuments(const Project& project,
                      const AssetReferences& references,
                      const fs::path& projectFolder) {
    const Json assets = {{"field", references.field},
                         {"training", references.training},
                         {"points", references.points},
                         {"masks", references.masks},
                         {"lifted", references.lifted}};
    try {
        const Json main = {{"seed", project.seed},
                           {"current_method", project.currentMethod},
                           {"settings", project.settings},
                           {"training", trainingJson(project.training)},
                           {"assets", assets}};
        Documents documents = {
            {"project", main.dump()},
            {"segments", segmentsJson(project.segments, references.selections).dump()}};
        documents["dataset"] =
            project.dataset ? datasetJson(*project.dataset, projectFolder).dump() : "null";
        return documents;
    } catch (const Json::exception& error) { // the one thing that JSON cannot hold
        throw badInput(CLEAVE_TR("Project", "A name in the project is not valid UTF-8: %1"),
                       error.what());
    }
}

ParsedDocuments fromDocuments(const Documents& documents, const fs::path& projectFolder) {
    ParsedDocuments parsed;
    parse(documents, "project", [&](const Json& json) { parseProject(json, parsed); });
    parse(documents, "dataset", [&](const Json& json) {
        if (!json.is_null())
            parsed.dataset = datasetOf(json, projectFolder);
    });
    parse(documents, "segments", [&](const Json& json) { parseSegments(json, parsed); });
    return parsed;
}

} // namespace cleave
