// SPDX-License-Identifier: Apache-2.0
// transforms.json in its dialects: nerfstudio (intrinsics per file or frame, split lists,
// ply_file_path), instant-ngp (fl_x or camera_angle_x, aabb_scale) and Blender (camera_angle_x,
// file_path without extension). Poses come as camera-to-world with OpenGL axes (x right, y up, z
// backwards) and are turned into ours.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/camera/pose.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

/// Intrinsics as far as the file tells; a frame's values stand over the file's.
struct TransformsLens {
    std::optional<double> width, height;    ///< pixels
    std::optional<double> flX, flY, cx, cy; ///< pixels
    std::optional<double> angleX, angleY;   ///< full field of view, radians
    std::optional<double> k1, k2, p1, p2, k3;

    /// The same with the gaps filled from `other`.
    TransformsLens over(const TransformsLens& other) const;
    /// For a photo of this size, used where the file tells none. Throws Error, `place` naming file
    /// and frame, where there is neither a focal length nor an angle of view, or one that no lens
    /// has.
    Intrinsics resolve(int photoWidth, int photoHeight, const std::string& place) const;
};

struct TransformsFrame {
    std::string filePath; ///< as in the file, forward slashes; may lack the extension
    Pose pose;
    TransformsLens lens; ///< the frame's own over the file's
};

struct TransformsFile {
    std::vector<TransformsFrame> frames;
    std::string plyFilePath;                                              ///< empty: none
    std::vector<std::string> trainFilenames, valFilenames, testFilenames; ///< empty: none given
};

/// Throws Error with file and frame: no frames, matrices of another shape, not finite or no
/// rotation, fisheye cameras (Unsupported), malformed JSON with line and column.
TransformsFile readTransforms(const std::filesystem::path& path);

} // namespace cleave
