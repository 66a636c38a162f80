// SPDX-License-Identifier: Apache-2.0
// The inside of the region masks: superpixels of a photo and the tree in which they merge. Own to
// this room.
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <vector>

namespace cleave {

/// Small regions that keep to the photo's edges.
struct Superpixels {
    IdImage labels; ///< [H, W, 1], [0, count)
    int count = 0;
    FloatImage lab;     ///< [H, W, 3] CIE Lab of the smoothed photo; L in [0, 100]
    FloatImage edges;   ///< [H, W, 1] strength of edges in Lab units a pixel
    FloatImage texture; ///< [H, W, 1] strength of grain: deviation of lightness from the smoothed
                        ///< photo, Lab units
};

/// photo: RGB, 8 bit. `spacing`: pixels between the seeds, so a superpixel has about its square.
Superpixels makeSuperpixels(const Image& photo, int spacing);

/// Binary tree of merges. Leaves are 0 .. leafCount - 1, inner nodes follow in the order in which
/// they were made; the last is the whole photo.
struct MergeTree {
    int leafCount = 0;
    std::vector<int> parent; ///< by node; -1 for the root
    std::vector<float>
        height; ///< unlikeness at which a node was made, never below its children's; 0 for leaves
    std::vector<std::int64_t> area; ///< pixels

    int nodeCount() const { return static_cast<int>(parent.size()); }
};

/// Merges the least unlike neighbours until one region is left: unlikeness of colour and texture
/// distributions and the edge between the two; small regions go first, enclosed ones early.
MergeTree mergeSuperpixels(const Superpixels& superpixels);

} // namespace cleave
