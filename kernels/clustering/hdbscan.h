// SPDX-License-Identifier: Apache-2.0
// Hierarchical clustering by density (HDBSCAN: Campello, Moulavi, Sander 2013), exact, of points
// that may stand for several each, such as regions of alike primitives. The dendrogram of mutual
// reachability, its condensed tree, and the clusters that last.
#pragma once

#include "kernels/clustering/condensed_tree.h"

#include <functional>

namespace cleave::kernels {

struct HdbscanParams {
    double minimumSamples = 10; ///< mass within the core distance of a point, its own included
    double minimumMass = 10;    ///< of a cluster
    float closest = 1e-4f;      ///< distances below count as this one: persistence is 1 / distance
    /// Called now and then with the share done; may throw to stop.
    std::function<void(double)> progress = {};
};

struct HdbscanTree {
    std::vector<RegionMerge> merges; ///< N - 1, ascending; height = mutual reachability distance
    /// Heights and births are -1 / distance here, so that stability is HDBSCAN's: the sum over the
    /// mass of lambda at leaving less lambda at birth, lambda = 1 / distance. The first one is
    /// everything, born at 0; empty when all together weigh less than a cluster.
    std::vector<CondensedCluster> clusters;

    /// Distance at which a cluster comes apart from its sibling; infinity for everything.
    float birthDistance(std::int32_t cluster) const;
    /// Distance at which it splits in two; 0 where it does not.
    float splitDistance(std::int32_t cluster) const;
    /// How far above its birth a cluster's mass stays together: 1 - lambda of birth / mean lambda
    /// of leaving, [0, 1].
    double persistence(std::int32_t cluster) const;
};

/// features [N, D], Euclidean; masses [N] > 0: a point of mass m is m points in one place. Work
/// grows with N^2 D, memory with N D. Same bits for any number of threads.
HdbscanTree hdbscanTree(ArrayView<const float, 2> features,
                        ArrayView<const float, 1> masses,
                        const HdbscanParams& params);

/// Squared distance to where `minimumSamples` of mass is reached, the point itself included; 0
/// where it is heavy enough alone, the farthest point's where all together are not. core out [N].
void squaredCoreDistances(ArrayView<const float, 2> features,
                          ArrayView<const float, 1> masses,
                          double minimumSamples,
                          ArrayView<float, 1> core);

/// The most stable clusters below `root` (excluded), of which those that come apart only below
/// `selectionDistance` are taken together (Malzer, Baum 2020). Greater distances give coarser
/// choices: every cluster chosen at a smaller one lies inside one chosen at a greater one.
/// Ascending.
std::vector<std::int32_t>
lastingClusters(const HdbscanTree& tree, std::int32_t root, float selectionDistance);

/// labels out [N]: index into `chosen`, -1 for noise.
void labelClusters(const HdbscanTree& tree,
                   std::span<const std::int32_t> chosen,
                   ArrayView<std::int32_t, 1> labels);

} // namespace cleave::kernels
