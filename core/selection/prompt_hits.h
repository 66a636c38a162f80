// SPDX-License-Identifier: Apache-2.0
// What a prompt points at: the primitives under its pixels, with their blend weights. Every method
// that works from clicks starts here.
#pragma once

#include "core/dataset/dataset.h"
#include "core/field/primitive_cloud.h"
#include "core/selection/prompt.h"
#include "kernels/blending/blend_weights.h"

#include <Eigen/Core>

#include <cstdint>
#include <string>
#include <vector>

namespace cleave {

/// The pixels of one prompt and what they see.
struct PromptHits {
    std::vector<Eigen::Vector2i> pixels; ///< distinct, in the camera
    kernels::BlendWeights weights;       ///< a row per pixel
    std::vector<float> alphas;           ///< [P] in [0, 1]
    std::vector<Eigen::Vector3f> points; ///< [P] scene units: mean position of the primitives seen
};

/// How a prompt is named in messages: "click at train_036.jpg:241,178", "box at ...". dataset may
/// be null.
std::string promptName(const Prompt& prompt, const Dataset* dataset);

/// Pixels that a prompt covers, at most `limit`: a point and its neighbourhood of `radius` pixels;
/// a regular grid over a box; a stroke's path, evenly. Those outside the image are left out. Throws
/// Error naming the prompt when it lies outside the image, has too few points or is a text.
std::vector<Eigen::Vector2i>
promptPixels(const Prompt& prompt, int radius, int limit, const Dataset* dataset);

/// Throws Error naming the prompt when nothing is there: no pixel with alpha of at least one half.
PromptHits promptHits(const Prompt& prompt,
                      const RadianceField& field,
                      const PrimitiveCloud& cloud,
                      int radius,
                      int limit,
                      const Dataset* dataset);

/// The same for pixels found otherwise; nothing is thrown.
PromptHits pixelHits(std::vector<Eigen::Vector2i> pixels,
                     const Camera& camera,
                     const RadianceField& field,
                     const PrimitiveCloud& cloud);

/// Where each of the prompt's own points lies in space, on the ray through it, scene units; NaN
/// where it hits nothing.
std::vector<Eigen::Vector3f>
promptPlaces(const Prompt& prompt, const RadianceField& field, const PrimitiveCloud& cloud);

} // namespace cleave
