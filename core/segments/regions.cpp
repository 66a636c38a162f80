// SPDX-License-Identifier: Apache-2.0
#include "core/segments/regions.h"

#include "kernels/clustering/merge_regions.h"

#include <algorithm>
#include <numeric>

namespace cleave {

namespace {

using kernels::Array;

constexpr float firstLimit = 0.001f; ///< 1 - cos

void measure(Regions& regions, std::int64_t count, const FeatureGraph& graph) {
    const std::int64_t dimensions = graph.features.size(1);
    regions.features = Array<float, 2>(count, dimensions);
    regions.masses = Array<float, 1>(count);
    for (std::int64_t i = 0; i < graph.nodeCount(); ++i) {
        const std::int32_t r = regions.ofNode(i);
        regions.masses(r) += 1;
        for (std::int64_t d = 0; d < dimensions; ++d)
            regions.features(r, d) +=
                (graph.features(i, d) - regions.features(r, d)) / regions.masses(r);
    }
}

/// Edges between what their ends are part of.
Array<std::int32_t, 2> contracted(const Array<std::int32_t, 2>& edges,
                                  const Array<std::int32_t, 1>& labels) {
    std::vector<std::uint64_t> pairs;
    pairs.reserve(static_cast<std::size_t>(edges.size(0)));
    for (std::int64_t e = 0; e < edges.size(0); ++e) {
        const auto [a, b] = std::minmax(labels(edges(e, 0)), labels(edges(e, 1)));
        if (a != b)
            pairs.push_back(static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint32_t>(b));
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    Array<std::int32_t, 2> result(pairs.size(), 2);
    for (std::size_t e = 0; e < pairs.size(); ++e) {
        result(e, 0) = static_cast<std::int32_t>(pairs[e] >> 32);
        result(e, 1) = static_cast<std::int32_t>(pairs[e]);
    }
    return result;
}

} // namespace

Regions
regionsOf(const FeatureGraph& graph, std::int64_t wanted, float mostDifferent, Progress& progress) {
    const std::int64_t nodes = graph.nodeCount();
    Regions regions;
    regions.ofNode = Array<std::int32_t, 1>(nodes);
    std::iota(regions.ofNode.begin(), regions.ofNode.end(), 0);
    regions.edges = graph.edges.clone();
    measure(regions, nodes, graph);
    for (float limit = firstLimit; regions.count() > wanted && limit < 2 * mostDifferent;
         limit *= 2) {
        progress.check();
        Array<std::int32_t, 1> labels(regions.count());
        const std::int64_t count = kernels::similarRegions(regions.features,
                                                           regions.masses,
                                                           regions.edges,
                                                           std::min(limit, mostDifferent),
                                                           labels);
        for (std::int32_t& region : regions.ofNode)
            region = labels(region);
        regions.edges = contracted(regions.edges, labels);
        measure(regions, count, graph);
    }
    return regions;
}

} // namespace cleave
