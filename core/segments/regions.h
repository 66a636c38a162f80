// SPDX-License-Identifier: Apache-2.0
// Small regions of alike neighbouring primitives, so that clustering works on thousands of things
// instead of millions.
#pragma once

#include "core/segments/feature_graph.h"

namespace cleave {

struct Regions {
    kernels::Array<std::int32_t, 1> ofNode; ///< [M] region of each graph node
    kernels::Array<float, 2> features;      ///< [R, D] means
    kernels::Array<float, 1> masses;        ///< [R] primitives
    kernels::Array<std::int32_t, 2> edges;  ///< [E, 2] neighbours, each pair once

    std::int64_t count() const { return masses.count(); }
};

/// Every node a region of its own where there are no more than `wanted`; else neighbours join, most
/// alike first and as far as needed, while their means differ by at most 1 - cos = `mostDifferent`.
Regions
regionsOf(const FeatureGraph& graph, std::int64_t wanted, float mostDifferent, Progress& progress);

} // namespace cleave
