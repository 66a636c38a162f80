// SPDX-License-Identifier: Apache-2.0
// Blend weights of rays through a field without primitives: the weight of each sample is shared out
// to the lattice vertices around it, and what a ray gives to one vertex is added up.
#pragma once

#include "kernels/blending/blend_weights.h"
#include "kernels/rays/lattice.h"

namespace cleave::kernels {

/// What rays see: samples of ray r are [starts[r], starts[r + 1]), front to back.
struct RaySampleView {
    ArrayView<const std::int64_t, 1> starts; ///< [R + 1]
    ArrayView<const float, 2> points;        ///< [S, 3] in the lattice's cubes
    ArrayView<const float, 1> weights;       ///< [S] alpha * transmittance in [0, 1]
};

/// Row r for ray r, vertices in the order in which the ray meets them first. Every sample's weight
/// is shared trilinearly among the corners of its cell that exist, so that a row sums to the
/// weights of its samples that lie in cells with corners.
BlendWeights blendSamples(const LatticeView& lattice, const RaySampleView& samples);

/// Trilinear mean over existing corners of values carried by vertices, 0 where there is no corner.
/// values [N] ; points [S, 3]; out [S].
void sampleLattice(const LatticeView& lattice,
                   ArrayView<const float, 1> values,
                   ArrayView<const float, 2> points,
                   ArrayView<float, 1> out);

} // namespace cleave::kernels
