// SPDX-License-Identifier: Apache-2.0
// One 2D mask of one photo.
#pragma once

#include "core/image/rle.h"

namespace cleave {

struct Mask {
    Rle region;             ///< packed
    float predictedIou = 1; ///< of the source that made it, [0, 1]
    float stability = 1;    ///< [0, 1]
    bool operator==(const Mask&) const = default;
};

} // namespace cleave
