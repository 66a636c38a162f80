// SPDX-License-Identifier: Apache-2.0
// Which sets of regions are things, and which of them lie inside which: the two ways of clustering
// features, seen alike by the tree that is cut from them.
#pragma once

#include "core/segments/build_tree.h"
#include "core/segments/regions.h"

#include <memory>

namespace cleave {

class ClusterHierarchy {
public:
    struct Cluster {
        std::int32_t id = -1; ///< to ask for what is inside
        double stability = 0; ///< [0, 1]
    };

    ClusterHierarchy() = default;
    ClusterHierarchy(const ClusterHierarchy&) = delete;
    ClusterHierarchy& operator=(const ClusterHierarchy&) = delete;
    virtual ~ClusterHierarchy() = default;

    /// The clusters inside `parent` (-1: the whole scene) at a level, 1 = objects, higher ones
    /// finer. Disjoint; they need not hold everything.
    virtual std::vector<Cluster> inside(std::int32_t parent, int level) const = 0;
    virtual std::vector<std::int32_t> regionsOf(std::int32_t cluster) const = 0;
};

/// Neighbouring regions merge by the angle between mean features; what persists is a cluster.
/// minimumMass: primitives of a cluster.
std::unique_ptr<ClusterHierarchy> mergingHierarchy(const Regions& regions,
                                                   double minimumMass,
                                                   const BuildTreeParams& params,
                                                   Progress& progress);

/// HDBSCAN over the features, wherever they lie, of the `mostPoints` heaviest regions.
std::unique_ptr<ClusterHierarchy> densityHierarchy(const Regions& regions,
                                                   double minimumMass,
                                                   std::int64_t mostPoints,
                                                   const BuildTreeParams& params,
                                                   Progress& progress);

} // namespace cleave
