// SPDX-License-Identifier: Apache-2.0
// Masks seen from the primitives: in which patches of which photos each primitive shows, and how
// much. Made once per field and mask set; whatever asks the masks of many photos for their joint
// opinion counts here instead of in pixels.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/field/radiance_field.h"
#include "core/masks/mask_set.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// Patches of all training photos are numbered through: patch p of photo v is patchStarts[v] + p,
/// where p = 0 are pixels in no mask.
struct MaskVotes {
    struct Entry {
        std::int32_t patch;
        float weight; ///< sum of blend weights over the patch's pixels: pixels that the primitive
                      ///< fills
    };

    std::int64_t primitiveCount = 0;
    std::vector<ViewId> views;             ///< [V] training photos with masks, ascending
    std::vector<std::int32_t> patchStarts; ///< [V + 1]
    std::vector<std::int32_t> viewOfPatch; ///< [patches]
    std::vector<float> areas;              ///< [patches] sum of the weights of all primitives in it
    std::vector<std::int64_t> entryStarts; ///< [N + 1]
    std::vector<Entry> entries;            ///< by primitive, patches ascending
    std::vector<std::int64_t> memberStarts; ///< [patches + 1]
    std::vector<std::int32_t> members;      ///< primitives of each patch, ascending

    // Masks as sets of patches, nested ones apart: mask m of the list is maskPatches[maskStarts[m]]
    // ... and lies in one photo.
    std::vector<std::int32_t> maskStarts; ///< [masks + 1]
    std::vector<std::int32_t> maskPatches;
    std::vector<std::int32_t> viewOfMask;   ///< [masks]
    std::vector<float> maskAreas;           ///< [masks] summed areas of its patches
    std::vector<std::int32_t> holderStarts; ///< [patches + 1]
    std::vector<std::int32_t> holders;      ///< masks that hold each patch

    std::int64_t viewCount() const { return static_cast<std::int64_t>(views.size()); }

    std::int64_t patchCount() const { return static_cast<std::int64_t>(viewOfPatch.size()); }

    std::int64_t maskCount() const { return static_cast<std::int64_t>(viewOfMask.size()); }

    std::span<const Entry> entriesOf(std::int64_t primitive) const {
        return {entries.data() + entryStarts[static_cast<std::size_t>(primitive)],
                entries.data() + entryStarts[static_cast<std::size_t>(primitive) + 1]};
    }

    std::span<const std::int32_t> membersOf(std::int32_t patch) const {
        return {members.data() + memberStarts[static_cast<std::size_t>(patch)],
                members.data() + memberStarts[static_cast<std::size_t>(patch) + 1]};
    }

    std::span<const std::int32_t> patchesOf(std::int32_t mask) const {
        return {maskPatches.data() + maskStarts[static_cast<std::size_t>(mask)],
                maskPatches.data() + maskStarts[static_cast<std::size_t>(mask) + 1]};
    }

    std::span<const std::int32_t> holdersOf(std::int32_t patch) const {
        return {holders.data() + holderStarts[static_cast<std::size_t>(patch)],
                holders.data() + holderStarts[static_cast<std::size_t>(patch) + 1]};
    }
};

/// The same of one photo alone, from which MaskVotes are put together.
struct ViewVotes {
    struct Entry {
        std::int32_t primitive, patch; ///< patches counted within the photo
        float weight;
    };

    ViewId id;
    std::int32_t patchCount = 0;
    std::vector<Entry> entries;                   ///< by patch
    std::vector<std::vector<std::int32_t>> masks; ///< patches of each, ascending

    std::size_t bytes() const { return entries.size() * sizeof(Entry); }
};

/// camera of the masks' size. Of more than `mostEntries` the faintest are left out.
ViewVotes votesOfView(ViewId id,
                      const Camera& camera,
                      const RadianceField& field,
                      const ViewMasks& masks,
                      std::size_t mostEntries);

/// Photos in the given order. Empty where there are none.
MaskVotes joinVotes(std::int64_t primitiveCount, std::span<const ViewVotes* const> views);

/// `memory` in MB bounds the entries: with less, the faintest of each photo are left out. Throws
/// Error when no training photo has masks.
MaskVotes gatherMaskVotes(const Dataset& dataset,
                          const RadianceField& field,
                          const MaskSet& masks,
                          std::int64_t memory,
                          Progress& progress);

} // namespace cleave
