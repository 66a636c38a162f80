// SPDX-License-Identifier: Apache-2.0
// MP4 videos from and to pictures, by OpenCV.
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace cleave {

/// Asks `frame(i)` for i in [0, frameCount): RGB, all of one size (odd sizes lose the last row or
/// column). H.264 is not everywhere, so MPEG-4 part 2 it is. Written beside and renamed. Throws
/// Error for another extension than .mp4, where the encoder is missing, and where the file cannot
/// be written.
void writeVideo(const std::filesystem::path& path,
                std::int64_t frameCount,
                double framesPerSecond,
                const std::function<Image(std::int64_t)>& frame);

struct VideoInfo {
    int width = 0, height = 0;
    double framesPerSecond = 0;
    std::int64_t frameCount = 0;
};

/// Counts by decoding. `frame`, where given, gets every picture (RGB). Throws Error where it is no
/// video.
VideoInfo readVideo(const std::filesystem::path& path,
                    const std::function<void(std::int64_t, const Image&)>& frame = {});

} // namespace cleave
