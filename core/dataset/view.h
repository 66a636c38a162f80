// SPDX-License-Identifier: Apache-2.0
// One photo with its camera.
#pragma once

#include "core/camera/camera.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace cleave {

/// Lasting identity of a view within a project: position in name order when the dataset was made.
struct ViewId {
    std::int32_t value = -1;
    auto operator<=>(const ViewId&) const = default;
};

struct View {
    ViewId id;
    std::string name; ///< file name with extension, relative to the image folder ("train_000.jpg")
    std::filesystem::path path; ///< of the photo; relative to the dataset's folder when under it
    std::uint64_t contentHash = 0;
    Camera camera;               ///< at working size, undistorted
    Intrinsics sourceIntrinsics; ///< of the file: full size, with its distortion
    bool isTest = false;

    bool operator==(const View&) const = default;
};

} // namespace cleave
