// SPDX-License-Identifier: Apache-2.0
#include "core/selection/mask_votes.h"

#include "core/base/error.h"
#include "core/masks/mask_patches.h"
#include "core/rendering/blend_weights.h"

#include <algorithm>
#include <numeric>

namespace cleave {

namespace {

constexpr float faintest = 0.02f; ///< pixels; what fills less of a patch says nothing about it
/// Bytes of an entry in both of its lists.
constexpr std::size_t entryBytes = sizeof(MaskVotes::Entry) + sizeof(std::int32_t);

struct FoundEntry {
    std::int32_t primitive, patch;
    float weight;
};

/// What every primitive fills of the patches of one photo, by primitive and patch.
std::vector<FoundEntry> entriesInView(const View& view,
                                      const RadianceField& field,
                                      const MaskHierarchy& hierarchy,
                                      std::int32_t firstPatch) {
    kernels::BlendWeights weights = blendWeights(field, view.camera);
    kernels::addColumns(weights);
    std::vector<FoundEntry> found;
    std::vector<float> filled(static_cast<std::size_t>(hierarchy.patchCount), 0.0f);
    std::vector<std::int32_t> touched;
    for (std::int64_t column = 0; column < weights.columnPrimitives.count(); ++column) {
        for (std::int64_t i = weights.columnStarts(column); i < weights.columnStarts(column + 1);
             ++i) {
            const std::int32_t patch = hierarchy.patches.pixels[weights.columnRows(i)];
            float& sum = filled[static_cast<std::size_t>(patch)];
            if (sum == 0)
                touched.push_back(patch);
            sum += weights.columnWeights(i);
        }
        std::sort(touched.begin(), touched.end());
        for (std::int32_t patch : touched) {
            float& sum = filled[static_cast<std::size_t>(patch)];
            if (sum >= faintest)
                found.push_back({weights.columnPrimitives(column), firstPatch + patch, sum});
            sum = 0;
        }
        touched.clear();
    }
    return found;
}

void keepStrongest(std::vector<FoundEntry>& found, std::size_t limit) {
    if (found.size() <= limit)
        return;
    std::nth_element(found.begin(),
                     found.begin() + static_cast<std::ptrdiff_t>(limit),
                     found.end(),
                     [](const FoundEntry& a, const FoundEntry& b) { return a.weight > b.weight; });
    found.resize(limit);
}

void addMasksOf(const ViewMasks& view,
                std::int32_t index,
                std::int32_t firstPatch,
                MaskVotes& votes) {
    for (const auto& patches : masksAsPatches(view)) {
        for (const std::int32_t patch : patches)
            votes.maskPatches.push_back(firstPatch + patch);
        votes.maskStarts.push_back(static_cast<std::int32_t>(votes.maskPatches.size()));
        votes.viewOfMask.push_back(index);
    }
}

/// Sorts the photos' entries by primitive, and lists the primitives of every patch.
void arrange(const std::vector<std::vector<FoundEntry>>& found, MaskVotes& votes) {
    const auto patches = static_cast<std::size_t>(votes.patchCount());
    votes.entryStarts.assign(static_cast<std::size_t>(votes.primitiveCount) + 1, 0);
    votes.memberStarts.assign(patches + 1, 0);
    votes.areas.assign(patches, 0);
    for (const auto& view : found) {
        for (const FoundEntry& entry : view) {
            ++votes.entryStarts[static_cast<std::size_t>(entry.primitive) + 1];
            ++votes.memberStarts[static_cast<std::size_t>(entry.patch) + 1];
            votes.areas[static_cast<std::size_t>(entry.patch)] += entry.weight;
        }
    }
    std::partial_sum(votes.entryStarts.begin(), votes.entryStarts.end(), votes.entryStarts.begin());
    std::partial_sum(
        votes.memberStarts.begin(), votes.memberStarts.end(), votes.memberStarts.begin());
    votes.entries.resize(static_cast<std::size_t>(votes.entryStarts.back()));
    std::vector<std::int64_t> next(votes.entryStarts.begin(), votes.entryStarts.end() - 1);
    for (const auto& view : found)
        for (const FoundEntry& entry : view)
            votes.entries[static_cast<std::size_t>(
                next[static_cast<std::size_t>(entry.primitive)]++)] = {entry.patch, entry.weight};
    for (std::int64_t i = 0; i < votes.primitiveCount; ++i)
        std::sort(
            votes.entries.begin() + votes.entryStarts[static_cast<std::size_t>(i)],
            votes.entries.begin() + votes.entryStarts[static_cast<std::size_t>(i) + 1],
            [](const MaskVotes::Entry& a, const MaskVotes::Entry& b) { return a.patch < b.patch; });
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

MaskVotes gatherMaskVotes(const Dataset& dataset,
                          const RadianceField& field,
                          const MaskSet& masks,
                          std::int64_t memory,
                          Progress& progress) {
    MaskVotes votes;
    votes.primitiveCount = primitiveCount(field);
    votes.patchStarts.push_back(0);
    votes.maskStarts.push_back(0);
    for (const auto& [id, view] : masks.views) {
        if (view->hierarchy.patchCount < 2 || dataset.view(id).isTest)
            continue;
        const auto index = static_cast<std::int32_t>(votes.views.size());
        votes.views.push_back(id);
        addMasksOf(*view, index, votes.patchStarts.back(), votes);
        votes.patchStarts.push_back(votes.patchStarts.back() + view->hierarchy.patchCount);
        votes.viewOfPatch.resize(static_cast<std::size_t>(votes.patchStarts.back()), index);
    }
    if (votes.views.empty())
        throw missing(
            CLEAVE_TR("Methods", "no training photo has masks; make or import masks first"));

    const std::size_t limit =
        (static_cast<std::size_t>(memory) << 20) / (entryBytes * votes.views.size());
    std::vector<std::vector<FoundEntry>> found(votes.views.size());
    for (std::size_t v = 0; v < votes.views.size(); ++v) {
        progress.advance(static_cast<std::int64_t>(v), votes.viewCount());
        found[v] = entriesInView(dataset.view(votes.views[v]),
                                 field,
                                 masks.find(votes.views[v])->hierarchy,
                                 votes.patchStarts[v]);
        keepStrongest(found[v], limit);
    }
    arrange(found, votes);
    listHolders(votes);
    return votes;
}

} // namespace cleave
