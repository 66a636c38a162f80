// SPDX-License-Identifier: Apache-2.0
// The dense heart of hierarchical contrastive clustering (OmniSeg3D, CVPR 2024, equations 4 to 6):
// every ray against every cluster, as value and gradient. Which clusters are related, and how
// closely, comes in as lists; where they come from is the method's affair.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// For cluster i, its levels are levelStarts[i] .. levelStarts[i + 1]; level l has the members
/// memberStarts[l] .. memberStarts[l + 1] of `members`, clusters in [0, K). The first level is the
/// closest.
struct ContrastLevels {
    ArrayView<const std::int32_t, 1> levelStarts;  ///< [K + 1]
    ArrayView<const std::int32_t, 1> memberStarts; ///< [levels + 1]
    ArrayView<const std::int32_t, 1> members;      ///< [memberCount]
};

/// Scratch of one call, to be reused: sizes depend on P, K and D only.
template <class T>
struct ContrastScratch {
    ArrayView<T, 2> transposed; ///< [D, padded(K)]
    ArrayView<T, 2> rays;       ///< [chunks(P), 3 * padded(K)]
    ArrayView<T, 3> partials;   ///< [chunks(P), K, D]
    ArrayView<double, 1> sums;  ///< [chunks(P)]
};

inline std::int64_t paddedClusters(std::int64_t clusterCount) {
    return (clusterCount + 15) / 16 * 16;
}

inline constexpr std::int64_t raysPerContrastChunk = 512;

/// Returns sum over rays p with clusters[p] = i >= 0 and over i's levels l of levelWeight^-l * mean
/// over members j of max(l_pj, M_l-1) with l_pj = -ln(exp(z_pj) / (sum over k of exp(z_pk) +
/// 1e-6)), z_pk = features[p] . prototypes[k] and M_l the running maximum: a more distant level is
/// never closer than a nearer one. The gradient goes to whichever argument of a maximum wins.
/// features [P, D]; clusters [P], -1: the ray takes no part; prototypes [K, D], already divided by
/// their concentration; featureGradients [P, D] and prototypeGradients [K, D]: added into.
/// Instantiated for float and double.
template <class T>
double hierarchicalContrast(ArrayView<const T, 2> features,
                            ArrayView<const std::int32_t, 1> clusters,
                            ArrayView<const T, 2> prototypes,
                            const ContrastLevels& levels,
                            T levelWeight,
                            const ContrastScratch<T>& scratch,
                            ArrayView<T, 2> featureGradients,
                            ArrayView<T, 2> prototypeGradients);

} // namespace cleave::kernels
