// SPDX-License-Identifier: Apache-2.0
#include "kernels/clustering/hdbscan.h"

#include "kernels/base/array.h"
#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/clustering/connected_components.h"
#include "kernels/clustering/hdbscan_simd.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cleave::kernels {

namespace {

constexpr std::int64_t joinGrain = 4096; ///< points of a chunk while the tree grows
constexpr std::int64_t coreGrain = 32;
constexpr std::int64_t joinsPerReport = 256;
constexpr float infinity = std::numeric_limits<float>::infinity();

std::int64_t padded(std::int64_t count) {
    return (count + pointBlock - 1) / pointBlock * pointBlock;
}

/// Points in blocks, so that a vector holds one coordinate of sixteen of them.
class PointBlocks {
public:
    explicit PointBlocks(ArrayView<const float, 2> features)
        : dimensions_(features.size(1))
        , blocks_(padded(features.size(0)) * dimensions_) {
        for (std::int64_t i = 0; i < features.size(0); ++i)
            for (std::int64_t d = 0; d < dimensions_; ++d)
                at(i, d) = features(i, d);
    }

    const float* data() const { return blocks_.data(); }

    std::int64_t dimensions() const { return dimensions_; }

    void copy(std::int64_t from, std::int64_t to) {
        for (std::int64_t d = 0; d < dimensions_; ++d)
            at(to, d) = at(from, d);
    }

private:
    float& at(std::int64_t point, std::int64_t d) {
        return blocks_((point / pointBlock * dimensions_ + d) * pointBlock + point % pointBlock);
    }

    std::int64_t dimensions_;
    Array<float, 1> blocks_;
};

/// Squared distance within which the mass of the nearest points reaches what is wanted.
float coreOf(const float* squared,
             ArrayView<const float, 1> masses,
             double wanted,
             std::vector<std::pair<float, float>>& nearest) {
    // A heap of the nearest points that are needed, the farthest of them on top.
    nearest.clear();
    double inside = 0;
    for (std::int64_t j = 0; j < masses.size(0); ++j) {
        if (inside >= wanted && !(squared[j] < nearest.front().first))
            continue;
        nearest.emplace_back(squared[j], masses(j));
        std::push_heap(nearest.begin(), nearest.end());
        inside += masses(j);
        while (inside - nearest.front().second >= wanted) {
            inside -= nearest.front().second;
            std::pop_heap(nearest.begin(), nearest.end());
            nearest.pop_back();
        }
    }
    return nearest.front().first;
}

struct TreeEdge {
    float squared;
    std::int32_t a, b;
};

/// Prim's algorithm over the complete graph; points that have joined are taken out of the arrays.
class SpanningTree {
public:
    SpanningTree(ArrayView<const float, 2> features, ArrayView<const float, 1> core)
        : features_(features)
        , core_(core)
        , blocks_(features)
        , openCores_(padded(features.size(0)))
        , best_(padded(features.size(0)))
        , from_(padded(features.size(0)))
        , ids_(static_cast<std::size_t>(features.size(0))) {
        std::iota(ids_.begin(), ids_.end(), 0);
        best_.fill(infinity);
        openCores_.fill(infinity); // what pads the last block is never the nearest
        std::copy(core.data(), core.data() + core.size(0), openCores_.begin());
    }

    std::vector<TreeEdge> grow(const std::function<void(double)>& progress) {
        std::vector<TreeEdge> edges;
        const auto count = static_cast<std::int64_t>(ids_.size());
        std::int32_t joined = take(0);
        while (!ids_.empty()) {
            const Nearest nearest = reachFrom(joined);
            const std::int32_t from = from_(nearest.place);
            joined = take(nearest.place);
            edges.push_back({nearest.squared, from, joined});
            if (progress && static_cast<std::int64_t>(edges.size()) % joinsPerReport == 0) {
                const double left =
                    1 - static_cast<double>(edges.size()) / static_cast<double>(count);
                progress(1 - left * left); // a step costs as much as there are points left
            }
        }
        return edges;
    }

private:
    Nearest reachFrom(std::int32_t joined) {
        const ReachJob job{.blocks = blocks_.data(),
                           .dimensions = blocks_.dimensions(),
                           .point = features_.data() + joined * features_.size(1),
                           .pointCore = core_(joined),
                           .pointId = joined,
                           .cores = openCores_.data(),
                           .best = best_.data(),
                           .from = from_.data()};
        const std::int64_t end = padded(static_cast<std::int64_t>(ids_.size()));
        found_.resize(static_cast<std::size_t>(chunkCount(end, joinGrain)));
        forChunks(end, joinGrain, [&](std::int64_t first, std::int64_t last, std::int64_t chunk) {
            found_[static_cast<std::size_t>(chunk)] = CLEAVE_SIMD_CALL(reach, job, first, last);
        });
        Nearest nearest = found_.front();
        for (const Nearest& other : found_)
            if (other.squared < nearest.squared)
                nearest = other;
        return nearest;
    }

    /// Takes the point at `place` out; the last one moves there.
    std::int32_t take(std::int64_t place) {
        const std::int32_t id = ids_[static_cast<std::size_t>(place)];
        const auto last = static_cast<std::int64_t>(ids_.size()) - 1;
        blocks_.copy(last, place);
        openCores_(place) = openCores_(last);
        best_(place) = best_(last);
        from_(place) = from_(last);
        ids_[static_cast<std::size_t>(place)] = ids_.back();
        ids_.pop_back();
        openCores_(last) = best_(last) = infinity;
        return id;
    }

    ArrayView<const float, 2> features_;
    ArrayView<const float, 1> core_;
    PointBlocks blocks_;
    Array<float, 1> openCores_, best_;
    Array<std::int32_t, 1> from_;
    std::vector<std::int32_t> ids_; ///< of the points that have not joined yet
    std::vector<Nearest> found_;
};

std::vector<RegionMerge> dendrogram(std::vector<TreeEdge> edges, ArrayView<const float, 1> masses) {
    std::stable_sort(edges.begin(), edges.end(), [](const TreeEdge& x, const TreeEdge& y) {
        return x.squared < y.squared;
    });
    const std::int64_t count = masses.size(0);
    DisjointSets sets(count);
    std::vector<std::int32_t> nodes(static_cast<std::size_t>(count));
    std::iota(nodes.begin(), nodes.end(), 0);
    std::vector<RegionMerge> merges;
    const auto massOf = [&](std::int32_t node) {
        return node < count ? masses(node) : merges[static_cast<std::size_t>(node - count)].mass;
    };
    for (const TreeEdge& edge : edges) {
        const std::int32_t a = nodes[static_cast<std::size_t>(sets.find(edge.a))],
                           b = nodes[static_cast<std::size_t>(sets.find(edge.b))];
        sets.join(edge.a, edge.b);
        nodes[static_cast<std::size_t>(sets.find(edge.a))] =
            static_cast<std::int32_t>(count + static_cast<std::int64_t>(merges.size()));
        merges.push_back(
            {std::min(a, b), std::max(a, b), std::sqrt(edge.squared), massOf(a) + massOf(b)});
    }
    return merges;
}

} // namespace

float HdbscanTree::birthDistance(std::int32_t cluster) const {
    const float birth = clusters[static_cast<std::size_t>(cluster)].birth;
    return birth < 0 ? -1 / birth : infinity;
}

float HdbscanTree::splitDistance(std::int32_t cluster) const {
    const float death = clusters[static_cast<std::size_t>(cluster)].death;
    return death < 0 ? -1 / death : 0;
}

double HdbscanTree::persistence(std::int32_t cluster) const {
    const CondensedCluster& c = clusters[static_cast<std::size_t>(cluster)];
    const double above = c.stability / c.mass;
    return above > 0 ? above / (above - c.birth) : 0;
}

void squaredCoreDistances(ArrayView<const float, 2> features,
                          ArrayView<const float, 1> masses,
                          double minimumSamples,
                          ArrayView<float, 1> core) {
    const std::int64_t count = features.size(0);
    requireShape(masses, {count}, "masses");
    requireShape(core, {count}, "core");
    requireCpu(deviceOf(features, masses, core), "squaredCoreDistances");
    const PointBlocks blocks(features);
    forChunks(count, coreGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        std::vector<float> squared(static_cast<std::size_t>(padded(count)));
        std::vector<std::pair<float, float>> nearest;
        for (std::int64_t i = begin; i < end; ++i) {
            if (masses(i) >= minimumSamples) {
                core(i) = 0;
                continue;
            }
            CLEAVE_SIMD_CALL(squaredDistances,
                             blocks.data(),
                             blocks.dimensions(),
                             features.data() + i * features.size(1),
                             0,
                             padded(count),
                             squared.data());
            core(i) = coreOf(squared.data(), masses, minimumSamples, nearest);
        }
    });
}

HdbscanTree hdbscanTree(ArrayView<const float, 2> features,
                        ArrayView<const float, 1> masses,
                        const HdbscanParams& params) {
    CLEAVE_ASSERT(params.closest > 0 && params.minimumMass > 0);
    requireShape(masses, {features.size(0)}, "masses");
    HdbscanTree tree;
    if (features.size(0) == 0)
        return tree;
    Array<float, 1> core(features.size(0));
    squaredCoreDistances(features, masses, params.minimumSamples, core);
    tree.merges = dendrogram(SpanningTree(features, core).grow(params.progress), masses);

    const auto persisting = [&](float distance) { return -1 / std::max(distance, params.closest); };
    std::vector<RegionMerge> merges = tree.merges;
    for (RegionMerge& merge : merges)
        merge.height = persisting(merge.height);
    std::vector<float> leaves;
    for (const float squared : core)
        leaves.push_back(persisting(std::sqrt(squared)));
    tree.clusters = condenseTree(masses, merges, params.minimumMass, 0, leaves);
    return tree;
}

std::vector<std::int32_t>
lastingClusters(const HdbscanTree& tree, std::int32_t root, float selectionDistance) {
    std::vector<std::int32_t> chosen;
    for (std::int32_t cluster : mostStableClusters(tree.clusters, root)) {
        for (std::int32_t up = tree.clusters[static_cast<std::size_t>(cluster)].parent;
             tree.birthDistance(cluster) < selectionDistance && up != root && up >= 0;
             up = tree.clusters[static_cast<std::size_t>(cluster)].parent)
            cluster = up;
        chosen.push_back(cluster);
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    // One that was taken together may hold another that was not.
    std::vector<std::int32_t> outermost;
    for (const std::int32_t cluster : chosen) {
        std::int32_t up = tree.clusters[static_cast<std::size_t>(cluster)].parent;
        while (up >= 0 && !std::binary_search(chosen.begin(), chosen.end(), up))
            up = tree.clusters[static_cast<std::size_t>(up)].parent;
        if (up < 0)
            outermost.push_back(cluster);
    }
    return outermost;
}

void labelClusters(const HdbscanTree& tree,
                   std::span<const std::int32_t> chosen,
                   ArrayView<std::int32_t, 1> labels) {
    std::fill(labels.data(), labels.data() + labels.size(0), -1);
    for (std::size_t c = 0; c < chosen.size(); ++c)
        for (const std::int32_t leaf :
             leavesUnder(tree.clusters[static_cast<std::size_t>(chosen[c])].node,
                         labels.size(0),
                         tree.merges))
            labels(leaf) = static_cast<std::int32_t>(c);
}

} // namespace cleave::kernels
