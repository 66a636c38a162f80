// SPDX-License-Identifier: Apache-2.0
#include "kernels/neighbors/knn.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t queryGrain = 512;
constexpr float infinity = std::numeric_limits<float>::infinity();

} // namespace

PointTree::PointTree(ArrayView<const float, 2> positions)
    : count_(positions.size(0))
    , order_(positions.size(0))
    , coordinates_(3, positions.size(0)) {
    requireShape(positions, {-1, 3}, "positions");
    requireCpu(positions.device(), "PointTree");
    CLEAVE_ASSERT(count_ <= std::numeric_limits<std::int32_t>::max());
    while ((count_ >> depth_) > leafSize)
        ++depth_;
    nodes_ = Array<Node, 1>((std::int64_t{1} << depth_) - 1);
    for (std::int64_t i = 0; i < count_; ++i)
        order_(i) = static_cast<std::int32_t>(i);
    for (int level = 0; level < depth_; ++level)
        splitLevel(level, positions);
    for (int axis = 0; axis < 3; ++axis)
        for (std::int64_t i = 0; i < count_; ++i)
            coordinates_(axis, i) = positions(order_(i), axis);
}

void PointTree::splitLevel(int level, ArrayView<const float, 2> positions) {
    const std::int64_t nodeCount = std::int64_t{1} << level;
    // The ranges of a level follow from halving alone, so every node finds its own.
    forChunks(nodeCount, 1, [&](std::int64_t begin, std::int64_t, std::int64_t) {
        std::int32_t from = 0, to = static_cast<std::int32_t>(count_);
        for (int bit = level - 1; bit >= 0; --bit) {
            const std::int32_t middle = from + (to - from) / 2;
            if ((begin >> bit) & 1)
                from = middle;
            else
                to = middle;
        }
        float low[3], high[3];
        for (int axis = 0; axis < 3; ++axis) {
            low[axis] = infinity;
            high[axis] = -infinity;
            for (std::int32_t i = from; i < to; ++i) {
                low[axis] = std::min(low[axis], positions(order_(i), axis));
                high[axis] = std::max(high[axis], positions(order_(i), axis));
            }
        }
        int widest = 0;
        for (int axis = 1; axis < 3; ++axis)
            if (high[axis] - low[axis] > high[widest] - low[widest])
                widest = axis;
        std::int32_t* places = order_.data();
        const std::int32_t middle = from + (to - from) / 2;
        std::nth_element(
            places + from, places + middle, places + to, [&](std::int32_t a, std::int32_t b) {
                const float x = positions(a, widest), y = positions(b, widest);
                return x != y ? x < y : a < b;
            });
        nodes_(nodeCount - 1 + begin) = {positions(places[middle], widest), widest};
    });
}

template <bool ExcludeSelf>
void PointTree::search(const float* query,
                       std::int32_t self,
                       std::int32_t* indices,
                       float* squaredDistances,
                       int k) const {
    std::fill(indices, indices + k, -1);
    std::fill(squaredDistances, squaredDistances + k, infinity);
    if (count_ == 0 || k == 0)
        return;

    struct Waiting {
        Range range;
        float squared;   ///< distance of the query to the node's cell
        float offset[3]; ///< per axis
    };

    Waiting stack[maxDepth + 1];
    int top = 0;
    stack[top++] = {{0, 0, static_cast<std::int32_t>(count_)}, 0, {0, 0, 0}};
    const std::int32_t firstLeaf = (std::int32_t{1} << depth_) - 1;
    const float *xs = coordinates_.data(), *ys = xs + count_, *zs = ys + count_;
    while (top > 0) {
        Waiting at = stack[--top];
        if (at.squared > squaredDistances[k - 1])
            continue;
        while (at.range.node < firstLeaf) {
            const Node node = nodes_(at.range.node);
            const std::int32_t middle = at.range.begin + (at.range.end - at.range.begin) / 2;
            const float offset = query[node.axis] - node.split;
            Waiting far = at;
            far.squared += offset * offset - at.offset[node.axis] * at.offset[node.axis];
            far.offset[node.axis] = offset;
            if (offset <= 0) {
                far.range = {2 * at.range.node + 2, middle, at.range.end};
                at.range = {2 * at.range.node + 1, at.range.begin, middle};
            } else {
                far.range = {2 * at.range.node + 1, at.range.begin, middle};
                at.range = {2 * at.range.node + 2, middle, at.range.end};
            }
            // Rounding of the running sum may not hide a neighbour at exactly the limit.
            far.squared = std::max(0.0f, far.squared * (1 - 1e-5f));
            if (far.squared <= squaredDistances[k - 1])
                stack[top++] = far;
        }
        for (std::int32_t i = at.range.begin; i < at.range.end; ++i) {
            const float dx = xs[i] - query[0], dy = ys[i] - query[1], dz = zs[i] - query[2];
            const float squared = dx * dx + dy * dy + dz * dz;
            const std::int32_t index = order_(i);
            if (ExcludeSelf && index == self)
                continue;
            if (squared > squaredDistances[k - 1])
                continue;
            if (squared == squaredDistances[k - 1] && indices[k - 1] >= 0 && index > indices[k - 1])
                continue;
            int place = k - 1;
            while (place > 0 &&
                   (squaredDistances[place - 1] > squared ||
                    (squaredDistances[place - 1] == squared && indices[place - 1] > index))) {
                squaredDistances[place] = squaredDistances[place - 1];
                indices[place] = indices[place - 1];
                --place;
            }
            squaredDistances[place] = squared;
            indices[place] = index;
        }
    }
}

void PointTree::nearest(ArrayView<const float, 2> queries,
                        ArrayView<std::int32_t, 2> indices,
                        ArrayView<float, 2> squaredDistances) const {
    requireShape(queries, {-1, 3}, "queries");
    requireShape(indices, {queries.size(0), -1}, "indices");
    requireShape(squaredDistances, {queries.size(0), indices.size(1)}, "squaredDistances");
    const int k = static_cast<int>(indices.size(1));
    forChunks(queries.size(0), queryGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i)
            search<false>(
                &queries(i, 0), -1, indices.data() + i * k, squaredDistances.data() + i * k, k);
    });
}

void PointTree::nearestOthers(ArrayView<std::int32_t, 2> indices,
                              ArrayView<float, 2> squaredDistances) const {
    requireShape(indices, {count_, -1}, "indices");
    requireShape(squaredDistances, {count_, indices.size(1)}, "squaredDistances");
    const int k = static_cast<int>(indices.size(1));
    // In the tree's order, so that consecutive queries walk the same cells.
    forChunks(count_, queryGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t place = begin; place < end; ++place) {
            const float query[3] = {
                coordinates_(0, place), coordinates_(1, place), coordinates_(2, place)};
            const std::int64_t i = order_(place);
            search<true>(query,
                         static_cast<std::int32_t>(i),
                         indices.data() + i * k,
                         squaredDistances.data() + i * k,
                         k);
        }
    });
}

void PointTree::countWithin(ArrayView<const float, 2> queries,
                            float radius,
                            ArrayView<std::int32_t, 1> counts) const {
    requireShape(queries, {-1, 3}, "queries");
    requireShape(counts, {queries.size(0)}, "counts");
    forChunks(queries.size(0), queryGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i) {
            std::int32_t found = 0;
            visitWithin(
                queries(i, 0), queries(i, 1), queries(i, 2), radius, [&](std::int32_t, float) {
                    ++found;
                });
            counts(i) = found;
        }
    });
}

void PointTree::listWithin(ArrayView<const float, 2> queries,
                           float radius,
                           ArrayView<const std::int64_t, 1> offsets,
                           ArrayView<std::int32_t, 1> indices) const {
    requireShape(queries, {-1, 3}, "queries");
    requireShape(offsets, {queries.size(0) + 1}, "offsets");
    forChunks(queries.size(0), queryGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i) {
            std::int32_t* out = indices.data() + offsets(i);
            const auto visit = [&](std::int32_t index, float) { *out++ = index; };
            visitWithin(queries(i, 0), queries(i, 1), queries(i, 2), radius, visit);
            std::sort(indices.data() + offsets(i), out);
        }
    });
}

void meanNeighborDistance(ArrayView<const float, 2> positions, int k, ArrayView<float, 1> spacing) {
    requireShape(spacing, {positions.size(0)}, "spacing");
    const PointTree tree(positions);
    Array<std::int32_t, 2> indices(positions.size(0), k);
    Array<float, 2> squared(positions.size(0), k);
    tree.nearestOthers(indices, squared);
    for (std::int64_t i = 0; i < positions.size(0); ++i) {
        float sum = 0;
        int found = 0;
        for (int j = 0; j < k && indices(i, j) >= 0; ++j, ++found)
            sum += std::sqrt(squared(i, j));
        spacing(i) = found > 0 ? sum / static_cast<float>(found) : 0;
    }
}

} // namespace cleave::kernels
