// SPDX-License-Identifier: Apache-2.0
#include "core/segments/feature_graph.h"

#include "kernels/base/parallel_for.h"
#include "kernels/neighbors/knn.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <tuple>

namespace cleave {

namespace {

using kernels::Array;
using kernels::Device;

constexpr int neighborCount = 10;
constexpr int smoothingRounds = 2;
constexpr float smoothingSharpness = 6; ///< how fast a neighbour's say falls with 1 - cos
constexpr float visibleOpacity = 0.1f;
constexpr float knownFeatureLength = 1e-3f;
constexpr float reachInSpacings = 4;   ///< neighbours lie within this many median spacings ...
constexpr float reachInExtents = 2.5f; ///< ... or this many of their own extents, whichever is more

float featureLength(const FeatureField& field, std::int64_t i) {
    float squared = 0;
    for (std::int64_t d = 0; d < field.dimensions(); ++d)
        squared += field.features(i, d) * field.features(i, d);
    return std::sqrt(squared);
}

bool hasPosition(const PrimitiveCloud& cloud, std::int64_t i) {
    return std::isfinite(cloud.positions(i, 0)) && std::isfinite(cloud.positions(i, 1)) &&
           std::isfinite(cloud.positions(i, 2));
}

/// By position, then feature: a total order but for exact twins, which are interchangeable.
void sortByPlace(std::vector<std::int64_t>& primitives,
                 const FeatureField& features,
                 const PrimitiveCloud& cloud) {
    const auto place = [&](std::int64_t i) {
        return std::tuple(cloud.positions(i, 0), cloud.positions(i, 1), cloud.positions(i, 2));
    };
    std::sort(primitives.begin(), primitives.end(), [&](std::int64_t a, std::int64_t b) {
        const auto x = place(a), y = place(b);
        if (x != y)
            return x < y;
        const float *f = &features.features(a, 0), *g = &features.features(b, 0);
        return std::memcmp(f, g, sizeof(float) * static_cast<std::size_t>(features.dimensions())) <
               0;
    });
}

Array<float, 2> positionsOf(const std::vector<std::int64_t>& primitives,
                            const PrimitiveCloud& cloud) {
    Array<float, 2> positions(primitives.size(), 3);
    for (std::size_t i = 0; i < primitives.size(); ++i)
        for (int c = 0; c < 3; ++c)
            positions(i, c) = cloud.positions(primitives[i], c);
    return positions;
}

/// Removes neighbours beyond reach.
void dropFar(Array<std::int32_t, 2>& neighbors,
             const Array<float, 2>& squared,
             const std::vector<std::int64_t>& from,
             const std::vector<std::int64_t>& to,
             const PrimitiveCloud& cloud,
             float spacing) {
    for (std::int64_t i = 0; i < neighbors.size(0); ++i)
        for (std::int64_t k = 0; k < neighbors.size(1); ++k) {
            std::int32_t& neighbor = neighbors(i, k);
            if (neighbor < 0)
                continue;
            const float extents = cloud.extents(from[static_cast<std::size_t>(i)]) +
                                  cloud.extents(to[static_cast<std::size_t>(neighbor)]);
            const float reach = std::max(reachInSpacings * spacing,
                                         std::isfinite(extents) ? reachInExtents * extents : 0.0f);
            if (!(squared(i, k) <= reach * reach))
                neighbor = -1;
        }
}

float medianSpacing(const Array<float, 2>& squared) {
    std::vector<float> distances;
    for (std::int64_t i = 0; i < squared.size(0); ++i)
        if (std::isfinite(squared(i, 0)))
            distances.push_back(
                std::sqrt(squared(i, std::min<std::int64_t>(3, squared.size(1) - 1))));
    std::erase_if(distances, [](float d) { return !std::isfinite(d); });
    if (distances.empty())
        return 0;
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return *middle;
}

Array<std::int32_t, 2> pairsOnce(const Array<std::int32_t, 2>& neighbors) {
    const auto lists = [&](std::int32_t i, std::int32_t j) {
        for (std::int64_t k = 0; k < neighbors.size(1); ++k)
            if (neighbors(i, k) == j)
                return true;
        return false;
    };
    std::vector<std::int32_t> pairs;
    for (std::int32_t i = 0; i < neighbors.size(0); ++i)
        for (std::int64_t k = 0; k < neighbors.size(1); ++k) {
            const std::int32_t j = neighbors(i, k);
            if (j < 0 || (j < i && lists(j, i)))
                continue;
            pairs.push_back(i);
            pairs.push_back(j);
        }
    Array<std::int32_t, 2> edges(pairs.size() / 2, 2);
    std::copy(pairs.begin(), pairs.end(), edges.begin());
    return edges;
}

/// One round of a mean over alike neighbours: noise of single primitives goes, borders stay.
Array<float, 2> smoothed(const FeatureGraph& graph, const PrimitiveCloud& cloud) {
    const Array<float, 2>& old = graph.features;
    const std::int64_t dimensions = old.size(1);
    Array<float, 2> result(old.size(0), dimensions);
    kernels::parallelFor<Device::Cpu>(old.size(0), [&](std::int64_t i) {
        float* sum = &result(i, 0);
        for (std::int64_t d = 0; d < dimensions; ++d)
            sum[d] = old(i, d) * cloud.opacities(graph.primitives[static_cast<std::size_t>(i)]);
        for (std::int64_t k = 0; k < graph.neighbors.size(1); ++k) {
            const std::int32_t j = graph.neighbors(i, k);
            if (j < 0)
                continue;
            float cosine = 0;
            for (std::int64_t d = 0; d < dimensions; ++d)
                cosine += old(i, d) * old(j, d);
            const float weight = cloud.opacities(graph.primitives[static_cast<std::size_t>(j)]) *
                                 std::exp(smoothingSharpness * (cosine - 1));
            for (std::int64_t d = 0; d < dimensions; ++d)
                sum[d] += weight * old(j, d);
        }
        float squared = 0;
        for (std::int64_t d = 0; d < dimensions; ++d)
            squared += sum[d] * sum[d];
        const float scale = squared > 0 ? 1 / std::sqrt(squared) : 0;
        for (std::int64_t d = 0; d < dimensions; ++d)
            sum[d] *= scale;
    });
    return result;
}

} // namespace

FeatureGraph
makeFeatureGraph(const FeatureField& features, const PrimitiveCloud& cloud, Progress& progress) {
    CLEAVE_ASSERT(features.count() == cloud.count());
    FeatureGraph graph;
    for (std::int64_t i = 0; i < cloud.count(); ++i) {
        if (!hasPosition(cloud, i))
            continue;
        const float length = featureLength(features, i);
        const bool isNode = cloud.opacities(i) >= visibleOpacity && length >= knownFeatureLength &&
                            std::isfinite(length);
        (isNode ? graph.primitives : graph.rest).push_back(i);
    }
    sortByPlace(graph.primitives, features, cloud);
    sortByPlace(graph.rest, features, cloud);
    progress.advance(0.1);

    const std::int64_t nodes = graph.nodeCount(),
                       rest = static_cast<std::int64_t>(graph.rest.size());
    const kernels::PointTree tree(positionsOf(graph.primitives, cloud));
    Array<float, 2> squared(nodes, neighborCount), restSquared(rest, neighborCount);
    graph.neighbors = Array<std::int32_t, 2>(nodes, neighborCount);
    graph.restNeighbors = Array<std::int32_t, 2>(rest, neighborCount);
    tree.nearestOthers(graph.neighbors, squared);
    progress.advance(0.5);
    tree.nearest(positionsOf(graph.rest, cloud), graph.restNeighbors, restSquared);
    const float spacing = medianSpacing(squared);
    dropFar(graph.neighbors, squared, graph.primitives, graph.primitives, cloud, spacing);
    dropFar(graph.restNeighbors, restSquared, graph.rest, graph.primitives, cloud, spacing);
    progress.advance(0.7);

    graph.features = Array<float, 2>(nodes, features.dimensions());
    kernels::parallelFor<Device::Cpu>(nodes, [&](std::int64_t i) {
        const std::int64_t primitive = graph.primitives[static_cast<std::size_t>(i)];
        const float scale = 1 / featureLength(features, primitive);
        for (std::int64_t d = 0; d < features.dimensions(); ++d)
            graph.features(i, d) = features.features(primitive, d) * scale;
    });
    for (int round = 0; round < smoothingRounds; ++round) {
        graph.features = smoothed(graph, cloud);
        progress.check();
    }
    graph.edges = pairsOnce(graph.neighbors);
    progress.advance(1.0);
    return graph;
}

} // namespace cleave
