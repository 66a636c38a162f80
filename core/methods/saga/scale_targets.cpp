// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/scale_targets.h"

#include <algorithm>
#include <numeric>

namespace cleave {

namespace {

constexpr std::size_t drawnMasks = 8;

double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

/// The smallest mask that holds both patches; -1: none.
int lastShared(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
    auto x = a.rbegin(), y = b.rbegin();
    while (x != a.rend() && y != b.rend()) {
        if (*x == *y)
            return *x;
        *x > *y ? ++x : ++y;
    }
    return -1;
}

} // namespace

std::vector<SampledScale>
sampleScales(std::span<const double> scales, double largest, std::mt19937_64& random) {
    CLEAVE_ASSERT(!scales.empty());
    const int last = static_cast<int>(scales.size()) - 1;
    const auto below =
        std::find_if(scales.begin(), scales.end(), [&](double scale) { return scale < largest; });
    const double bound = below == scales.end() ? 0 : *below;
    std::vector<SampledScale> sampled;
    const double top = largest * (1 + uniform(random));
    sampled.push_back({top - (top - bound) * uniform(random), -1});

    std::vector<int> order(scales.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = 0; i < std::min(drawnMasks, order.size()); ++i) {
        std::swap(order[i], order[i + random() % (order.size() - i)]);
        const auto mask = static_cast<std::size_t>(order[i]);
        const double next = order[i] == last ? 0 : scales[mask + 1];
        sampled.push_back({scales[mask] - (scales[mask] - next) * uniform(random), order[i]});
    }
    sampled.push_back({scales.back() * (1 - uniform(random)), last});
    return sampled;
}

kernels::Array<std::uint16_t, 2> scaleTargets(const ScaledMasks& masks,
                                              std::span<const SampledScale> scales) {
    CLEAVE_ASSERT(scales.size() <= 16);
    const std::int32_t patches = masks.patchCount();
    // The smallest mask not smaller than the scale, per scale and patch.
    kernels::Array<std::int32_t, 2> bounds(patches, scales.size());
    for (std::int32_t p = 0; p < patches; ++p)
        for (std::size_t k = 0; k < scales.size(); ++k) {
            const auto& held = masks.masksOf[static_cast<std::size_t>(p)];
            const auto above = std::upper_bound(held.begin(), held.end(), scales[k].mask);
            bounds(p, k) = above == held.begin() ? -1 : *(above - 1);
        }
    kernels::Array<std::uint16_t, 2> related(patches, patches);
    for (std::int32_t p = 0; p < patches; ++p)
        for (std::int32_t q = 0; q <= p; ++q) {
            const int shared = lastShared(masks.masksOf[static_cast<std::size_t>(p)],
                                          masks.masksOf[static_cast<std::size_t>(q)]);
            unsigned bits = 0;
            for (std::size_t k = 0; k < scales.size(); ++k) {
                const bool same = bounds(p, k) >= 0 && bounds(p, k) == bounds(q, k);
                bits |= static_cast<unsigned>(same || shared > scales[k].mask) << k;
            }
            related(p, q) = related(q, p) = static_cast<std::uint16_t>(bits);
        }
    return related;
}

kernels::Array<double, 2> pairWeights(const ScaledMasks& masks,
                                      std::span<const std::int64_t> used) {
    const std::int32_t patches = masks.patchCount();
    CLEAVE_ASSERT(static_cast<std::int32_t>(used.size()) == patches);
    std::vector<double> sizes(static_cast<std::size_t>(patches), 0.0);
    double largest = 0, smallest = 0;
    for (std::size_t p = 0; p < sizes.size(); ++p) {
        const auto& held = masks.masksOf[p];
        for (const std::int32_t mask : held)
            sizes[p] += masks.areas[static_cast<std::size_t>(mask)];
        sizes[p] /= static_cast<double>(held.size()) + 1e-9;
        if (used[p] == 0 || !(sizes[p] > 0))
            continue;
        largest = std::max(largest, sizes[p]);
        smallest = smallest > 0 ? std::min(smallest, sizes[p]) : sizes[p];
    }
    kernels::Array<double, 2> weights(patches, patches);
    const double range = smallest > 0 ? largest * largest / (smallest * smallest) - 1 : 0;
    for (std::int32_t p = 0; p < patches; ++p)
        for (std::int32_t q = 0; q < patches; ++q) {
            const double product =
                sizes[static_cast<std::size_t>(p)] * sizes[static_cast<std::size_t>(q)];
            const double ratio = product > 0 ? std::max(1.0, largest * largest / product) : 1;
            weights(p, q) = range > 0 ? std::min(10.0, 9 * (ratio - 1) / range + 1) : 1;
        }
    return weights;
}

} // namespace cleave
