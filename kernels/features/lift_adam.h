// SPDX-License-Identifier: Apache-2.0
// Feature training over frozen geometry: the gradient of rendered features is gathered primitive by
// primitive and goes straight into Adam, so it is never written to memory. That needs the blend
// weights by column.
#pragma once

#include "kernels/blending/blend_weights.h"

#include <cstdint>

namespace cleave::kernels {

/// Blend weights by primitive, for the primitives that any row sees.
struct BlendColumns {
    Array<std::uint32_t, 1> primitives;  ///< [M] ascending
    Array<std::int64_t, 1> columnStarts; ///< [M + 1]
    Array<std::uint32_t, 1> rows;        ///< [blends] ascending within a column
    Array<float, 1> weights;             ///< [blends]

    std::size_t bytes() const {
        return primitives.bytes() + columnStarts.bytes() + rows.bytes() + weights.bytes();
    }
};

BlendColumns blendColumns(const BlendWeights& weights);

struct LiftAdamParams {
    float learningRate = 0.01f;
    float beta1 = 0.9f;
    float beta2 = 0.999f;
    float epsilon = 1e-15f;
    float unitWeight = 0; ///< of (|f| - 1)^2 per primitive in the loss
};

/// What Adam remembers of every primitive. A primitive that a step does not see keeps its state:
/// its moments do not decay.
struct LiftAdamState {
    Array<float, 2> firstMoments;  ///< [N, D]
    Array<float, 2> secondMoments; ///< [N, D]
    Array<std::uint32_t, 1> steps; ///< [N] steps taken by each primitive

    LiftAdamState() = default;

    LiftAdamState(std::int64_t primitiveCount, std::int64_t dimensions)
        : firstMoments(primitiveCount, dimensions)
        , secondMoments(primitiveCount, dimensions)
        , steps(primitiveCount) {}
};

/// One step of Adam on the features of the primitives in `columns`, whose gradient is W^T
/// pixelGradients. pixelGradients [P, D]; features [N, D] in and out. Same bits for any number of
/// threads.
void liftAdamStep(const BlendColumns& columns,
                  ArrayView<const float, 2> pixelGradients,
                  const LiftAdamParams& params,
                  LiftAdamState& state,
                  ArrayView<float, 2> features);

} // namespace cleave::kernels
