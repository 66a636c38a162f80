// SPDX-License-Identifier: Apache-2.0
// Small posed photo sets on disk, in any of the formats, with the same cameras.
#pragma once

#include "core/camera/camera.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cleave::tests {

/// `count` cameras on a ring that look at the origin; a lens of 32 x 24 pixels.
std::vector<Camera> ringOfCameras(int count);

/// folder/images/NAME: a smooth picture of its own for each index; channels 1, 3 or 4.
void writePhoto(const std::filesystem::path& path,
                int index,
                int width = 32,
                int height = 24,
                int channels = 3);

/// images/photo_00.png ... and the description of their cameras.
void writeTransformsDataset(const std::filesystem::path& folder,
                            int count,
                            const std::string& more = "");
void writeColmapDataset(const std::filesystem::path& folder,
                        int count,
                        const std::string& modelFolder = "sparse/0");
void writeLlffDataset(const std::filesystem::path& folder, int count);

/// The "frames" of a transforms.json for photos of these paths, in order of the ring.
std::string transformsFrames(const std::vector<std::string>& filePaths);

std::string photoName(int index); ///< photo_00.png

} // namespace cleave::tests
