// SPDX-License-Identifier: Apache-2.0
// The primitives that a tree is built from, as a graph: the visible ones that carry a feature,
// joined to near neighbours.
#pragma once

#include "core/base/progress.h"
#include "core/features/feature_field.h"
#include "core/field/primitive_cloud.h"
#include "kernels/base/array.h"

#include <cstdint>
#include <vector>

namespace cleave {

struct FeatureGraph {
    /// [M] primitive of each graph node. Nodes are sorted by position, so that nothing built on the
    /// graph depends on the order in which the field stores its primitives.
    std::vector<std::int64_t> primitives;
    kernels::Array<float, 2> features; ///< [M, D] unit length, smoothed over alike neighbours
    kernels::Array<std::int32_t, 2>
        neighbors; ///< [M, k] nodes, nearest first, -1 where none is near enough
    kernels::Array<std::int32_t, 2> edges; ///< [E, 2] each neighbour pair once
    /// [R] the other primitives (transparent, or never seen by a mask) in the order of position,
    /// and [R, k] the nodes around them.
    std::vector<std::int64_t> rest;
    kernels::Array<std::int32_t, 2> restNeighbors;

    std::int64_t nodeCount() const { return static_cast<std::int64_t>(primitives.size()); }
};

/// Throws BrokenPromise when features and cloud differ in count.
FeatureGraph
makeFeatureGraph(const FeatureField& features, const PrimitiveCloud& cloud, Progress& progress);

} // namespace cleave
