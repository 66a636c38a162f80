// SPDX-License-Identifier: Apache-2.0
// Pixels of a photo drawn from the patches of its mask hierarchy.
#pragma once

#include "core/masks/mask_hierarchy.h"

#include <cstdint>
#include <random>
#include <vector>

namespace cleave {

struct PixelSample {
    std::vector<std::int32_t> pixels;  ///< y * width + x, ascending
    std::vector<std::int32_t> patches; ///< of each pixel
    std::vector<float> shares;         ///< how many pixels of its patch each one stands for
};

struct PixelSampleParams {
    int count = 0;      ///< about as many pixels
    double balance = 0; ///< share of them spread evenly over patches instead of over pixels, [0, 1]
    bool withBackground = false;  ///< patch 0 too
    bool withReplacement = false; ///< small patches may then give more than their pixels
};

/// Same generator state, same sample.
PixelSample samplePixels(const MaskHierarchy& hierarchy,
                         const PixelSampleParams& params,
                         std::mt19937_64& random);

} // namespace cleave
