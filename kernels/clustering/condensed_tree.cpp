// SPDX-License-Identifier: Apache-2.0
#include "kernels/clustering/condensed_tree.h"

#include "kernels/base/check.h"

#include <algorithm>

namespace cleave::kernels {

namespace {

class Condenser {
public:
    Condenser(ArrayView<const float, 1> masses,
              std::span<const RegionMerge> merges,
              double minimumMass,
              std::span<const float> leafHeights)
        : masses_(masses)
        , merges_(merges)
        , minimumMass_(minimumMass)
        , leafHeights_(leafHeights) {}

    std::vector<CondensedCluster> run(float topBirth) {
        const std::int64_t nodeCount = masses_.size(0) + static_cast<std::int64_t>(merges_.size());
        std::vector<bool> isTop(static_cast<std::size_t>(nodeCount), true);
        for (const RegionMerge& merge : merges_)
            isTop[static_cast<std::size_t>(merge.a)] = isTop[static_cast<std::size_t>(merge.b)] =
                false;
        for (std::int32_t node = 0; node < nodeCount; ++node)
            if (isTop[static_cast<std::size_t>(node)] && mass(node) >= minimumMass_)
                open(node, -1, std::max(topBirth, height(node)));
        // open() appends, so this walks parents before children without recursion: chains may be
        // long.
        for (std::size_t c = 0; c < clusters_.size(); ++c)
            follow(static_cast<std::int32_t>(c));
        return std::move(clusters_);
    }

private:
    double mass(std::int32_t node) const {
        return node < masses_.size(0)
                   ? masses_(node)
                   : merges_[static_cast<std::size_t>(node - masses_.size(0))].mass;
    }

    float height(std::int32_t node) const {
        if (node >= masses_.size(0))
            return merges_[static_cast<std::size_t>(node - masses_.size(0))].height;
        return leafHeights_.empty() ? 0 : leafHeights_[static_cast<std::size_t>(node)];
    }

    void open(std::int32_t node, std::int32_t parent, float birth) {
        CondensedCluster cluster;
        cluster.node = node;
        cluster.parent = parent;
        cluster.birth = birth;
        cluster.mass = mass(node);
        if (parent >= 0)
            clusters_[static_cast<std::size_t>(parent)].children.push_back(
                static_cast<std::int32_t>(clusters_.size()));
        clusters_.push_back(std::move(cluster));
    }

    void follow(std::int32_t index) {
        const float birth = clusters_[static_cast<std::size_t>(index)].birth;
        std::int32_t node = clusters_[static_cast<std::size_t>(index)].node;
        double stability = 0;
        while (node >= masses_.size(0)) {
            const RegionMerge& merge = merges_[static_cast<std::size_t>(node - masses_.size(0))];
            const bool keepsA = mass(merge.a) >= minimumMass_,
                       keepsB = mass(merge.b) >= minimumMass_;
            if (keepsA && keepsB) {
                clusters_[static_cast<std::size_t>(index)].death = merge.height;
                open(merge.a, index, merge.height);
                open(merge.b, index, merge.height);
            }
            if (keepsA == keepsB)
                break;
            const std::int32_t fragment = keepsA ? merge.b : merge.a;
            stability += static_cast<double>(birth - merge.height) * mass(fragment);
            node = keepsA ? merge.a : merge.b;
        }
        stability += static_cast<double>(birth - height(node)) * mass(node);
        clusters_[static_cast<std::size_t>(index)].stability = stability;
    }

    ArrayView<const float, 1> masses_;
    std::span<const RegionMerge> merges_;
    double minimumMass_;
    std::span<const float> leafHeights_;
    std::vector<CondensedCluster> clusters_;
};

} // namespace

std::vector<CondensedCluster> condenseTree(ArrayView<const float, 1> masses,
                                           std::span<const RegionMerge> merges,
                                           double minimumMass,
                                           float topBirth,
                                           std::span<const float> leafHeights) {
    CLEAVE_ASSERT(minimumMass > 0);
    CLEAVE_ASSERT(leafHeights.empty() ||
                  static_cast<std::int64_t>(leafHeights.size()) == masses.size(0));
    return Condenser(masses, merges, minimumMass, leafHeights).run(topBirth);
}

std::vector<std::int32_t> mostStableClusters(std::span<const CondensedCluster> clusters,
                                             std::int32_t root) {
    std::vector<double> best(clusters.size());
    std::vector<bool> splits(clusters.size());
    for (std::size_t c = clusters.size(); c-- > 0;) {
        double below = 0;
        for (const std::int32_t child : clusters[c].children)
            below += best[static_cast<std::size_t>(child)];
        splits[c] = !clusters[c].children.empty() && below > clusters[c].stability;
        best[c] = splits[c] ? below : clusters[c].stability;
    }
    std::vector<std::int32_t> pending, chosen;
    if (root >= 0)
        pending = clusters[static_cast<std::size_t>(root)].children;
    else
        for (std::size_t c = 0; c < clusters.size(); ++c)
            if (clusters[c].parent < 0)
                pending.push_back(static_cast<std::int32_t>(c));
    while (!pending.empty()) {
        const auto c = static_cast<std::size_t>(pending.back());
        pending.pop_back();
        if (splits[c])
            pending.insert(pending.end(), clusters[c].children.begin(), clusters[c].children.end());
        else
            chosen.push_back(static_cast<std::int32_t>(c));
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<std::int32_t>
leavesUnder(std::int32_t node, std::int64_t leafCount, std::span<const RegionMerge> merges) {
    std::vector<std::int32_t> pending = {node}, leaves;
    while (!pending.empty()) {
        const std::int32_t current = pending.back();
        pending.pop_back();
        if (current < leafCount) {
            leaves.push_back(current);
            continue;
        }
        const RegionMerge& merge = merges[static_cast<std::size_t>(current - leafCount)];
        pending.push_back(merge.a);
        pending.push_back(merge.b);
    }
    std::sort(leaves.begin(), leaves.end());
    return leaves;
}

} // namespace cleave::kernels
