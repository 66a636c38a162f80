// SPDX-License-Identifier: Apache-2.0
// What a person points at: in a view of the dataset or under a free camera of the viewport.
#pragma once

#include "core/camera/camera.h"
#include "core/dataset/view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleave {

enum class PromptKind : int { Point, Box, Stroke, Text };

struct Prompt {
    PromptKind kind = PromptKind::Point;
    bool isNegative = false;
    ViewId view;   ///< invalid (-1) for a free camera and for text
    Camera camera; ///< through which it was given
    std::vector<Eigen::Vector2f>
        points; ///< pixels of the camera: a point; two corners of a box; a stroke's path
    std::string text;
    bool operator==(const Prompt&) const = default;
};

} // namespace cleave
