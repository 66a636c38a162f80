// SPDX-License-Identifier: Apache-2.0
// Segments out of a field as splats of their own, or all of it with a segment number per splat.
#pragma once

#include "core/field/radiance_field.h"
#include "core/segments/segment_tree.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace cleave {

struct ExportedSplats {
    std::int64_t primitives = 0;
    std::int64_t bytes = 0;
};

/// Gaussians of any of the chosen segments, in the field's order; all of them when `wholeField`. A
/// .ply gets the integer property `segment`: the id of the deepest chosen segment, 0 = none (left
/// out where the tree is empty). Throws Error when nothing is left.
ExportedSplats exportSplats(const RadianceField& field,
                            const SegmentTree& tree,
                            std::span<const SegmentId> chosen,
                            bool wholeField,
                            const std::filesystem::path& file);

} // namespace cleave
