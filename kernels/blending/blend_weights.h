// SPDX-License-Identifier: Apache-2.0
// The sparse matrix pixels x primitives of front-to-back weights w = alpha * transmittance: the one bridge
// between pixels and primitives. Compressed rows; geometry is frozen, so it is computed once and reused.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>

namespace cleave::kernels {

struct BlendWeights {
    Array<std::int64_t, 1> rowStarts;   ///< [P + 1]
    Array<std::uint32_t, 1> primitives; ///< [blends], front to back within a row
    Array<float, 1> weights;            ///< [blends] in (0, 1]
    std::int64_t primitiveCount = 0;

    std::int64_t rowCount() const { return rowStarts.count() > 0 ? rowStarts.count() - 1 : 0; }
    std::int64_t blendCount() const { return weights.count(); }
};

/// out = W values. values [N, C]; out [P, C], overwritten.
void renderValues(const BlendWeights& weights, ArrayView<const float, 2> values, ArrayView<float, 2> out);

/// out += W^T image: the adjoint of renderValues. image [P, C]; out [N, C], added into.
void liftValues(const BlendWeights& weights, ArrayView<const float, 2> image, ArrayView<float, 2> out);

} // namespace cleave::kernels
