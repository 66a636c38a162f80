// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/ply.h"
#include "core/sample/click_prompts.h"
#include "core/sample/scene_builder.h"
#include "kernels/base/parallel_for.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstring>
#include <functional>

namespace cleave {

namespace {

using Json = nlohmann::ordered_json;

std::string stem(const View& view) {
    return view.path.stem().string();
}

/// nerfstudio's dialect: camera-to-world with x right, y up, the camera looking along -z.
void writeTransforms(const Dataset& dataset, const std::filesystem::path& path) {
    const Intrinsics& lens = dataset.views.front().camera.intrinsics;
    Json json = {{"camera_model", "OPENCV"},
                 {"w", lens.width},
                 {"h", lens.height},
                 {"fl_x", lens.fx},
                 {"fl_y", lens.fy},
                 {"cx", lens.cx},
                 {"cy", lens.cy},
                 {"k1", 0.0},
                 {"k2", 0.0},
                 {"p1", 0.0},
                 {"p2", 0.0},
                 {"ply_file_path", "points3d.ply"}};
    Json frames = Json::array(), train = Json::array(), test = Json::array();
    for (const View& view : dataset.views) {
        const Pose& pose = view.camera.pose;
        Eigen::Matrix3d axes = pose.rotation.transpose();
        axes.rightCols<2>() *= -1;
        const Eigen::Vector3d center = pose.centerInWorld();
        Json matrix = Json::array();
        for (int r = 0; r < 3; ++r)
            matrix.push_back({axes(r, 0), axes(r, 1), axes(r, 2), center[r]});
        matrix.push_back({0.0, 0.0, 0.0, 1.0});
        frames.push_back({{"file_path", view.path.generic_string()}, {"transform_matrix", matrix}});
        (view.isTest ? test : train).push_back(view.path.generic_string());
    }
    json["train_filenames"] = train;
    json["val_filenames"] = test;
    json["test_filenames"] = test;
    json["frames"] = frames;
    writeTextFile(path, json.dump(1));
}

template <class T>
PlyColumn column(const char* name,
                 PlyType type,
                 std::size_t count,
                 const std::function<T(std::size_t)>& value) {
    PlyColumn column{{name, type, std::nullopt}, std::vector<std::byte>(count * sizeof(T)), {}};
    for (std::size_t i = 0; i < count; ++i) {
        const T item = value(i);
        std::memcpy(column.values.data() + i * sizeof(T), &item, sizeof(T));
    }
    return column;
}

void writePoints(const InitialPoints& points, const std::filesystem::path& path) {
    const std::size_t count = points.positions.size();
    PlyElement element{"vertex", static_cast<std::int64_t>(count), {}};
    for (int c = 0; c < 3; ++c)
        element.columns.push_back(
            column<float>(std::array{"x", "y", "z"}[static_cast<std::size_t>(c)],
                          PlyType::Float32,
                          count,
                          [&](std::size_t i) { return points.positions[i][c]; }));
    for (std::size_t c = 0; c < 3; ++c)
        element.columns.push_back(column<std::uint8_t>(
            std::array{"red", "green", "blue"}[c], PlyType::UInt8, count, [&](std::size_t i) {
                return points.colors[i][c];
            }));
    writePly(path, {{element}, {}});
}

void writeHierarchy(const BuiltScene& scene, const std::filesystem::path& path) {
    Json json = Json::object();
    for (const SceneObject& object : scene.objects) {
        Json parts = Json::object();
        for (const auto& [name, id] : object.parts)
            parts[name] = id;
        Json entry = {
            {"id", object.id}, {"kind", object.isStuff ? "stuff" : "thing"}, {"parts", parts}};
        if (!object.groupedParts.empty())
            entry["grouped_parts"] = object.groupedParts;
        json[object.name] = entry;
    }
    writeTextFile(path, json.dump(1));
}

Json targetJson(const BuiltScene& scene, const sample::ClickTarget& target) {
    const bool isPart = !target.part.empty();
    Json json = {{"kind", isPart ? "part" : "object"},
                 {"name", isPart ? target.object + "/" + target.part : target.object}};
    if (isPart) {
        json["object"] = target.object;
        json["part"] = target.part;
    }
    json["id"] = target.id;
    if (target.isGrouped)
        json["grouped"] = true;
    if (!target.whyNot.empty()) {
        json["reason"] = target.whyNot;
        return json;
    }
    Json clicks = Json::array(), evalViews = Json::array(), testPixels = Json::object();
    for (const sample::Click& click : target.clicks)
        clicks.push_back(
            {{"view", stem(scene.dataset.views[click.view])}, {"x", click.x}, {"y", click.y}});
    for (const auto& [view, pixels] : target.testPixels) {
        evalViews.push_back(stem(scene.dataset.views[view]));
        testPixels[stem(scene.dataset.views[view])] = pixels;
    }
    json["one_click"] = Json::array({clicks[0]});
    json["three_clicks"] = clicks;
    json["eval_views"] = evalViews;
    json["test_pixels"] = testPixels;
    return json;
}

void writePrompts(const BuiltScene& scene, const std::filesystem::path& path) {
    Json targets = Json::array(), others = Json::array();
    for (const sample::ClickTarget& target : sample::clickTargets(scene))
        (target.whyNot.empty() ? targets : others).push_back(targetJson(scene, target));
    const Json json = {
        {"scene", "sample"},
        {"note",
         "x = column, y = row, 0-based pixel indices; the pixel covers [x, x+1) x [y, y+1)"},
        {"targets", targets},
        {"not_evaluated", others}};
    writeTextFile(path, json.dump(1));
}

void writeMasks(const BuiltScene& scene, std::uint64_t seed, const std::filesystem::path& folder) {
    const std::shared_ptr<const MaskSet> set = simulatedMasks(scene, seed);
    for (const auto& [id, view] : set->views) {
        std::vector<CocoMask> records;
        for (const Mask& mask : view->masks)
            records.push_back({mask.region, mask.predictedIou, mask.stability, {}});
        writeCocoMasks(
            folder / (stem(scene.dataset.views[static_cast<std::size_t>(id.value)]) + ".json"),
            records,
            false);
    }
}

} // namespace

void writeScene(const BuiltScene& scene,
                const std::filesystem::path& folder,
                std::uint64_t seed,
                Progress& progress) {
    progress.phase(text(CLEAVE_TR("Sample", "Writing the sample scene")));
    const std::filesystem::path truth = folder / "ground_truth";
    for (const std::filesystem::path& made :
         {folder / "images", folder / "masks", truth / "object_ids", truth / "part_ids"})
        makeFolder(made);
    kernels::forChunks(
        static_cast<std::int64_t>(scene.images.size()),
        1,
        [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
                progress.check();
                const std::string name = stem(scene.dataset.views[i]) + ".png";
                writeImage(folder / scene.dataset.views[i].path, scene.images[i]);
                writeIdImage(truth / "object_ids" / name, scene.objectIds[i]);
                writeIdImage(truth / "part_ids" / name, scene.partIds[i]);
            }
        });
    progress.advance(0.5);
    writeMasks(scene, seed, folder / "masks");
    progress.advance(0.8);
    writePrompts(scene, truth / "prompts.json");
    writeHierarchy(scene, truth / "hierarchy.json");
    writePoints(scene.dataset.points, folder / "points3d.ply");
    writeTransforms(scene.dataset, folder / "transforms.json");
    progress.advance(1.0);
}

} // namespace cleave
