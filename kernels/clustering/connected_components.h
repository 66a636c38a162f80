// SPDX-License-Identifier: Apache-2.0
// Connected components of an undirected graph, and the union-find forest that merging algorithms
// share.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>
#include <vector>

namespace cleave::kernels {

/// Disjoint sets of [0, count). The smallest member represents its set, so answers do not depend on
/// the order of joins.
class DisjointSets {
public:
    explicit DisjointSets(std::int64_t count);

    std::int64_t find(std::int64_t node);
    /// False when both were in one set already.
    bool join(std::int64_t a, std::int64_t b);
    /// Members of the set that holds `node`.
    std::int64_t sizeOf(std::int64_t node);

private:
    std::vector<std::int32_t> parents_;
    std::vector<std::int32_t> sizes_;
};

/// edges [E, 2] node indices in [0, N), pairs with a negative entry are skipped; labels out [N],
/// numbered from 0 in the order of each component's smallest node. Returns the number of
/// components.
std::int64_t connectedComponents(ArrayView<const std::int32_t, 2> edges,
                                 ArrayView<std::int32_t, 1> labels);

} // namespace cleave::kernels
