// SPDX-License-Identifier: Apache-2.0
// Where to prompt a view in which the object is known only from other views: high scores, spread
// over the object, near in position and depth to what was prompted before (SA3D, Cen et al.,
// NeurIPS 2023, cross-view self-prompting; section 2.7 of the method).
#pragma once

#include "core/image/image.h"

#include <Eigen/Core>

#include <functional>
#include <span>
#include <vector>

namespace cleave::sa3d {

/// Column and row of a pixel.
using Pixel = Eigen::Vector2i;

struct SelfPrompts {
    std::vector<Pixel> points;
    std::vector<float> values; ///< the score with its penalties, with which each was chosen
};

/// A rendered score map.
struct ScoreMap {
    int width = 0;
    int height = 0;
    std::span<const float> scores; ///< [H, W]
    std::span<const float> depths; ///< [H, W] in [0, 1]
};

/// Smallest to 0 and largest to 1; zeros where all are equal.
std::vector<float> normalized(std::span<const float> values);

/// The mask of all points so far: [H, W, 1], nonzero inside; may be empty.
using AskMask = std::function<Image(std::span<const Pixel>)>;

/// The rule of the voxel variant: scores = R. At most `most` points, none where no score is
/// positive.
SelfPrompts selfPromptsBySegmenter(const ScoreMap& map, int most, const AskMask& ask);

/// The rule of the gaussian variant, which asks no segmenter: scores = R - 0.5.
SelfPrompts selfPromptsByMap(const ScoreMap& map, int most);

} // namespace cleave::sa3d
