// SPDX-License-Identifier: Apache-2.0
#include "core/formats/transforms_json.h"

#include "core/formats/json_file.h"
#include "core/formats/rotation_check.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cleave {

using nlohmann::json;

namespace {

/// Lenses that Brown's model with k1 k2 k3 p1 p2 does not describe are refused rather than drawn
/// wrong.
void refuseOtherLenses(const json& object, const std::string& place) {
    const auto unsupported = [&](const std::string& what) {
        return Error(ErrorKind::Unsupported,
                     text(CLEAVE_TR("Formats",
                                    "%1: %2 is not read; expected a perspective camera with k1 k2 "
                                    "p1 p2 k3 at most"),
                          place,
                          what));
    };
    if (const auto model = object.find("camera_model");
        model != object.end() && model->is_string()) {
        const auto name = model->get<std::string>();
        const auto known = {
            "OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "SIMPLE_RADIAL", "RADIAL", "PERSPECTIVE"};
        if (std::none_of(known.begin(), known.end(), [&](const char* k) { return name == k; }))
            throw unsupported("camera_model " + name);
    }
    for (const char* key : {"is_fisheye", "fisheye", "equirectangular", "ftheta_lens", "latlong"})
        if (const auto flag = object.find(key);
            flag != object.end() && flag->is_boolean() && flag->get<bool>())
            throw unsupported(key);
    if (jsonNumber(object, "k4", place).value_or(0) != 0)
        throw unsupported("k4");
}

TransformsLens parseLens(const json& object, const std::string& place) {
    refuseOtherLenses(object, place);
    const auto number = [&](const char* key) { return jsonNumber(object, key, place); };
    TransformsLens lens;
    lens.width = number("w");
    lens.height = number("h");
    lens.flX = number("fl_x");
    lens.flY = number("fl_y");
    lens.cx = number("cx");
    lens.cy = number("cy");
    lens.angleX = number("camera_angle_x");
    lens.angleY = number("camera_angle_y");
    lens.k1 = number("k1");
    lens.k2 = number("k2");
    lens.p1 = number("p1");
    lens.p2 = number("p2");
    lens.k3 = number("k3");
    return lens;
}

Pose parsePose(const json& frame, const std::string& place) {
    const auto matrix = frame.find("transform_matrix");
    const bool hasRows =
        matrix != frame.end() && matrix->is_array() && (matrix->size() == 4 || matrix->size() == 3);
    Eigen::Matrix<double, 3, 4> worldFromCamera;
    for (int row = 0; row < 3; ++row) {
        const bool isRow = hasRows && (*matrix)[row].is_array() && (*matrix)[row].size() == 4;
        for (int column = 0; column < 4; ++column) {
            if (!isRow || !((*matrix)[row][column].is_number() || (*matrix)[row][column].is_null()))
                throw badFile(
                    CLEAVE_TR("Formats",
                              "%1: expected \"transform_matrix\" with 4 rows of 4 numbers"),
                    place);
            const json& value = (*matrix)[row][column];
            worldFromCamera(row, column) =
                value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
        }
    }
    worldFromCamera.col(1) *= -1; // OpenGL's y up, z backwards -> y down, z forward
    worldFromCamera.col(2) *= -1;
    return detail::checkedPose(worldFromCamera, place);
}

std::string forwardSlashes(std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    return path;
}

std::vector<std::string> parseNames(const json& file, const char* key, const std::string& place) {
    std::vector<std::string> names;
    const auto list = file.find(key);
    if (list == file.end() || list->is_null())
        return names;
    const bool isNames =
        list->is_array() &&
        std::all_of(list->begin(), list->end(), [](const json& name) { return name.is_string(); });
    if (!isNames)
        throw badFile(CLEAVE_TR("Formats", "%1: \"%2\" is not a list of file names"), place, key);
    for (const json& name : *list)
        names.push_back(forwardSlashes(name.get<std::string>()));
    return names;
}

TransformsFrame parseFrame(const json& frame,
                           std::size_t index,
                           const TransformsLens& shared,
                           const std::filesystem::path& path) {
    std::string place = path.string() + ", frame " + std::to_string(index);
    const auto filePath = frame.is_object() ? frame.find("file_path") : frame.end();
    if (filePath == frame.end() || !filePath->is_string() || filePath->get<std::string>().empty())
        throw badFile(CLEAVE_TR("Formats", "%1: expected \"file_path\" with the name of a photo"),
                      place);
    TransformsFrame result;
    result.filePath = forwardSlashes(filePath->get<std::string>());
    place += " (" + result.filePath + ")";
    result.pose = parsePose(frame, place);
    result.lens = parseLens(frame, place).over(shared);
    return result;
}

double positive(const std::optional<double>& value, const char* name, const std::string& place) {
    if (!(*value > 0) || *value > 1e7)
        throw badFile(
            CLEAVE_TR("Formats", "%1: \"%2\" is %3; expected a positive number of pixels"),
            place,
            name,
            *value);
    return *value;
}

double focalFromAngle(double angle, int size, const std::string& place) {
    if (!(angle > 0) || !(angle < std::numbers::pi))
        throw badFile(
            CLEAVE_TR("Formats",
                      "%1: an angle of view of %2 radians; expected one between 0 and pi"),
            place,
            angle);
    return 0.5 * size / std::tan(0.5 * angle);
}

} // namespace

TransformsLens TransformsLens::over(const TransformsLens& other) const {
    TransformsLens lens = *this;
    // A frame with a focal length of its own must not inherit the file's, nor an angle stand beside
    // the other's length.
    const bool hasFocal = flX || flY || angleX || angleY;
    const auto fill = [](std::optional<double>& mine, const std::optional<double>& theirs) {
        if (!mine)
            mine = theirs;
    };
    if (!hasFocal) {
        lens.flX = other.flX;
        lens.flY = other.flY;
        lens.angleX = other.angleX;
        lens.angleY = other.angleY;
    }
    fill(lens.width, other.width);
    fill(lens.height, other.height);
    fill(lens.cx, other.cx);
    fill(lens.cy, other.cy);
    fill(lens.k1, other.k1);
    fill(lens.k2, other.k2);
    fill(lens.p1, other.p1);
    fill(lens.p2, other.p2);
    fill(lens.k3, other.k3);
    return lens;
}

Intrinsics
TransformsLens::resolve(int photoWidth, int photoHeight, const std::string& place) const {
    Intrinsics result;
    result.width = width ? static_cast<int>(std::lround(positive(width, "w", place))) : photoWidth;
    result.height =
        height ? static_cast<int>(std::lround(positive(height, "h", place))) : photoHeight;
    if (flX || flY) {
        result.fx = positive(flX ? flX : flY, flX ? "fl_x" : "fl_y", place);
        result.fy = positive(flY ? flY : flX, flY ? "fl_y" : "fl_x", place);
    } else if (angleX || angleY) {
        // Square pixels where only one angle is told, as all three dialects mean it.
        if (angleX)
            result.fx = focalFromAngle(*angleX, result.width, place);
        if (angleY)
            result.fy = focalFromAngle(*angleY, result.height, place);
        if (!angleX)
            result.fx = result.fy;
        if (!angleY)
            result.fy = result.fx;
    } else {
        throw badFile(
            CLEAVE_TR("Formats", "%1: no focal length; expected \"fl_x\" or \"camera_angle_x\""),
            place);
    }
    result.cx = cx.value_or(0.5 * result.width);
    result.cy = cy.value_or(0.5 * result.height);
    result.distortion = {
        k1.value_or(0), k2.value_or(0), p1.value_or(0), p2.value_or(0), k3.value_or(0)};
    return result;
}

TransformsFile readTransforms(const std::filesystem::path& path) {
    const json file = readJsonFile(path);
    const auto frames = file.is_object() ? file.find("frames") : file.end();
    if (frames == file.end() || !frames->is_array())
        throw badFile(CLEAVE_TR("Formats",
                                "%1: expected an object with a list \"frames\" (nerfstudio, "
                                "instant-ngp or Blender)"),
                      path);
    if (frames->empty())
        throw badFile(CLEAVE_TR("Formats", "%1: the list \"frames\" is empty"), path);
    const std::string place = path.string();
    const TransformsLens shared = parseLens(file, place);
    TransformsFile result;
    for (std::size_t i = 0; i < frames->size(); ++i)
        result.frames.push_back(parseFrame((*frames)[i], i, shared, path));
    if (const auto ply = file.find("ply_file_path"); ply != file.end() && ply->is_string())
        result.plyFilePath = forwardSlashes(ply->get<std::string>());
    result.trainFilenames = parseNames(file, "train_filenames", place);
    result.valFilenames = parseNames(file, "val_filenames", place);
    result.testFilenames = parseNames(file, "test_filenames", place);
    return result;
}

} // namespace cleave
