// SPDX-License-Identifier: Apache-2.0
// The posed photos of a project. Photos stay where they are; PhotoStore (photo_store.h) decodes
// them.
#pragma once

#include "core/camera/bounds.h"
#include "core/dataset/view.h"

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

/// Sparse points of the reconstruction: where gaussians start.
struct InitialPoints {
    std::vector<Eigen::Vector3f> positions;          ///< scene units
    std::vector<std::array<std::uint8_t, 3>> colors; ///< sRGB, same count
    bool operator==(const InitialPoints&) const = default;
};

struct Dataset {
    std::string format;           ///< colmap | transforms | llff | replica
    std::filesystem::path folder; ///< absolute; view paths are relative to it
    int downscale = 1;
    std::vector<View> views; ///< sorted by name
    InitialPoints points;    ///< may be empty
    std::vector<std::string>
        skipped; ///< photos that the data names and that are missing or unreadable

    /// By file name, with or without folder and extension; nullptr when there is none. Throws Error
    /// when it is ambiguous.
    const View* findView(const std::string& name) const;
    const View& view(ViewId id) const;
    std::vector<ViewId> trainViews() const;
    std::vector<ViewId> testViews() const;
    /// Half the diagonal of the cameras' box around their mean, at least a small positive number:
    /// the scene's extent.
    double cameraExtent() const;
    /// Absolute path of a view's photo.
    std::filesystem::path photoPath(const View& view) const;
};

} // namespace cleave
