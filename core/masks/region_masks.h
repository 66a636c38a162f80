// SPDX-License-Identifier: Apache-2.0
// Masks without a network: superpixels merge by colour, texture and edges, and the nodes of the
// merge tree that last longest become masks, from small parts to whole things. Nested by
// construction.
#pragma once

#include "core/base/params.h"
#include "core/masks/mask_source.h"

namespace cleave {

struct RegionMaskParams {
    int finest =
        100; ///< regions of a photo at the finest granularity; coarser ones reach down to two
    double minimumShare = 0.0012; ///< of the photo's pixels, below which a region is no mask
    double maximumShare = 0.4; ///< above which it is background or things run together, which would
                               ///< tie them in the lifted features
    double similarity =
        0.75; ///< of two nested regions' areas, above which only the more lasting one is kept
};

ParamList describe(RegionMaskParams& params);

/// photo: RGB, 8 bit. The most lasting first.
std::vector<Mask> regionMasks(const Image& photo, const RegionMaskParams& params);

std::unique_ptr<MaskSource> makeRegionMaskSource(const RegionMaskParams& params);

} // namespace cleave
