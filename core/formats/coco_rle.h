// SPDX-License-Identifier: Apache-2.0
// Lists of masks as COCO writes them: one JSON record per mask, its region run-length coded over
// columns, with the counts as numbers or as COCO's compressed text.
#pragma once

#include "core/image/rle.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cleave {

struct CocoMask {
    Rle region;
    float predictedIou = 1; ///< [0, 1]
    float stability = 1;    ///< [0, 1]
    std::string name;       ///< UTF-8; empty: none
    bool operator==(const CocoMask&) const = default;
};

/// The counts as COCO's text: every number as the difference to the one two before (from the fourth
/// on), five bits a character, low bits first, sixth bit = more follows.
std::string compressCounts(const std::vector<std::uint32_t>& counts);
/// Throws Error(BadFile) for characters outside the code, a cut-off number or a negative count.
std::vector<std::uint32_t> expandCounts(std::string_view text);

/// A JSON list of records, or an object with that list under "annotations" or "masks". Of a record
/// `segmentation` with `size` [height, width] and `counts` is needed; `predicted_iou`,
/// `stability_score` and `name` are read when there. Throws Error naming the file and the record.
std::vector<CocoMask> readCocoMasks(const std::filesystem::path& path);

/// A JSON list; counts as text when `compressed`, else as numbers. Beside the region: area, bbox
/// (inclusive pixels, width and height one less than the pixel counts) and the scores.
void writeCocoMasks(const std::filesystem::path& path,
                    const std::vector<CocoMask>& masks,
                    bool compressed);

} // namespace cleave
