// SPDX-License-Identifier: Apache-2.0
// The whole way on the built-in scene, with a picture of every step: what a newcomer runs first and
// what every change must keep working.
#pragma once

#include "core/base/progress.h"
#include "core/project/project.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace cleave {

struct DemoParams {
    int trainViews = 40;
    int testViews = 8;
    int width = 320; ///< pixels of a photo
    int height = 240;
    int iterations = 3000;
    int maxPrimitives = 30000;
};

struct DemoResult {
    std::filesystem::path project;
    double psnr = 0;
    double ssim = 0;
    double meanIouObjects = 0;
    double meanIouParts = 0;
    double matchedIou = 0;
    std::vector<std::filesystem::path> files; ///< everything written for a person to look at
};

/// Writes scene/, demo.cleave, exports and pictures into `folder`; what an earlier demo left there
/// is replaced.
DemoResult runDemo(const DemoParams& params,
                   const std::filesystem::path& folder,
                   std::uint64_t seed,
                   Progress& progress);

} // namespace cleave
