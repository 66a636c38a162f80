// SPDX-License-Identifier: Apache-2.0
#include "tests/support/small_dataset.h"

#include "core/base/safe_file.h"
#include "core/formats/colmap.h"
#include "core/formats/image_file.h"
#include "core/formats/npy.h"

#include <cmath>
#include <sstream>

namespace cleave::tests {

namespace fs = std::filesystem;

namespace {

const Intrinsics lens = {32, 24, 30, 31, 16.5, 11.5, {}};

void writePhotos(const fs::path& folder, int count) {
    for (int i = 0; i < count; ++i)
        writePhoto(folder / "images" / photoName(i), i);
}

} // namespace

std::vector<Camera> ringOfCameras(int count) {
    std::vector<Camera> cameras;
    for (int i = 0; i < count; ++i) {
        const double angle = 6.283185307179586 * i / count;
        cameras.push_back({lookAt({3 * std::cos(angle), 3 * std::sin(angle), 1},
                                  Eigen::Vector3d::Zero(),
                                  Eigen::Vector3d::UnitZ()),
                           lens});
    }
    return cameras;
}

std::string photoName(int index) {
    return std::string("photo_") + (index < 10 ? "0" : "") + std::to_string(index) + ".png";
}

void writePhoto(const fs::path& path, int index, int width, int height, int channels) {
    Image image(width, height, channels);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < channels; ++c)
                image.at(x, y)[c] = static_cast<std::uint8_t>(
                    128 + 100 * std::sin(0.1 * x * (c + 1) + 0.15 * y + index));
    fs::create_directories(path.parent_path());
    writeImage(path, image);
}

std::string transformsFrames(const std::vector<std::string>& filePaths) {
    const std::vector<Camera> cameras = ringOfCameras(static_cast<int>(filePaths.size()));
    std::ostringstream out;
    out.precision(17);
    out << "\"frames\": [";
    for (std::size_t i = 0; i < filePaths.size(); ++i) {
        const Pose& pose = cameras[i].pose;
        out << (i ? ",\n" : "\n") << "{\"file_path\": \"" << filePaths[i]
            << "\", \"transform_matrix\": [";
        const Eigen::Vector3d center = pose.centerInWorld();
        for (int row = 0; row < 3; ++row)
            out << "[" << pose.right()[row] << "," << -pose.down()[row] << ","
                << -pose.forward()[row] << "," << center[row] << "],";
        out << "[0,0,0,1]]}";
    }
    out << "]";
    return out.str();
}

void writeTransformsDataset(const fs::path& folder, int count, const std::string& more) {
    writePhotos(folder, count);
    std::vector<std::string> paths;
    for (int i = 0; i < count; ++i)
        paths.push_back("images/" + photoName(i));
    writeTextFile(
        folder / "transforms.json",
        "{\"w\": 32, \"h\": 24, \"fl_x\": 30, \"fl_y\": 31, \"cx\": 16.5, \"cy\": 11.5, " + more +
            transformsFrames(paths) + "}");
}

void writeColmapDataset(const fs::path& folder, int count, const std::string& modelFolder) {
    writePhotos(folder, count);
    ColmapModel model;
    model.cameras = {{1, lens}};
    const std::vector<Camera> cameras = ringOfCameras(count);
    for (int i = 0; i < count; ++i)
        model.images.push_back(
            {static_cast<std::uint32_t>(i + 1), 1, cameras[i].pose, photoName(i)});
    for (int i = 0; i < 20; ++i)
        model.points.push_back({static_cast<std::uint64_t>(i),
                                {0.02 * i, 0.1, -0.01 * i},
                                {static_cast<std::uint8_t>(i), 0, 200},
                                0.5});
    fs::create_directories(folder / modelFolder);
    writeColmapModel(folder / modelFolder, model, ColmapForm::Binary);
}

void writeLlffDataset(const fs::path& folder, int count) {
    writePhotos(folder, count);
    std::vector<double> values;
    for (const Camera& camera : ringOfCameras(count)) {
        const Pose& pose = camera.pose;
        const double size[3] = {24, 32, 30};
        for (int row = 0; row < 3; ++row)
            values.insert(values.end(),
                          {pose.down()[row],
                           pose.right()[row],
                           -pose.forward()[row],
                           pose.centerInWorld()[row],
                           size[row]});
        values.insert(values.end(), {0.1, 10});
    }
    writeNpy(folder / "poses_bounds.npy", NpyArray::from<double>(values, {count, 17}));
}

} // namespace cleave::tests
