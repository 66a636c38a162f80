// SPDX-License-Identifier: Apache-2.0
#include "core/selection/mask_votes.h"

#include "core/base/error.h"
#include "core/masks/mask_patches.h"
#include "core/rendering/blend_weights.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <utility>

namespace cleave {

namespace {

constexpr float faintest = 0.02f; ///< pixels; what fills less of a patch says nothing about it
/// Bytes of an entry in both of its lists.
constexpr std::size_t entryBytes = sizeof(MaskVotes::Entry) + sizeof(std::int32_t);

/// The pixels of each patch, ascending: patch p has pixels [starts[p], starts[p + 1]) of `pixels`.
struct PatchPixels {
    std::vector<std::int32_t> starts, pixels;

    explicit PatchPixels(const MaskHierarchy& hierarchy)
        : starts(static_cast<std::size_t>(hierarchy.patchCount) + 1, 0)
        , pixels(hierarchy.patches.pixels.size()) {
        for (const std::int32_t patch : hierarchy.patches.pixels)
            ++starts[static_cast<std::size_t>(patch) + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        std::vector<std::int32_t> next(starts.begin(), starts.end() - 1);
        for (std::size_t p = 0; p < pixels.size(); ++p) {
            const auto patch = static_cast<std::size_t>(hierarchy.patches.pixels[p]);
            pixels[static_cast<std::size_t>(next[patch]++)] = static_cast<std::int32_t>(p);
        }
    }
};

void keepStrongest(std::vector<ViewVotes::Entry>& entries, std::size_t limit) {
    using Entry = ViewVotes::Entry;
    if (entries.size() <= limit)
        return;
    std::nth_element(entries.begin(),
                     entries.begin() + static_cast<std::ptrdiff_t>(limit),
                     entries.end(),
                     [](const Entry& a, const Entry& b) { return a.weight > b.weight; });
    entries.resize(limit);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(a.patch, a.primitive) < std::pair(b.patch, b.primitive);
    });
}

/// Sorts the photos' entries by primitive, and lists the primitives of every patch.
void arrange(std::span<const ViewVotes* const> views, MaskVotes& votes) {
    const auto patches = static_cast<std::size_t>(votes.patchCount());
    votes.entryStarts.assign(static_cast<std::size_t>(votes.primitiveCount) + 1, 0);
    votes.memberStarts.assign(patches + 1, 0);
    votes.areas.assign(patches, 0);
    for (std::size_t v = 0; v < views.size(); ++v) {
        for (const ViewVotes::Entry& entry : views[v]->entries) {
            const auto patch = static_cast<std::size_t>(votes.patchStarts[v] + entry.patch);
            ++votes.entryStarts[static_cast<std::size_t>(entry.primitive) + 1];
            ++votes.memberStarts[patch + 1];
            votes.areas[patch] += entry.weight;
        }
    }
    std::partial_sum(votes.entryStarts.begin(), votes.entryStarts.end(), votes.entryStarts.begin());
    std::partial_sum(
        votes.memberStarts.begin(), votes.memberStarts.end(), votes.memberStarts.begin());
    // Photos come one after the other, and each by patch: so patches ascend for every primitive.
    votes.entries.resize(static_cast<std::size_t>(votes.entryStarts.back()));
    std::vector<std::int64_t> next(votes.entryStarts.begin(), votes.entryStarts.end() - 1);
    for (std::size_t v = 0; v < views.size(); ++v)
        for (const ViewVotes::Entry& entry : views[v]->entries)
            votes.entries[static_cast<std::size_t>(
                next[static_cast<std::size_t>(entry.primitive)]++)] = {
                votes.patchStarts[v] + entry.patch, entry.weight};
    votes.members.resize(votes.entries.size());
    next.assign(votes.memberStarts.begin(), votes.memberStarts.end() - 1);
    for (std::int64_t i = 0; i < votes.primitiveCount; ++i)
        for (const MaskVotes::Entry& entry : votes.entriesOf(i))
            votes.members[static_cast<std::size_t>(next[static_cast<std::size_t>(entry.patch)]++)] =
                static_cast<std::int32_t>(i);
}

void listHolders(MaskVotes& votes) {
    votes.holderStarts.assign(static_cast<std::size_t>(votes.patchCount()) + 1, 0);
    for (std::int32_t patch : votes.maskPatches)
        ++votes.holderStarts[static_cast<std::size_t>(patch) + 1];
    std::partial_sum(
        votes.holderStarts.begin(), votes.holderStarts.end(), votes.holderStarts.begin());
    votes.holders.resize(votes.maskPatches.size());
    std::vector<std::int32_t> next(votes.holderStarts.begin(), votes.holderStarts.end() - 1);
    votes.maskAreas.assign(static_cast<std::size_t>(votes.maskCount()), 0);
    for (std::int32_t mask = 0; mask < votes.maskCount(); ++mask) {
        for (std::int32_t patch : votes.patchesOf(mask)) {
            votes.holders[static_cast<std::size_t>(next[static_cast<std::size_t>(patch)]++)] = mask;
            votes.maskAreas[static_cast<std::size_t>(mask)] +=
                votes.areas[static_cast<std::size_t>(patch)];
        }
    }
}

} // namespace

ViewVotes votesOfView(ViewId id,
                      const Camera& camera,
                      const RadianceField& field,
                      const ViewMasks& masks,
                      std::size_t mostEntries) {
    const MaskHierarchy& hierarchy = masks.hierarchy;
    const kernels::BlendWeights weights = blendWeights(field, camera);
    CLEAVE_ASSERT(static_cast<std::int64_t>(hierarchy.patches.pixels.size()) == weights.rowCount());
    ViewVotes votes{id, hierarchy.patchCount, {}, masksAsPatches(masks)};
    const PatchPixels byPatch(hierarchy);
    std::vector<float> filled(static_cast<std::size_t>(weights.primitiveCount), 0.0f);
    std::vector<std::uint32_t> touched;
    const std::int64_t* rowStarts = weights.rowStarts.data();
    const std::uint32_t* primitives = weights.primitives.data();
    const float* values = weights.weights.data();
    for (std::int32_t patch = 0; patch < hierarchy.patchCount; ++patch) {
        touched.clear();
        const std::int32_t last = byPatch.starts[static_cast<std::size_t>(patch) + 1];
        for (std::int32_t k = byPatch.starts[static_cast<std::size_t>(patch)]; k < last; ++k) {
            const std::int32_t row = byPatch.pixels[static_cast<std::size_t>(k)];
            for (std::int64_t e = rowStarts[row]; e < rowStarts[row + 1]; ++e) {
                float& sum = filled[primitives[e]];
                if (sum == 0)
                    touched.push_back(primitives[e]);
                sum += values[e];
            }
        }
        for (const std::uint32_t primitive : touched) {
            float& sum = filled[primitive];
            if (sum >= faintest)
                votes.entries.push_back({static_cast<std::int32_t>(primitive), patch, sum});
            sum = 0;
        }
    }
    keepStrongest(votes.entries, mostEntries);
    return votes;
}

MaskVotes joinVotes(std::int64_t primitiveCount, std::span<const ViewVotes* const> views) {
    MaskVotes votes;
    votes.primitiveCount = primitiveCount;
    votes.patchStarts.push_back(0);
    votes.maskStarts.push_back(0);
    for (std::size_t v = 0; v < views.size(); ++v) {
        const std::int32_t first = votes.patchStarts.back();
        votes.views.push_back(views[v]->id);
        for (const auto& patches : views[v]->masks) {
            for (const std::int32_t patch : patches)
                votes.maskPatches.push_back(first + patch);
            votes.maskStarts.push_back(static_cast<std::int32_t>(votes.maskPatches.size()));
            votes.viewOfMask.push_back(static_cast<std::int32_t>(v));
        }
        votes.patchStarts.push_back(first + views[v]->patchCount);
        votes.viewOfPatch.resize(static_cast<std::size_t>(votes.patchStarts.back()),
                                 static_cast<std::int32_t>(v));
    }
    arrange(views, votes);
    listHolders(votes);
    return votes;
}

MaskVotes gatherMaskVotes(const Dataset& dataset,
                          const RadianceField& field,
                          const MaskSet& masks,
                          std::int64_t memory,
                          Progress& progress) {
    std::vector<ViewId> ids;
    for (const auto& [id, view] : masks.views)
        if (view->hierarchy.patchCount > 1 && !dataset.view(id).isTest)
            ids.push_back(id);
    if (ids.empty())
        throw missing(
            CLEAVE_TR("Methods", "no training photo has masks; make or import masks first"));

    const std::size_t limit = (static_cast<std::size_t>(memory) << 20) / (entryBytes * ids.size());
    std::vector<ViewVotes> views(ids.size());
    std::mutex mutex;
    const auto count = static_cast<std::int64_t>(ids.size());
    std::int64_t done = 0;
    kernels::forChunks(count, 1, [&](std::int64_t i, std::int64_t, std::int64_t) {
        progress.check();
        const auto v = static_cast<std::size_t>(i);
        views[v] =
            votesOfView(ids[v], dataset.view(ids[v]).camera, field, *masks.find(ids[v]), limit);
        const std::lock_guard lock(mutex);
        progress.advance(++done, count);
    });
    std::vector<const ViewVotes*> all;
    for (const ViewVotes& view : views)
        all.push_back(&view);
    return joinVotes(primitiveCount(field), all);
}

} // namespace cleave
