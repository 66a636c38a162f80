// SPDX-License-Identifier: Apache-2.0
#include "core/selection/flood.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr int bucketCount = 4096;

int bucketOf(float value) {
    return std::clamp(static_cast<int>(value * (bucketCount - 1)), 0, bucketCount - 1);
}

} // namespace

FloodGraph::FloodGraph(const PrimitiveGraph& graph)
    : starts(static_cast<std::size_t>(graph.count()) + 1, 0) {
    const auto forEdges = [&](auto&& visit) {
        for (std::int64_t i = 0; i < graph.count(); ++i)
            for (std::int64_t k = 0; k < graph.neighborCount() && graph.neighbors(i, k) >= 0; ++k)
                visit(static_cast<std::int32_t>(i), graph.neighbors(i, k));
    };
    forEdges([&](std::int32_t a, std::int32_t b) {
        ++starts[static_cast<std::size_t>(a) + 1];
        ++starts[static_cast<std::size_t>(b) + 1];
    });
    for (std::size_t i = 1; i < starts.size(); ++i)
        starts[i] += starts[i - 1];
    others.resize(static_cast<std::size_t>(starts.back()));
    std::vector<std::int64_t> next(starts.begin(), starts.end() - 1);
    forEdges([&](std::int32_t a, std::int32_t b) {
        others[static_cast<std::size_t>(next[static_cast<std::size_t>(a)]++)] = b;
        others[static_cast<std::size_t>(next[static_cast<std::size_t>(b)]++)] = a;
    });
}

void floodFromSeeds(kernels::ArrayView<float, 1> values,
                    const FloodGraph& graph,
                    std::span<const std::int64_t> seeds,
                    float floor) {
    CLEAVE_ASSERT(graph.count() == values.size(0));
    std::vector<float> reached(static_cast<std::size_t>(values.size(0)), -1.0f);
    // Buckets of equal height stand in for a heap: linear time, and the order is settled.
    std::vector<std::vector<std::int32_t>> buckets(bucketCount);
    const auto reach = [&](std::int32_t primitive, float height) {
        float& best = reached[static_cast<std::size_t>(primitive)];
        if (height <= best || !(height >= floor))
            return;
        best = height;
        buckets[static_cast<std::size_t>(bucketOf(height))].push_back(primitive);
    };
    for (std::int64_t seed : seeds)
        reach(static_cast<std::int32_t>(seed), values(seed));
    for (int b = bucketCount - 1; b >= 0; --b) {
        std::vector<std::int32_t>& bucket = buckets[static_cast<std::size_t>(b)];
        for (std::size_t i = 0; i < bucket.size(); ++i) {
            const std::int32_t primitive = bucket[i];
            const float height = reached[static_cast<std::size_t>(primitive)];
            if (bucketOf(height) > b)
                continue; // reached again from higher up since
            for (std::int64_t e = graph.starts[static_cast<std::size_t>(primitive)];
                 e < graph.starts[static_cast<std::size_t>(primitive) + 1];
                 ++e) {
                const std::int32_t other = graph.others[static_cast<std::size_t>(e)];
                reach(other, std::min(height, values(other)));
            }
        }
    }
    for (std::int64_t i = 0; i < values.size(0); ++i) {
        const float best = reached[static_cast<std::size_t>(i)];
        values(i) = best >= 0 ? best : std::min(values(i), floor);
    }
}

} // namespace cleave
