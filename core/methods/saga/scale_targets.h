// SPDX-License-Identifier: Apache-2.0
// What SAGA asks of pairs of pixels at a scale: they belong together when the smallest mask not
// smaller than the scale is the same, or when they share one that is smaller.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace cleave {

/// The masks of one photo over its patches.
struct ScaledMasks {
    std::vector<double> scales;                     ///< [M] descending, scene units
    std::vector<double> areas;                      ///< [M] pixels
    std::vector<std::vector<std::int32_t>> masksOf; ///< [P] masks that hold each patch, ascending

    std::int32_t patchCount() const { return static_cast<std::int32_t>(masksOf.size()); }
};

/// One sampled scale.
struct SampledScale {
    double value = 0; ///< scene units
    int mask = -1; ///< the smallest mask that is not smaller; -1: the scale is above all that count
};

/// Section 4.1: one scale about the largest of the scene, one below the smallest mask, and up to
/// eight that each lie between a mask drawn at random and the next smaller one. scales descending,
/// not empty; largest = over all photos.
std::vector<SampledScale>
sampleScales(std::span<const double> scales, double largest, std::mt19937_64& random);

/// Section 4.3: related [P, P] bit k: pixels of the two patches belong together at scales[k]. At
/// most 16 scales.
kernels::Array<std::uint16_t, 2> scaleTargets(const ScaledMasks& masks,
                                              std::span<const SampledScale> scales);

/// Section 4.4: pairs in small masks weigh up to ten times more. used [P] != 0: patches that count
/// for the range; weights [P, P] in [1, 10].
kernels::Array<double, 2> pairWeights(const ScaledMasks& masks, std::span<const std::int64_t> used);

} // namespace cleave
