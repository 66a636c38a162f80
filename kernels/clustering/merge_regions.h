// SPDX-License-Identifier: Apache-2.0
// Agglomerative clustering of neighbouring regions by the angle between their mean features: the
// dendrogram from which a scene's objects and parts are cut. Only neighbours merge, so things that
// look alike but lie apart stay apart.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace cleave::kernels {

/// One join. Leaves are 0 ... R - 1, the m-th merge makes node R + m.
struct RegionMerge {
    std::int32_t a = 0;
    std::int32_t b = 0;
    float height =
        0; ///< dissimilarity 1 - cos at which they joined, never below that of either child, [0, 2]
    float mass = 0; ///< of the joined node
};

struct MergeRegionsOptions {
    /// Fragments join their best neighbour before large regions join each other: the order of joins
    /// follows (1 - cos) * (m / (m + fragmentMass)), m = the smaller mass. 0 = by dissimilarity
    /// alone.
    float fragmentMass = 0;
    /// Called now and then with the share done; may throw to stop.
    std::function<void(double)> progress = {};
};

/// features [R, D] any length, a region's mean (zero = unknown, fits anything at 1); masses [R] >
/// 0; edges [E, 2] neighbours in [0, R), negative entries skipped. Returns R - 1 merges, fewer when
/// the graph is not connected, in the order they were made. Depends on the order of regions only
/// where costs are equal: the pair with smaller indices goes first.
std::vector<RegionMerge> mergeRegions(ArrayView<const float, 2> features,
                                      ArrayView<const float, 1> masses,
                                      ArrayView<const std::int32_t, 2> edges,
                                      const MergeRegionsOptions& options);

/// Over-segmentation: joins neighbours, most alike first, while the means of the joined regions
/// differ by at most `limit` (1 - cos). features [N, D], masses [N], edges [E, 2] as above; labels
/// out [N], numbered by smallest member. Returns the number of regions.
std::int64_t similarRegions(ArrayView<const float, 2> features,
                            ArrayView<const float, 1> masses,
                            ArrayView<const std::int32_t, 2> edges,
                            float limit,
                            ArrayView<std::int32_t, 1> labels);

} // namespace cleave::kernels
