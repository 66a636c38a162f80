// SPDX-License-Identifier: Apache-2.0
#include "kernels/clustering/connected_components.h"

#include "kernels/base/dispatch.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace cleave::kernels {

DisjointSets::DisjointSets(std::int64_t count)
    : parents_(static_cast<std::size_t>(count))
    , sizes_(static_cast<std::size_t>(count), 1) {
    CLEAVE_ASSERT(count <= std::numeric_limits<std::int32_t>::max());
    std::iota(parents_.begin(), parents_.end(), 0);
}

std::int64_t DisjointSets::find(std::int64_t node) {
    auto current = static_cast<std::int32_t>(node);
    while (parents_[static_cast<std::size_t>(current)] != current) {
        std::int32_t& parent = parents_[static_cast<std::size_t>(current)];
        parent = parents_[static_cast<std::size_t>(parent)];
        current = parent;
    }
    return current;
}

bool DisjointSets::join(std::int64_t a, std::int64_t b) {
    std::int64_t low = find(a), high = find(b);
    if (low == high)
        return false;
    if (low > high)
        std::swap(low, high);
    parents_[static_cast<std::size_t>(high)] = static_cast<std::int32_t>(low);
    sizes_[static_cast<std::size_t>(low)] += sizes_[static_cast<std::size_t>(high)];
    return true;
}

std::int64_t DisjointSets::sizeOf(std::int64_t node) {
    return sizes_[static_cast<std::size_t>(find(node))];
}

std::int64_t connectedComponents(ArrayView<const std::int32_t, 2> edges,
                                 ArrayView<std::int32_t, 1> labels) {
    requireShape(edges, {-1, 2}, "edges");
    requireCpu(deviceOf(edges, labels), "connectedComponents");
    const std::int64_t nodeCount = labels.size(0);
    DisjointSets sets(nodeCount);
    for (std::int64_t e = 0; e < edges.size(0); ++e) {
        const std::int64_t a = edges(e, 0), b = edges(e, 1);
        if (a < 0 || b < 0)
            continue;
        CLEAVE_ASSERT(a < nodeCount && b < nodeCount);
        sets.join(a, b);
    }
    // A representative is its set's smallest node, so it gets its number before any other member
    // asks for it.
    std::int32_t componentCount = 0;
    for (std::int64_t i = 0; i < nodeCount; ++i) {
        const std::int64_t representative = sets.find(i);
        labels(i) = representative == i ? componentCount++ : labels(representative);
    }
    return componentCount;
}

} // namespace cleave::kernels
