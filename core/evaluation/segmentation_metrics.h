// SPDX-License-Identifier: Apache-2.0
// How well one mask covers another, and which of many belong together.
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <vector>

namespace cleave {

/// Pixel counts of a predicted mask against the true one; sums over views pool them.
struct MaskOverlap {
    std::int64_t intersection = 0;
    std::int64_t unionArea = 0;
    std::int64_t agreeing = 0; ///< pixels inside both or outside both
    std::int64_t pixels = 0;

    double iou() const;      ///< 1 where both are empty
    double accuracy() const; ///< share of agreeing pixels
    MaskOverlap& operator+=(const MaskOverlap& other);
    bool operator==(const MaskOverlap&) const = default;
};

/// Masks [H, W, 1] of one size, nonzero = inside.
MaskOverlap overlap(const Image& predicted, const Image& truth);

/// Boundary IoU (Cheng et al., CVPR 2021): the IoU of the two masks' inner bands, `distance` pixels
/// wide along their outlines and the image's border. 1 where both bands are empty.
double boundaryIou(const Image& predicted, const Image& truth, double distance);
/// 2 % of the image's diagonal, at least one pixel, as in that paper.
double boundaryDistance(int width, int height);

/// gain [rows, columns] >= 0 -> for every row its column, or -1: one to one, with the largest sum
/// of gains (Hungarian method). Pairs without gain stay apart.
std::vector<int> assignOneToOne(const std::vector<double>& gain, int rows, int columns);

} // namespace cleave
