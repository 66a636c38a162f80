// SPDX-License-Identifier: Apache-2.0
// Run-length coded binary masks: COCO's order (column-major, the first run counts zeros).
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <vector>

namespace cleave {

struct Rle {
    int width = 0;
    int height = 0;
    std::vector<std::uint32_t> counts; ///< alternating, zeros first; sums to width * height

    std::int64_t area() const;
    bool operator==(const Rle&) const = default;
};

/// mask: 1 channel, nonzero = inside.
Rle encodeRle(const Image& mask);
/// 1 channel, 0 or 255. Throws BrokenPromise when the counts do not sum to the size (readers check before).
Image decodeRle(const Rle& rle);

} // namespace cleave
