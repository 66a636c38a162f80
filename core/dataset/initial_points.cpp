// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/initial_points.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/dataset/posed_photos.h"
#include "core/formats/ply.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace cleave {

namespace fs = std::filesystem;

namespace {

using ByteColor = std::array<std::uint8_t, 3>;
constexpr ByteColor grey = {128, 128, 128};

std::vector<double> numbers(const PlyElement& element, const char* name) {
    const PlyColumn* column = element.find(name);
    return column && !column->property.listCountType ? column->as<double>() : std::vector<double>();
}

/// Colours as red green blue (bytes, or floats of which 1 is full), or as the first harmonic of a
/// splat.
std::vector<ByteColor> colorsOf(const PlyElement& element) {
    std::array<std::vector<double>, 3> channels;
    double scale = 1, offset = 0;
    for (const auto& [names, factor, shift] :
         {std::tuple(std::array{"red", "green", "blue"}, 1.0, 0.0),
          std::tuple(std::array{"f_dc_0", "f_dc_1", "f_dc_2"}, 255 * 0.28209479177387814, 127.5)}) {
        if (!channels[0].empty())
            break;
        for (int c = 0; c < 3; ++c)
            channels[c] = numbers(element, names[c]);
        scale = factor;
        offset = shift;
    }
    if (const PlyColumn* red = element.find("red");
        red && (red->property.type == PlyType::Float32 || red->property.type == PlyType::Float64))
        scale = 255;
    std::vector<ByteColor> colors(static_cast<std::size_t>(element.count), grey);
    for (int c = 0; c < 3; ++c)
        if (channels[c].size() != colors.size())
            return colors;
    for (std::size_t i = 0; i < colors.size(); ++i)
        for (int c = 0; c < 3; ++c)
            colors[i][c] = static_cast<std::uint8_t>(
                std::lround(std::fmin(255.0, std::fmax(0.0, channels[c][i] * scale + offset))));
    return colors;
}

InitialPoints readPlyPoints(const fs::path& path) {
    const Ply ply = readPly(path);
    const PlyElement* vertices = ply.find("vertex");
    if (!vertices)
        throw badFile(
            CLEAVE_TR("Dataset", "%1 has no element \"vertex\"; expected a cloud of points"), path);
    std::array<std::vector<double>, 3> xyz = {
        numbers(*vertices, "x"), numbers(*vertices, "y"), numbers(*vertices, "z")};
    const std::size_t count = static_cast<std::size_t>(vertices->count);
    if (xyz[0].size() != count || xyz[1].size() != count || xyz[2].size() != count)
        throw badFile(
            CLEAVE_TR("Dataset", "%1: its vertices have no x, y and z; expected a cloud of points"),
            path);
    InitialPoints points;
    points.colors = colorsOf(*vertices);
    points.positions.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        points.positions.emplace_back(
            Eigen::Vector3d(xyz[0][i], xyz[1][i], xyz[2][i]).cast<float>());
        if (!points.positions.back().allFinite())
            throw badFile(
                CLEAVE_TR("Dataset",
                          "%1, vertex %2: the position holds a value that is not a finite number"),
                path,
                i);
    }
    return points;
}

/// Whether a model's poses are those of the photos of the same name, for nearly all that both hold.
bool posesAgree(const ColmapModel& model, std::span<const detail::PosedPhoto> photos) {
    std::unordered_map<std::string, const Pose*> byStem;
    for (const ColmapImage& image : model.images)
        byStem[fs::path(image.name).stem().string()] = &image.pose;
    double extent = 0;
    for (const detail::PosedPhoto& photo : photos)
        extent =
            std::max(extent, (photo.pose.centerInWorld() - photos[0].pose.centerInWorld()).norm());
    constexpr double tolerance = 1e-3;
    int shared = 0, agreeing = 0;
    for (const detail::PosedPhoto& photo : photos) {
        const auto found = byStem.find(photo.path.stem().string());
        if (found == byStem.end())
            continue;
        ++shared;
        const Pose& other = *found->second;
        agreeing +=
            (other.rotation - photo.pose.rotation).cwiseAbs().maxCoeff() < tolerance &&
            (other.centerInWorld() - photo.pose.centerInWorld()).norm() <= tolerance * extent;
    }
    return shared >= 2 && agreeing >= 0.9 * shared;
}

std::vector<Camera> camerasOf(std::span<const detail::PosedPhoto> photos) {
    std::vector<Camera> cameras;
    for (const detail::PosedPhoto& photo : photos) {
        if (const auto* lens = std::get_if<Intrinsics>(&photo.lens))
            cameras.push_back({photo.pose, *lens});
        // A lens that waits for the size of its photo is judged by its angle of view: any size will
        // do.
        else
            cameras.push_back(
                {photo.pose,
                 std::get<TransformsLens>(photo.lens).resolve(1000, 1000, photo.place)});
    }
    return cameras;
}

} // namespace

InitialPoints readInitialPoints(const fs::path& path) {
    std::error_code code;
    if (!fs::is_regular_file(path, code))
        throw missing(CLEAVE_TR("Dataset", "%1, the file of initial points, is not there"), path);
    const std::string extension = path.extension().string();
    if (extension == ".ply")
        return readPlyPoints(path);
    if (extension == ".bin" || extension == ".txt")
        return initialPoints(readColmapPoints(path));
    throw badInput(
        CLEAVE_TR("Dataset",
                  "%1: initial points are read from a .ply, points3D.bin or points3D.txt"),
        path);
}

InitialPoints initialPoints(std::span<const ColmapPoint> points) {
    InitialPoints result;
    result.positions.reserve(points.size());
    result.colors.reserve(points.size());
    for (const ColmapPoint& point : points) {
        result.positions.push_back(point.position.cast<float>());
        result.colors.push_back(point.color);
    }
    return result;
}

double visibleShare(const InitialPoints& points, std::span<const Camera> cameras) {
    constexpr std::size_t sampleCount = 1000;
    const std::size_t step = std::max<std::size_t>(1, points.positions.size() / sampleCount);
    std::size_t checked = 0, visible = 0;
    for (std::size_t i = 0; i < points.positions.size(); i += step, ++checked) {
        int seen = 0;
        for (const Camera& camera : cameras) {
            const auto pixel = camera.project(points.positions[i].cast<double>());
            seen += pixel && pixel->x() >= 0 && pixel->y() >= 0 &&
                    pixel->x() <= camera.intrinsics.width && pixel->y() <= camera.intrinsics.height;
            if (seen == 2)
                break;
        }
        visible += seen >= 2;
    }
    return checked > 0 ? static_cast<double>(visible) / static_cast<double>(checked) : 0.0;
}

namespace detail {

InitialPoints findPoints(const fs::path& folder, std::span<const PosedPhoto> photos) {
    if (photos.empty())
        return {};
    if (const fs::path modelFolder = findColmapModel(folder); !modelFolder.empty()) {
        try {
            const ColmapModel model = readColmapModel(modelFolder);
            if (posesAgree(model, photos))
                return initialPoints(model.points);
        } catch (const Error& error) {
            // Nobody asked for this model: the cameras come from elsewhere, and points are a help
            // only.
            log(LogLevel::Warning,
                text(CLEAVE_TR("Dataset", "No initial points from the COLMAP model: %1"),
                     error.what()));
        }
    }
    const std::vector<Camera> cameras = camerasOf(photos);
    for (const char* name : {"points3d.ply",
                             "points3D.ply",
                             "sparse_pc.ply",
                             "points.ply",
                             "sparse_points/points3D.bin",
                             "sparse_points/points3D.txt"}) {
        std::error_code code;
        if (!fs::is_regular_file(folder / name, code))
            continue;
        InitialPoints points = readInitialPoints(folder / name);
        constexpr double leastShare = 0.5; // points of another world are seen by chance at most
        if (visibleShare(points, cameras) >= leastShare)
            return points;
    }
    return {};
}

} // namespace detail

} // namespace cleave
