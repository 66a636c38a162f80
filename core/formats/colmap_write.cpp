// SPDX-License-Identifier: Apache-2.0
#include "core/base/safe_file.h"
#include "core/formats/colmap.h"

#include <charconv>

namespace cleave {

namespace {

constexpr int pinholeNumber = 1, openCvNumber = 4;

/// fx fy cx cy, and for distorted lenses k1 k2 p1 p2.
std::vector<double> parametersOf(const Intrinsics& lens) {
    std::vector<double> parameters = {lens.fx, lens.fy, lens.cx, lens.cy};
    const Distortion& d = lens.distortion;
    if (!d.isNone())
        parameters.insert(parameters.end(), {d.k1, d.k2, d.p1, d.p2});
    return parameters;
}

Eigen::Quaterniond rotationOf(const ColmapImage& image) {
    return Eigen::Quaterniond(image.pose.rotation);
}

class BinaryWriter {
public:
    template <class T>
    BinaryWriter& operator<<(const T& value) {
        const auto raw = std::as_bytes(std::span(&value, 1));
        bytes.insert(bytes.end(), raw.begin(), raw.end());
        return *this;
    }

    std::vector<std::byte> bytes;
};

/// Shortest text that reads back as the same number.
std::string number(double value) {
    char buffer[40];
    return {buffer, std::to_chars(buffer, buffer + sizeof(buffer), value).ptr};
}

void writeBinary(const std::filesystem::path& folder, const ColmapModel& model) {
    BinaryWriter cameras, images, points;
    cameras << static_cast<std::uint64_t>(model.cameras.size());
    for (const ColmapCamera& camera : model.cameras) {
        cameras << camera.id
                << (camera.intrinsics.distortion.isNone() ? pinholeNumber : openCvNumber)
                << static_cast<std::uint64_t>(camera.intrinsics.width)
                << static_cast<std::uint64_t>(camera.intrinsics.height);
        for (double value : parametersOf(camera.intrinsics))
            cameras << value;
    }
    images << static_cast<std::uint64_t>(model.images.size());
    for (const ColmapImage& image : model.images) {
        const Eigen::Quaterniond q = rotationOf(image);
        images << image.id << q.w() << q.x() << q.y() << q.z();
        for (double value : image.pose.translation)
            images << value;
        images << image.cameraId;
        for (char c : image.name)
            images << c;
        images << '\0' << std::uint64_t{0};
    }
    points << static_cast<std::uint64_t>(model.points.size());
    for (const ColmapPoint& point : model.points) {
        points << point.id;
        for (double value : point.position)
            points << value;
        points << point.color << point.error << std::uint64_t{0};
    }
    writeFile(folder / "cameras.bin", cameras.bytes);
    writeFile(folder / "images.bin", images.bytes);
    writeFile(folder / "points3D.bin", points.bytes);
}

void writeText(const std::filesystem::path& folder, const ColmapModel& model) {
    std::string cameras = "# CAMERA_ID, MODEL, WIDTH, HEIGHT, PARAMS[]\n";
    for (const ColmapCamera& camera : model.cameras) {
        const Intrinsics& lens = camera.intrinsics;
        cameras += std::to_string(camera.id) +
                   (lens.distortion.isNone() ? " PINHOLE " : " OPENCV ") +
                   std::to_string(lens.width) + ' ' + std::to_string(lens.height);
        for (double value : parametersOf(lens))
            cameras += ' ' + number(value);
        cameras += '\n';
    }
    std::string images = "# IMAGE_ID, QW, QX, QY, QZ, TX, TY, TZ, CAMERA_ID, NAME\n# POINTS2D[] as "
                         "(X, Y, POINT3D_ID)\n";
    for (const ColmapImage& image : model.images) {
        const Eigen::Quaterniond q = rotationOf(image);
        images += std::to_string(image.id);
        for (double value : {q.w(), q.x(), q.y(), q.z()})
            images += ' ' + number(value);
        for (double value : image.pose.translation)
            images += ' ' + number(value);
        images += ' ' + std::to_string(image.cameraId) + ' ' + image.name + "\n\n";
    }
    std::string points =
        "# POINT3D_ID, X, Y, Z, R, G, B, ERROR, TRACK[] as (IMAGE_ID, POINT2D_IDX)\n";
    for (const ColmapPoint& point : model.points) {
        points += std::to_string(point.id);
        for (double value : point.position)
            points += ' ' + number(value);
        for (int value : point.color)
            points += ' ' + std::to_string(value);
        points += ' ' + number(point.error) + '\n';
    }
    writeTextFile(folder / "cameras.txt", cameras);
    writeTextFile(folder / "images.txt", images);
    writeTextFile(folder / "points3D.txt", points);
}

} // namespace

void writeColmapModel(const std::filesystem::path& folder,
                      const ColmapModel& model,
                      ColmapForm form) {
    makeFolder(folder);
    form == ColmapForm::Binary ? writeBinary(folder, model) : writeText(folder, model);
}

} // namespace cleave
