// SPDX-License-Identifier: Apache-2.0
// Which mask lies in which, as OmniSeg3D stores it: patches (pixels in exactly the same masks) and
// how many masks two patches share.
#pragma once

#include "core/image/image.h"
#include "core/masks/mask.h"
#include "kernels/base/array.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

struct MaskHierarchy {
    IdImage patches;    ///< [H, W, 1] patch id; 0 = uncovered background, always reserved
    int patchCount = 1; ///< including 0
    std::vector<std::uint16_t> correlation; ///< [patchCount, patchCount], symmetric; shared masks;
                                            ///< the diagonal counts a patch's masks

    std::uint16_t shared(int a, int b) const {
        return correlation[static_cast<std::size_t>(a) * patchCount + b];
    }

    bool operator==(const MaskHierarchy&) const = default;
};

/// Nesting repair and patch extraction of OmniSeg3D (CVPR 2024), section 3.1: masks ascending by
/// area (stable), almost contained ones (> 0.9 of the smaller) absorbed, patches = equal
/// membership. All masks of one size.
MaskHierarchy buildMaskHierarchy(std::span<const Mask> masks, int width, int height);

} // namespace cleave
