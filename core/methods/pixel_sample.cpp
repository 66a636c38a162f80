// SPDX-License-Identifier: Apache-2.0
#include "core/methods/pixel_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

/// Pixels by patch: those of patch i are order[starts[i]] .. order[starts[i + 1]].
struct PixelsByPatch {
    std::vector<std::int64_t> starts;
    std::vector<std::int32_t> order;

    explicit PixelsByPatch(const MaskHierarchy& hierarchy)
        : starts(static_cast<std::size_t>(hierarchy.patchCount) + 1, 0)
        , order(hierarchy.patches.pixels.size()) {
        for (std::int32_t patch : hierarchy.patches.pixels)
            ++starts[static_cast<std::size_t>(patch) + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        std::vector<std::int64_t> next(starts.begin(), starts.end() - 1);
        for (std::size_t pixel = 0; pixel < order.size(); ++pixel) {
            const auto patch = static_cast<std::size_t>(hierarchy.patches.pixels[pixel]);
            order[static_cast<std::size_t>(next[patch]++)] = static_cast<std::int32_t>(pixel);
        }
    }

    std::int64_t size(int patch) const {
        return starts[static_cast<std::size_t>(patch) + 1] -
               starts[static_cast<std::size_t>(patch)];
    }
};

} // namespace

PixelSample samplePixels(const MaskHierarchy& hierarchy,
                         const PixelSampleParams& params,
                         std::mt19937_64& random) {
    PixelsByPatch byPatch(hierarchy);
    const int first = params.withBackground ? 0 : 1;
    std::int64_t total = 0;
    int patchesWithPixels = 0;
    for (int patch = first; patch < hierarchy.patchCount; ++patch) {
        total += byPatch.size(patch);
        patchesWithPixels += byPatch.size(patch) > 0;
    }
    PixelSample sample;
    if (total == 0)
        return sample;

    struct Drawn {
        std::int32_t pixel, patch;
        float share;
    };

    std::vector<Drawn> drawn;
    for (int patch = first; patch < hierarchy.patchCount; ++patch) {
        const std::int64_t size = byPatch.size(patch);
        if (size == 0)
            continue;
        const double wanted = params.count * ((1 - params.balance) * static_cast<double>(size) /
                                                  static_cast<double>(total) +
                                              params.balance / patchesWithPixels);
        // The fraction is drawn, so that thin shares are met on average.
        auto quota =
            static_cast<std::int64_t>(wanted + static_cast<double>(random() >> 11) * 0x1p-53);
        std::int32_t* pixels =
            byPatch.order.data() + byPatch.starts[static_cast<std::size_t>(patch)];
        if (!params.withReplacement)
            quota = std::min(quota, size);
        const float share = quota > 0 ? static_cast<float>(size) / static_cast<float>(quota) : 0;
        for (std::int64_t k = 0; k < quota; ++k) {
            const std::int64_t rest = params.withReplacement ? 0 : k;
            const auto pick = rest + static_cast<std::int64_t>(
                                         random() % static_cast<std::uint64_t>(size - rest));
            if (!params.withReplacement)
                std::swap(pixels[k], pixels[pick]);
            drawn.push_back({pixels[params.withReplacement ? pick : k], patch, share});
        }
    }
    std::sort(drawn.begin(), drawn.end(), [](const Drawn& a, const Drawn& b) {
        return a.pixel < b.pixel;
    });
    for (const Drawn& entry : drawn) {
        sample.pixels.push_back(entry.pixel);
        sample.patches.push_back(entry.patch);
        sample.shares.push_back(entry.share);
    }
    return sample;
}

} // namespace cleave
