// SPDX-License-Identifier: Apache-2.0
// From a dendrogram to the few clusters that matter: joins with fragments are no splits, and a
// cluster is worth what it persists, as in HDBSCAN (Campello, Moulavi, Sander 2013: condensed tree,
// stability, excess of mass), here over dissimilarities.
#pragma once

#include "kernels/clustering/merge_regions.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave::kernels {

struct CondensedCluster {
    std::int32_t parent = -1; ///< cluster, -1: the top of a connected component
    std::int32_t node = 0;    ///< dendrogram node that holds all its members
    float birth = 0;          ///< height of the join that ends it when going up
    float death = 0;          ///< height of its own split into two clusters; 0 for a leaf
    double mass = 0;
    double stability = 0; ///< sum over its mass of (birth - height at which that mass leaves it)
    std::vector<std::int32_t> children; ///< clusters; none or two
};

/// A parent comes before its children. masses [R] of the leaves; minimumMass: what a cluster weighs
/// at least (components below it give no cluster); topBirth: height at which whole components end;
/// leafHeights [R]: height at which a leaf itself falls apart, none: 0.
std::vector<CondensedCluster> condenseTree(ArrayView<const float, 1> masses,
                                           std::span<const RegionMerge> merges,
                                           double minimumMass,
                                           float topBirth,
                                           std::span<const float> leafHeights = {});

/// The antichain with the greatest summed stability among the clusters below `root` (root itself
/// excluded; -1: all tops and what is below them). Ascending indices.
std::vector<std::int32_t> mostStableClusters(std::span<const CondensedCluster> clusters,
                                             std::int32_t root);

/// Leaves (regions) under a dendrogram node, ascending.
std::vector<std::int32_t>
leavesUnder(std::int32_t node, std::int64_t leafCount, std::span<const RegionMerge> merges);

} // namespace cleave::kernels
