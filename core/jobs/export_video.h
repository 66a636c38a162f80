// SPDX-License-Identifier: Apache-2.0
// A flight through the scene -> MP4.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/view_painter.h"
#include "core/methods/segmentation_method.h"
#include "core/project/project.h"

#include <filesystem>

namespace cleave {

enum class VideoPath : int { Orbit, Views };

struct ExportVideoParams {
    VideoPath path = VideoPath::Orbit;
    RenderMode mode = RenderMode::Rgb;
    std::string segments; ///< draw these alone: NAME[,NAME...]; empty: everything
    double fps = 30;
    double length = 6; ///< seconds
};

ParamList describe(ExportVideoParams& params);

struct ExportVideoResult {
    std::int64_t frames = 0;
    double seconds = 0; ///< of the video
};

/// `file` ends in .mp4.
ExportVideoResult runExportVideo(const ExportVideoParams& params,
                                 const Project& project,
                                 const Similarity* similarity,
                                 const std::filesystem::path& file,
                                 Progress& progress);

} // namespace cleave
