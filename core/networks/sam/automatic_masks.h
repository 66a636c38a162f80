// SPDX-License-Identifier: Apache-2.0
// Everything in a photo: SAM asked at a grid of points, its answers filtered and freed of
// duplicates (Kirillov et al., Segment Anything, ICCV 2023, section 5 and appendix B; defaults of
// the reference implementation).
#pragma once

#include "core/base/params.h"
#include "core/image/rle.h"
#include "core/networks/sam/mask_filters.h"
#include "core/networks/sam/sam.h"

#include <array>
#include <vector>

namespace cleave {

struct AutomaticMaskParams {
    int pointsPerSide = 32;
    double predictedIou = 0.88;   ///< least, by SAM's own estimate; 0: any
    double stability = 0.95;      ///< least; 0: any
    double stabilityOffset = 1.0; ///< logits by which the threshold is moved to judge stability
    double boxOverlap = 0.7;      ///< IoU of boxes above which masks of one crop count as the same
    int cropLayers = 0;           ///< 4, 20, ... crops are looked at besides the photo
    double cropOverlap =
        512.0 / 1500; ///< of the photo's shorter side, between the crops of the first layer
    double cropBoxOverlap = 0.7; ///< as boxOverlap, between crops
    int cropPointDivisor = 1;    ///< fewer points per side in each further layer of crops
    int minimumArea = 0;         ///< pixels below which holes and islands are removed; 0: none are
};

ParamList describe(AutomaticMaskParams& params);

struct AutomaticMask {
    Rle region;     ///< of the photo's size
    PixelBox box{}; ///< pixels of the photo
    float predictedIou = 0;
    float stability = 0;
    std::array<double, 2> point{}; ///< that it answers; pixels of the photo
    PixelBox crop{};               ///< that it was found in
    bool operator==(const AutomaticMask&) const = default;
};

/// photo: RGB, 8 bit. Best first within a crop, small crops first. Memory does not grow with the
/// number of points beyond what the kept masks take, packed. Throws Cancelled when `progress` asks
/// for it, advances it from 0 to 1.
std::vector<AutomaticMask> automaticMasks(const Sam& sam,
                                          const Image& photo,
                                          const AutomaticMaskParams& params,
                                          Progress progress);

} // namespace cleave
