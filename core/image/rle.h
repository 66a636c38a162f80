// SPDX-License-Identifier: Apache-2.0
// Run-length coded binary masks: COCO's order (column-major, the first run counts zeros).
#pragma once

#include "core/image/image.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace cleave {

struct Rle {
    int width = 0;
    int height = 0;
    std::vector<std::uint32_t> counts; ///< alternating, zeros first; sums to width * height

    std::int64_t area() const;
    bool operator==(const Rle&) const = default;
};

/// Pixels [begin, end) in column-major order (position = x * height + y).
struct PixelRun {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const PixelRun&) const = default;
};

/// mask: 1 channel, nonzero = inside.
Rle encodeRle(const Image& mask);
/// pixels [height, width] row-major, nonzero = inside.
Rle encodeRle(const std::uint8_t* pixels, int width, int height);
/// 1 channel, 0 or 255. Throws BrokenPromise when the counts do not sum to the size (readers check
/// before).
Image decodeRle(const Rle& rle);

/// Every id > 0 of a map [H, W, 1] as one region, ascending by id; negative ids and 0 are
/// background.
std::vector<std::pair<std::int32_t, Rle>> encodeIds(const IdImage& ids);

/// The inside pixels as ascending runs that neither touch nor overlap.
std::vector<PixelRun> insideRuns(const Rle& rle);
/// `runs` ascending, not overlapping; touching ones are joined.
Rle rleFromRuns(const std::vector<PixelRun>& runs, int width, int height);

/// Pixels in both; the two are of one size.
std::int64_t intersectionArea(const Rle& a, const Rle& b);
std::int64_t intersectionArea(const std::vector<PixelRun>& a, const std::vector<PixelRun>& b);
std::vector<PixelRun> unite(const std::vector<PixelRun>& a, const std::vector<PixelRun>& b);

/// Nearest neighbour: the new pixel takes the old one under its centre.
Rle resizeNearest(const Rle& rle, int width, int height);

} // namespace cleave
