// SPDX-License-Identifier: Apache-2.0
// The rules by which SAM's automatic masks are proposed, kept and cleaned; each as in the reference
// implementation.
#pragma once

#include "core/image/image.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// left, top, right, bottom; of masks right and bottom are the last pixels inside, of crops the
/// first ones outside.
using PixelBox = std::array<int, 4>;

/// Points (x, y) in [0, 1], perSide x perSide, row by row.
std::vector<std::array<double, 2>> pointGrid(int perSide);

struct CropBox {
    PixelBox box{};
    int layer = 0; ///< 0: the whole image
};

/// The image, then 4^i overlapping crops for each layer i = 1..layers. overlapRatio: of the image's
/// shorter side, in layer 1.
std::vector<CropBox> cropBoxes(int width, int height, int layers, double overlapRatio);

/// How little a mask changes with its threshold: pixels above +offset / pixels above -offset; no
/// number where none is.
float stabilityScore(std::span<const float> logits, float offset);

/// Of the nonzero pixels; all zeros where there are none.
PixelBox maskBox(const Image& mask);

/// Whether a mask (box in pixels of the crop) was probably cut off by the crop: a side within 20
/// pixels of the crop's, but not of the image's.
bool isCutByCrop(const PixelBox& box, const PixelBox& crop, int imageWidth, int imageHeight);

/// Indices of the boxes that stay, best first: a box falls when its IoU with a kept better one is
/// above `threshold`. Equal scores keep their order. Areas without the last row and column, as the
/// reference counts.
std::vector<std::size_t> suppressOverlapping(std::span<const PixelBox> boxes,
                                             std::span<const float> scores,
                                             double threshold);

enum class SmallRegions : std::uint8_t { Holes, Islands };

/// Fills holes (also those at the border) or removes islands of fewer than `area` pixels,
/// 8-connected; of islands that are all small the largest stays. mask: 1 channel, nonzero = inside.
/// Returns whether there were any.
bool removeSmallRegions(Image& mask, int area, SmallRegions which);

} // namespace cleave
