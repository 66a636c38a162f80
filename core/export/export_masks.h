// SPDX-License-Identifier: Apache-2.0
// Segments seen from a camera: which pixels are theirs. A pixel lies in a segment when more than
// half of the light that reaches it comes from the segment's primitives, so whatever stands in
// front counts as outside.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/view.h"
#include "core/field/radiance_field.h"
#include "core/image/image.h"
#include "core/segments/segment_tree.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace cleave {

enum class MaskFormat : int { Ids, Binary, Coco };

struct SegmentMasks {
    /// Segment ids, 0 = none. Going down the tree: the strongest root that outweighs the
    /// background, then again the strongest child that outweighs what the parent holds beside its
    /// children. So neighbouring parts meet without a seam.
    IdImage ids;
    std::vector<Image> regions; ///< per chosen segment: 0 or 255
};

/// One pass over the field for every 16 segments. Throws Error when a segment is of another field
/// revision.
SegmentMasks renderSegmentMasks(const RadianceField& field,
                                const Camera& camera,
                                const SegmentTree& tree,
                                std::span<const SegmentId> chosen);

/// Writes below `folder`, which is made:
///   Ids     VIEW.png (8 bit, 16 when ids need it; the ids of the tree) and segments.json (id,
///   name, path, parent, colour) Binary  VIEW/SEGMENT.png, 0 or 255; a path "mug/handle" becomes
///   mug-handle.png Coco    VIEW.json, a list of records with name and compressed run lengths;
///   segments out of sight are left out
/// VIEW is the view's name without extension. All three can be imported again as masks. Returns the
/// files.
std::vector<std::filesystem::path> exportMasks(const RadianceField& field,
                                               const SegmentTree& tree,
                                               std::span<const SegmentId> chosen,
                                               std::span<const View> views,
                                               MaskFormat format,
                                               const std::filesystem::path& folder,
                                               Progress& progress);

} // namespace cleave
