// SPDX-License-Identifier: Apache-2.0
#include "core/selection/selection_edits.h"

#include "core/selection/pieces.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/similarity.h"
#include "kernels/neighbors/knn.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr std::int64_t wordGrain = 8; ///< words of 64 primitives per chunk of a neighbour search

void requireSame(const Selection& a, const Selection& b) {
    if (a.fieldRevision() != b.fieldRevision() || a.primitiveCount() != b.primitiveCount())
        throw BrokenPromise("two selections of different field revisions were combined");
}

void requireSame(const Selection& selection, const PrimitiveCloud& cloud) {
    if (selection.fieldRevision() != cloud.revision || selection.primitiveCount() != cloud.count())
        throw BrokenPromise("a selection was edited with the primitives of another field revision");
}

template <class Operation>
Selection combine(const Selection& a, const Selection& b, Operation&& operation) {
    requireSame(a, b);
    Selection result = a;
    for (std::size_t w = 0; w < result.words().size(); ++w)
        result.words()[w] = operation(a.words()[w], b.words()[w]);
    return result;
}

/// The positions of the chosen primitives [M, 3].
Array<float, 2> positionsOf(const PrimitiveCloud& cloud, const std::vector<std::int64_t>& indices) {
    Array<float, 2> positions(indices.size(), 3);
    for (std::size_t i = 0; i < indices.size(); ++i)
        for (int axis = 0; axis < 3; ++axis)
            positions(i, axis) = cloud.positions(indices[i], axis);
    return positions;
}

/// Calls decide(primitive) for every primitive, concurrently, and keeps its answers.
template <class Decide>
Selection rebuilt(const Selection& selection, Decide&& decide) {
    Selection result(selection.primitiveCount(), selection.fieldRevision());
    const auto words = static_cast<std::int64_t>(result.words().size());
    kernels::forChunks(words, wordGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin * 64; i < std::min(end * 64, selection.primitiveCount()); ++i)
            if (decide(i))
                result.set(i, true);
    });
    return result;
}

} // namespace

Selection
selectAbove(ArrayView<const float, 1> similarity, float threshold, Revision fieldRevision) {
    Selection selection(similarity.size(0), fieldRevision);
    kernels::thresholdBits(
        similarity,
        threshold,
        ArrayView<std::uint64_t, 1>(selection.words().data(), selection.words().size()));
    return selection;
}

Selection unite(const Selection& a, const Selection& b) {
    return combine(a, b, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}

Selection subtract(const Selection& a, const Selection& b) {
    return combine(a, b, [](std::uint64_t x, std::uint64_t y) { return x & ~y; });
}

Selection intersect(const Selection& a, const Selection& b) {
    return combine(a, b, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}

Selection invert(const Selection& selection) {
    Selection result = selection;
    for (std::uint64_t& word : result.words())
        word = ~word;
    if (const std::int64_t used = result.primitiveCount() & 63; used != 0)
        result.words().back() &= (std::uint64_t{1} << used) - 1;
    return result;
}

Selection grow(const Selection& selection, const PrimitiveCloud& cloud, double distance) {
    requireSame(selection, cloud);
    if (!(distance > 0) || selection.isEmpty())
        return selection;
    const kernels::PointTree chosen(positionsOf(cloud, selection.indices()));
    const auto limit = static_cast<float>(distance);
    return rebuilt(selection, [&](std::int64_t i) {
        if (selection.contains(i))
            return true;
        // One neighbour is enough: nearest() stops earlier than a list of all within the radius.
        std::int32_t nearest = -1;
        float squared = 0;
        chosen.nearest(ArrayView<const float, 2>(cloud.positions.data() + 3 * i, 1, 3),
                       ArrayView<std::int32_t, 2>(&nearest, 1, 1),
                       ArrayView<float, 2>(&squared, 1, 1));
        return nearest >= 0 && squared <= limit * limit;
    });
}

Selection shrink(const Selection& selection, const PrimitiveCloud& cloud, double distance) {
    return invert(grow(invert(selection), cloud, distance));
}

Selection removeIslands(const Selection& selection,
                        const PrimitiveCloud& cloud,
                        double distance,
                        double minimumShare) {
    requireSame(selection, cloud);
    const std::vector<std::int64_t> members = selection.indices();
    if (members.empty())
        return selection;
    const Pieces pieces = connectedPieces(positionsOf(cloud, members), distance);
    const std::int64_t largest = *std::max_element(pieces.sizes.begin(), pieces.sizes.end());
    Selection result(selection.primitiveCount(), selection.fieldRevision());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto size =
            static_cast<double>(pieces.sizes[static_cast<std::size_t>(pieces.pieceOf[i])]);
        if (size >= minimumShare * static_cast<double>(largest))
            result.set(members[i], true);
    }
    return result;
}

Selection fillHoles(const Selection& selection,
                    const PrimitiveCloud& cloud,
                    double distance,
                    double maximumShare) {
    requireSame(selection, cloud);
    if (selection.isEmpty())
        return selection;
    // A piece of the complement touches nothing else but the selection, or it would be a larger
    // piece.
    const std::vector<std::int64_t> others = invert(selection).indices();
    const Pieces pieces = connectedPieces(positionsOf(cloud, others), distance);
    const kernels::PointTree chosen(positionsOf(cloud, selection.indices()));
    std::vector<char> touches(pieces.sizes.size(), 0);
    for (std::size_t i = 0; i < others.size(); ++i) {
        char& touching = touches[static_cast<std::size_t>(pieces.pieceOf[i])];
        if (touching)
            continue;
        const float* position = cloud.positions.data() + 3 * others[i];
        chosen.visitWithin(position[0],
                           position[1],
                           position[2],
                           static_cast<float>(distance),
                           [&](std::int32_t, float) { touching = 1; });
    }
    const double limit = maximumShare * static_cast<double>(selection.count());
    Selection result = selection;
    for (std::size_t i = 0; i < others.size(); ++i) {
        const auto piece = static_cast<std::size_t>(pieces.pieceOf[i]);
        if (touches[piece] && static_cast<double>(pieces.sizes[piece]) < limit)
            result.set(others[i], true);
    }
    return result;
}

Selection smooth(const Selection& selection, const PrimitiveCloud& cloud, int neighborCount) {
    requireSame(selection, cloud);
    if (neighborCount < 1 || cloud.count() < 2)
        return selection;
    Array<std::int32_t, 2> neighbors(cloud.count(), neighborCount);
    Array<float, 2> distances(cloud.count(), neighborCount);
    kernels::PointTree(cloud.positions).nearestOthers(neighbors, distances);
    return rebuilt(selection, [&](std::int64_t i) {
        int votes = 0, voters = 0;
        for (int k = 0; k < neighborCount; ++k) {
            const std::int32_t neighbor = neighbors(i, k);
            if (neighbor < 0)
                break;
            ++voters;
            votes += selection.contains(neighbor);
        }
        return 2 * votes == voters ? selection.contains(i) : 2 * votes > voters;
    });
}

double typicalSpacing(const PrimitiveCloud& cloud) {
    if (cloud.count() < 2)
        return 0;
    constexpr int neighborCount = 4;
    constexpr double spacings = 3;
    Array<float, 1> spacing(cloud.count());
    kernels::meanNeighborDistance(cloud.positions, neighborCount, spacing);
    float* middle = spacing.data() + spacing.count() / 2;
    std::nth_element(spacing.begin(), middle, spacing.end());
    return spacings * static_cast<double>(*middle);
}

} // namespace cleave
