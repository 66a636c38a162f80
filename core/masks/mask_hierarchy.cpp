// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_hierarchy.h"

#include <algorithm>
#include <numeric>

namespace cleave {

namespace {

using Runs = std::vector<PixelRun>;

std::int64_t areaOf(const Runs& runs) {
    std::int64_t area = 0;
    for (const PixelRun run : runs)
        area += run.end - run.begin;
    return area;
}

/// Ascending by area, ties in the given order.
std::vector<Runs> sortedByArea(std::span<const Mask> masks, int width, int height) {
    std::vector<std::int64_t> areas(masks.size());
    for (std::size_t i = 0; i < masks.size(); ++i) {
        CLEAVE_ASSERT(masks[i].region.width == width && masks[i].region.height == height);
        areas[i] = masks[i].region.area();
    }
    std::vector<std::size_t> order(masks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return areas[a] < areas[b];
    });
    std::vector<Runs> sorted;
    sorted.reserve(masks.size());
    for (const std::size_t index : order)
        if (areas[index] > 0)
            sorted.push_back(insideRuns(masks[index].region));
    return sorted;
}

/// What lies in a larger mask by more than nine tenths becomes wholly part of it; enlarged masks
/// count as enlarged when their own turn comes, but keep their place in the order.
void repairNesting(std::vector<Runs>& masks) {
    for (std::size_t m = 0; m < masks.size(); ++m) {
        const std::int64_t area = areaOf(masks[m]);
        for (std::size_t k = m + 1; k < masks.size(); ++k) {
            const std::int64_t shared = intersectionArea(masks[m], masks[k]);
            if (10 * shared > 9 * area && shared < area)
                masks[k] = unite(masks[m], masks[k]);
        }
    }
}

/// The set of masks that a group of pixels lies in: 64 masks a word, the smallest mask in the
/// topmost bit, so that comparing words compares as the published order does.
struct Membership {
    std::vector<std::uint64_t> words;

    bool contains(std::size_t mask) const { return (words[mask / 64] >> (63 - mask % 64)) & 1; }

    void add(std::size_t mask) { words[mask / 64] |= std::uint64_t{1} << (63 - mask % 64); }
};

/// Splits the pixels mask by mask: pixels of one label are in exactly the same masks so far.
struct Partition {
    std::vector<std::int32_t> labels; ///< column-major
    std::vector<Membership> members;  ///< by label
    std::vector<std::int64_t>
        counts; ///< pixels by label; a label whose pixels all moved on stays with 0
};

Partition partitionPixels(const std::vector<Runs>& masks, std::size_t pixelCount) {
    Partition partition;
    partition.labels.assign(pixelCount, 0);
    partition.members.push_back({std::vector<std::uint64_t>((masks.size() + 63) / 64, 0)});
    partition.counts.push_back(static_cast<std::int64_t>(pixelCount));
    std::vector<std::int32_t> insideLabel{-1}; // label -> its inside half for the current mask
    for (std::size_t m = 0; m < masks.size(); ++m) {
        std::vector<std::int32_t> touched;
        for (const PixelRun run : masks[m]) {
            for (std::uint32_t begin = run.begin; begin < run.end;) {
                const std::int32_t old = partition.labels[begin];
                std::uint32_t end = begin + 1;
                while (end < run.end && partition.labels[end] == old)
                    ++end;
                std::int32_t label = insideLabel[static_cast<std::size_t>(old)];
                if (label < 0) {
                    label = insideLabel[static_cast<std::size_t>(old)] =
                        static_cast<std::int32_t>(partition.members.size());
                    touched.push_back(old);
                    Membership membership = partition.members[static_cast<std::size_t>(old)];
                    membership.add(m);
                    partition.members.push_back(std::move(membership));
                    partition.counts.push_back(0);
                    insideLabel.push_back(-1);
                }
                std::fill(partition.labels.begin() + begin, partition.labels.begin() + end, label);
                partition.counts[static_cast<std::size_t>(old)] -= end - begin;
                partition.counts[static_cast<std::size_t>(label)] += end - begin;
                begin = end;
            }
        }
        for (const std::int32_t label : touched)
            insideLabel[static_cast<std::size_t>(label)] = -1;
    }
    return partition;
}

/// [P, P] masks shared by patches. A patch lies in few of all masks, so counting goes from its
/// masks to their patches.
std::vector<std::uint16_t> sharedMasks(const Partition& partition,
                                       const std::vector<std::int32_t>& order,
                                       std::size_t maskCount) {
    const std::size_t count = order.size();
    std::vector<std::vector<std::uint32_t>> masksOfPatch(count), patchesOfMask(maskCount);
    for (std::size_t patch = 0; patch < count; ++patch)
        for (std::size_t m = 0; m < maskCount; ++m)
            if (partition.members[static_cast<std::size_t>(order[patch])].contains(m)) {
                masksOfPatch[patch].push_back(static_cast<std::uint32_t>(m));
                patchesOfMask[m].push_back(static_cast<std::uint32_t>(patch));
            }
    std::vector<std::uint16_t> shared(count * count, 0);
    for (std::size_t patch = 0; patch < count; ++patch)
        for (const std::uint32_t m : masksOfPatch[patch])
            for (const std::uint32_t other : patchesOfMask[m])
                ++shared[patch * count + other];
    return shared;
}

} // namespace

MaskHierarchy buildMaskHierarchy(std::span<const Mask> masks, int width, int height) {
    std::vector<Runs> sorted = sortedByArea(masks, width, height);
    repairNesting(sorted);
    const Partition partition = partitionPixels(sorted, static_cast<std::size_t>(width) * height);

    // Patches in lexicographic order of their membership, the smallest mask most significant. Label
    // 0 is the background and comes first by itself; it keeps id 0 also where no pixel is left to
    // it.
    std::vector<std::int32_t> order{0};
    for (std::size_t label = 1; label < partition.members.size(); ++label)
        if (partition.counts[label] > 0)
            order.push_back(static_cast<std::int32_t>(label));
    std::sort(order.begin() + 1, order.end(), [&](std::int32_t a, std::int32_t b) {
        return partition.members[static_cast<std::size_t>(a)].words <
               partition.members[static_cast<std::size_t>(b)].words;
    });

    MaskHierarchy hierarchy;
    hierarchy.patchCount = static_cast<int>(order.size());
    std::vector<std::int32_t> patchOfLabel(partition.members.size(), 0);
    for (std::size_t patch = 0; patch < order.size(); ++patch)
        patchOfLabel[static_cast<std::size_t>(order[patch])] = static_cast<std::int32_t>(patch);

    hierarchy.patches = IdImage(width, height, 1);
    const std::int32_t* label = partition.labels.data();
    for (int x = 0; x < width; ++x)
        for (int y = 0; y < height; ++y)
            *hierarchy.patches.at(x, y) = patchOfLabel[static_cast<std::size_t>(*label++)];

    hierarchy.correlation = sharedMasks(partition, order, sorted.size());
    return hierarchy;
}

} // namespace cleave
