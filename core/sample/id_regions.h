// SPDX-License-Identifier: Apache-2.0
// Pixel regions taken from id maps: what simulated masks and click prompts are made of.
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <vector>

namespace cleave::sample {

/// A set of pixels with its bounding box.
struct Region {
    Image pixels; ///< 1 channel, 0 or 255
    std::int64_t count = 0;
    int left = 0, top = 0, right = 0, bottom = 0; ///< right and bottom exclusive; all 0 when empty

    Region(int width, int height) : pixels(width, height, 1) {}

    std::int64_t area() const { return count; }

    void insert(int x, int y);
    void add(const Region& other);
    /// Pixels with a neighbour (of four) outside.
    std::int64_t outline() const;
};

Region regionOf(const IdImage& ids, int id);
/// Ids of pixels beside (of four) pixels of `id`, without 0, ascending.
std::vector<int> touchingIds(const IdImage& ids, int id);
/// Pieces connected over four neighbours with at least 16 pixels, in reading order of their first
/// pixel.
std::vector<Region> connectedPieces(const Region& region);
/// The border moved in and out by up to `amplitude` pixels, smoothly along it; less on thin
/// structures.
Region withUnevenBorder(const Region& region, double amplitude, double noiseSeed);
double intersectionOverUnion(const Region& a, const Region& b);

struct DeepestPixel {
    int x = 0, y = 0;
    double depth = 0; ///< pixels from its centre to the nearest pixel centre outside the region or
                      ///< the image; 0 when empty
};

DeepestPixel deepestPixel(const Region& region);

} // namespace cleave::sample
