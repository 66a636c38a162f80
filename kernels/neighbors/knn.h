// SPDX-License-Identifier: Apache-2.0
// Nearest neighbours and radius queries among 3D points, by a balanced k-d tree: captured scenes
// mix dense objects with a few far outliers, on which a uniform grid degenerates.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>

namespace cleave::kernels {

/// Built once, then asked from any number of threads. Answers do not depend on the number of
/// threads.
class PointTree {
public:
    /// positions [N, 3] scene units, finite; copied.
    explicit PointTree(ArrayView<const float, 2> positions);

    std::int64_t count() const { return count_; }

    /// The k points nearest to each query, nearest first, equal distances by index; the point at
    /// distance 0 included. queries [M, 3]; indices out [M, k], -1 where there are fewer than k
    /// points; squaredDistances out [M, k], infinity there.
    void nearest(ArrayView<const float, 2> queries,
                 ArrayView<std::int32_t, 2> indices,
                 ArrayView<float, 2> squaredDistances) const;

    /// The k other points nearest to each point of the tree itself (a point is no neighbour of
    /// itself, an equal twin is). indices out [N, k], squaredDistances out [N, k], as above.
    void nearestOthers(ArrayView<std::int32_t, 2> indices,
                       ArrayView<float, 2> squaredDistances) const;

    /// How many points lie within `radius` (inclusive, scene units) of each query [M, 3]; counts
    /// out [M].
    void countWithin(ArrayView<const float, 2> queries,
                     float radius,
                     ArrayView<std::int32_t, 1> counts) const;

    /// Those points, ascending. offsets [M + 1]: running sums of countWithin's counts; indices out
    /// [offsets[M]].
    void listWithin(ArrayView<const float, 2> queries,
                    float radius,
                    ArrayView<const std::int64_t, 1> offsets,
                    ArrayView<std::int32_t, 1> indices) const;

    /// Calls visit(index, squaredDistance) for the points within `radius` of (x, y, z), in the
    /// tree's order.
    template <class Visit>
    void visitWithin(float x, float y, float z, float radius, Visit&& visit) const;

private:
    struct Node {
        float split; ///< left: coordinate <= split, right: >= split
        std::int32_t axis;
    };

    struct Range {
        std::int32_t node, begin, end;
    };

    static constexpr int leafSize = 12;
    static constexpr int maxDepth = 32;

    void splitLevel(int level, ArrayView<const float, 2> positions);
    template <bool ExcludeSelf>
    void search(const float* query,
                std::int32_t self,
                std::int32_t* indices,
                float* squaredDistances,
                int k) const;

    std::int64_t count_ = 0;
    int depth_ = 0;                ///< levels of inner nodes; leaves are the nodes of level depth_
    Array<Node, 1> nodes_;         ///< heap order: children of n are 2n + 1 and 2n + 2
    Array<std::int32_t, 1> order_; ///< [N] point at each place of the tree
    Array<float, 2> coordinates_;  ///< [3, N] in the tree's order
};

template <class Visit>
void PointTree::visitWithin(float x, float y, float z, float radius, Visit&& visit) const {
    if (count_ == 0 || !(radius >= 0))
        return;
    const float query[3] = {x, y, z};
    const float limit = radius * radius;
    Range stack[maxDepth + 1];
    int top = 0;
    stack[top++] = {0, 0, static_cast<std::int32_t>(count_)};
    const std::int32_t firstLeaf = (std::int32_t{1} << depth_) - 1;
    while (top > 0) {
        const Range range = stack[--top];
        if (range.node >= firstLeaf) {
            for (std::int32_t i = range.begin; i < range.end; ++i) {
                const float dx = coordinates_(0, i) - x, dy = coordinates_(1, i) - y,
                            dz = coordinates_(2, i) - z;
                const float squared = dx * dx + dy * dy + dz * dz;
                if (squared <= limit)
                    visit(order_(i), squared);
            }
            continue;
        }
        const Node node = nodes_(range.node);
        const std::int32_t middle = range.begin + (range.end - range.begin) / 2;
        const float offset = query[node.axis] - node.split;
        if (offset >= -radius)
            stack[top++] = {2 * range.node + 2, middle, range.end};
        if (offset <= radius)
            stack[top++] = {2 * range.node + 1, range.begin, middle};
    }
}

/// Mean distance of every point to its k nearest others: the spacing from which gaussians get their
/// size. positions [N, 3]; spacing out [N] scene units, 0 when there is no other point.
void meanNeighborDistance(ArrayView<const float, 2> positions, int k, ArrayView<float, 1> spacing);

} // namespace cleave::kernels
