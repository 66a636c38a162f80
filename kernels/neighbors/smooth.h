// SPDX-License-Identifier: Apache-2.0
// Features averaged over neighbours, as SAGA trains them (section 3 of its method): what is
// rendered of a primitive is the direction of its neighbourhood's mean. Forward, and the way back
// into Adam.
#pragma once

#include "kernels/base/array.h"
#include "kernels/blending/blend_weights.h"
#include "kernels/features/lift_adam.h"

#include <cstdint>

namespace cleave::kernels {

/// neighbors [N, k], itself among them, -1 where there are fewer; ranks: bit r = neighbour r takes
/// part. means out [M, C]: mean of the unit features of the neighbours of primitives[m]; lengths
/// out [M]: what each mean was divided by, or 1 when not `normalised`.
void smoothFeaturesOver(ArrayView<const float, 2> features,
                        ArrayView<const std::int32_t, 2> neighbors,
                        std::uint32_t ranks,
                        ArrayView<const std::uint32_t, 1> primitives,
                        bool normalised,
                        ArrayView<float, 2> means,
                        ArrayView<float, 1> lengths);

/// For every primitive, whose neighbour it is.
struct NeighborOf {
    Array<std::int64_t, 1> starts; ///< [N + 1]
    Array<std::int32_t, 1> places; ///< m: primitive of which it is a neighbour
    Array<std::uint8_t, 1> ranks;  ///< and which
};

/// neighbors [N, k], k <= 32.
NeighborOf neighborOf(ArrayView<const std::int32_t, 2> neighbors);

/// The gradient of rendered pixels at the smoothed features: W^T pixelGradients through the
/// division by the length. meanGradients out [M, C], overwritten.
void smoothedGradients(const BlendColumns& columns,
                       ArrayView<const float, 2> pixelGradients,
                       ArrayView<const float, 2> means,
                       ArrayView<const float, 1> lengths,
                       ArrayView<float, 2> meanGradients);

/// One step of Adam on every primitive that is a drawn neighbour of one seen. columnOf [N]: place
/// in meanGradients, -1 for those not seen. Same bits for any number of threads.
void smoothAdamStep(const NeighborOf& neighbors,
                    std::uint32_t ranks,
                    ArrayView<const std::int32_t, 1> columnOf,
                    ArrayView<const float, 2> meanGradients,
                    const LiftAdamParams& params,
                    LiftAdamState& state,
                    ArrayView<float, 2> features);

} // namespace cleave::kernels
