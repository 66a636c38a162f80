// SPDX-License-Identifier: Apache-2.0
// COLMAP's sparse models, binary and text: cameras, images (world-to-camera poses), points.
// Observations and tracks are skipped; the rigs and frames of newer versions are not needed and
// ignored.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/camera/pose.h"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

struct ColmapCamera {
    std::uint32_t id = 0;
    Intrinsics intrinsics; ///< at the size that the model was made with
    bool operator==(const ColmapCamera&) const = default;
};

struct ColmapImage {
    std::uint32_t id = 0;
    std::uint32_t cameraId = 0;
    Pose pose;
    std::string name; ///< relative to the image folder
    bool operator==(const ColmapImage&) const = default;
};

struct ColmapPoint {
    std::uint64_t id = 0;
    Eigen::Vector3d position; ///< world
    std::array<std::uint8_t, 3> color{};
    double error = 0; ///< mean reprojection error, pixels; -1 where unknown
    bool operator==(const ColmapPoint&) const = default;
};

struct ColmapModel {
    std::vector<ColmapCamera> cameras; ///< in file order, as are the others
    std::vector<ColmapImage> images;
    std::vector<ColmapPoint> points;

    const ColmapCamera* camera(std::uint32_t id) const;
};

/// Whether the folder holds cameras and images, binary or text.
bool isColmapModel(const std::filesystem::path& folder);

/// Binary files where there are, else text. Points may be missing. Throws Error with file and
/// place: truncated, counts larger than the file, camera models other than SIMPLE_PINHOLE, PINHOLE,
/// SIMPLE_RADIAL, RADIAL and OPENCV (Unsupported), poses that are not finite, images of a camera
/// that is not there.
ColmapModel readColmapModel(const std::filesystem::path& folder);

/// points3D.bin or points3D.txt, told apart by the extension.
std::vector<ColmapPoint> readColmapPoints(const std::filesystem::path& path);

enum class ColmapForm : std::uint8_t { Binary, Text };

/// Writes cameras, images (without observations) and points (without tracks) as PINHOLE or OPENCV
/// cameras.
void writeColmapModel(const std::filesystem::path& folder,
                      const ColmapModel& model,
                      ColmapForm form);

} // namespace cleave
