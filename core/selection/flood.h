// SPDX-License-Identifier: Apache-2.0
// Similarity that follows surfaces: what is alike but stands apart (the other of two mugs) counts
// only as far as one gets there.
#pragma once

#include "core/features/primitive_graph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace cleave {

/// Neighbourhood in both directions, as compressed rows: a lone primitive has neighbours that do
/// not have it. Made once per field.
struct FloodGraph {
    std::vector<std::int64_t> starts; ///< [N + 1]
    std::vector<std::int32_t> others;

    FloodGraph() = default;
    explicit FloodGraph(const PrimitiveGraph& graph);

    std::int64_t count() const { return static_cast<std::int64_t>(starts.size()) - 1; }
};

/// Each value becomes the largest t for which a chain of neighbours, all of value t or more, leads
/// to it from a seed; so that values > t is, for every t, what hangs together with the seeds: a
/// slider needs no search. Not reached at `floor` or more: `floor` or the own value, whichever is
/// smaller. values [N] in [0, 1] in place.
void floodFromSeeds(kernels::ArrayView<float, 1> values,
                    const FloodGraph& graph,
                    std::span<const std::int64_t> seeds,
                    float floor);

} // namespace cleave
