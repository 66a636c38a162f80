// SPDX-License-Identifier: Apache-2.0
// How much every primitive's feature resembles the queries, and the comparison with a threshold
// that a slider repeats. Both are bound by reading memory once; the first is the work of a click,
// the second of a slider.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// similarity[i] = max over m of (features[i] . queries[m] + 1) / 2, clamped to [0, 1] (OmniSeg3D,
/// section 6). Fastest for D = 16 and one query. features [N, D] about unit length; queries [M, D],
/// M >= 1; similarity out [N]
void querySimilarity(ArrayView<const float, 2> features,
                     ArrayView<const float, 2> queries,
                     ArrayView<float, 1> similarity);

/// Bit i % 64 of words[i / 64] = values[i] > threshold; bits beyond N are 0. NaN is not above
/// anything. values [N]; words out [(N + 63) / 64]. Returns how many bits are set.
std::int64_t
thresholdBits(ArrayView<const float, 1> values, float threshold, ArrayView<std::uint64_t, 1> words);

} // namespace cleave::kernels
