// SPDX-License-Identifier: Apache-2.0
// The correspondence loss of SAGA (AAAI 2025, section 3): at several sampled scales at once, gated
// features of pixels that belong together are pulled together, those of others pushed apart.
// Everything about a pair but its features depends on the two pixels' patches alone, so targets and
// weights come as small tables.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>

namespace cleave::kernels {

/// Which pixels belong together. Pixels are sorted by patch.
template <class T>
struct PatchPairs {
    ArrayView<const std::int32_t, 1> patches;  ///< [S] ascending, in [0, P)
    ArrayView<const std::uint16_t, 2> related; ///< [P, P] symmetric; bit k: together at scale k
    ArrayView<const T, 2> weights;             ///< [P, P] symmetric, > 0
};

/// A pair speaks when its target changes with the scale, when it is wrong at some scale, and by
/// chance.
struct PairChoice {
    double togetherBelow = 0.75; ///< cosine below which a pair that belongs together is wrong
    double apartAbove = 0.5;     ///< cosine above which one that does not is wrong
    double togetherChance = 0;   ///< of the pairs that belong together at every scale
    double apartChance = 0;      ///< of the pairs that do so at none
    std::uint32_t seed = 0;
};

/// Working memory, grown as needed and reused: each array holds at least what is told.
template <class T>
struct GatedCorrespondenceWork {
    Array<T, 1> rows;               ///< [S, K, C] unit gated features
    Array<T, 1> columns;            ///< [K, C, padded S] the same
    Array<T, 1> lengths;            ///< [S, K]
    Array<std::uint16_t, 1> active; ///< [padded S, padded S] bit k: the pair has a gradient there
    Array<double, 1> sums;          ///< [chunks, 8]
    Array<T, 1> gatePartials;       ///< [chunks, K, C]
};

struct GatedCorrespondenceLoss {
    double together = 0; ///< mean over scales and chosen pairs of -w y c
    double apart = 0;    ///< mean of w (1 - y) max(c, 0)
    std::int64_t togetherPairs = 0, apartPairs = 0;
    double meanTogether = 0, meanApart = 0; ///< mean cosine over y = 1 and over y = 0, all pairs
};

/// loss = together + apart over pairs p < q; an empty choice counts 0. features [S, C]; gates [K,
/// C], K <= 16; gradients out [S, C] and gateGradients out [K, C], overwritten. The choice of pairs
/// carries no gradient. Same bits for any number of threads.
template <class T>
GatedCorrespondenceLoss gatedCorrespondence(ArrayView<const T, 2> features,
                                            ArrayView<const T, 2> gates,
                                            const PatchPairs<T>& pairs,
                                            const PairChoice& choice,
                                            GatedCorrespondenceWork<T>& work,
                                            ArrayView<T, 2> gradients,
                                            ArrayView<T, 2> gateGradients);

} // namespace cleave::kernels
