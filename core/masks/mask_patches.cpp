// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_patches.h"

#include <algorithm>

namespace cleave {

namespace {

std::vector<std::vector<std::int32_t>> patchesOfMasks(const ViewMasks& view) {
    const IdImage& patches = view.hierarchy.patches;
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(view.hierarchy.patchCount), 0);
    for (const std::int32_t patch : patches.pixels)
        ++sizes[static_cast<std::size_t>(patch)];
    std::vector<std::vector<std::int32_t>> result;
    std::vector<std::int64_t> inside(sizes.size(), 0);
    for (const Mask& mask : view.masks) {
        std::fill(inside.begin(), inside.end(), 0);
        for (const PixelRun run : insideRuns(mask.region)) {
            for (std::uint32_t i = run.begin; i < run.end; ++i) {
                const auto column = static_cast<int>(i) / patches.height,
                           row = static_cast<int>(i) % patches.height;
                ++inside[static_cast<std::size_t>(*patches.at(column, row))];
            }
        }
        std::vector<std::int32_t>& found = result.emplace_back();
        for (std::size_t p = 1; p < inside.size(); ++p)
            if (2 * inside[p] > sizes[p])
                found.push_back(static_cast<std::int32_t>(p));
    }
    return result;
}

std::vector<std::vector<std::int32_t>> masksFromHierarchy(const MaskHierarchy& hierarchy) {
    std::vector<std::vector<std::int32_t>> result;
    for (int p = 1; p < hierarchy.patchCount; ++p) {
        std::vector<std::int32_t>& found = result.emplace_back();
        for (int q = 1; q < hierarchy.patchCount; ++q)
            if (hierarchy.shared(p, q) == hierarchy.shared(p, p) && hierarchy.shared(p, p) > 0)
                found.push_back(q);
    }
    return result;
}

} // namespace

std::vector<std::vector<std::int32_t>> masksAsPatches(const ViewMasks& view) {
    std::vector<std::vector<std::int32_t>> masks =
        view.masks.empty() ? masksFromHierarchy(view.hierarchy) : patchesOfMasks(view);
    std::erase_if(masks, [](const auto& patches) { return patches.empty(); });
    std::sort(masks.begin(), masks.end());
    masks.erase(std::unique(masks.begin(), masks.end()), masks.end());
    return masks;
}

} // namespace cleave
