// SPDX-License-Identifier: Apache-2.0
// The sparse matrix pixels x primitives of front-to-back weights w = alpha * transmittance: the one
// bridge between pixels and primitives. Compressed rows; geometry is frozen, so it is computed once
// and reused.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>

namespace cleave::kernels {

struct BlendWeights {
    Array<std::int64_t, 1> rowStarts;   ///< [P + 1]
    Array<std::uint32_t, 1> primitives; ///< [blends], front to back within a row
    Array<float, 1> weights;            ///< [blends] in (0, 1]
    std::int64_t primitiveCount = 0;

    // The same matrix by columns, made by addColumns: empty, or complete. Columns without a blend
    // are left out; the others stand in the order in which rows meet them first, so that neighbours
    // in the picture are neighbours in memory.
    Array<std::int32_t, 1> columnPrimitives; ///< [columns]
    Array<std::int64_t, 1> columnStarts;     ///< [columns + 1]
    Array<std::uint32_t, 1> columnRows;      ///< [blends], ascending within a column
    Array<float, 1> columnWeights;           ///< [blends]

    std::int64_t rowCount() const { return rowStarts.count() > 0 ? rowStarts.count() - 1 : 0; }

    std::int64_t blendCount() const { return weights.count(); }

    bool hasColumns() const { return columnStarts.count() > 0; }
};

/// Adds the form by columns, at the price of 8 bytes a blend: liftValues then runs on all threads
/// without partial sums. Worth it where the same weights are lifted many times.
void addColumns(BlendWeights& weights);

/// out = W values. values [N, C]; out [P, C], overwritten.
void renderValues(const BlendWeights& weights,
                  ArrayView<const float, 2> values,
                  ArrayView<float, 2> out);

/// out += W^T image: the adjoint of renderValues. image [P, C]; out [N, C], added into. The same
/// bits for any number of threads; the last bits may differ between weights with and without
/// columns.
void liftValues(const BlendWeights& weights,
                ArrayView<const float, 2> image,
                ArrayView<float, 2> out);

/// The same for chosen rows of W, for training on samples of pixels. rows [S] in [0, P), repeats
/// allowed; out [S, C], overwritten.
void renderRows(const BlendWeights& weights,
                ArrayView<const std::int32_t, 1> rows,
                ArrayView<const float, 2> values,
                ArrayView<float, 2> out);

/// Adjoint of renderRows: image [S, C]; out [N, C], added into, row after row.
void liftRows(const BlendWeights& weights,
              ArrayView<const std::int32_t, 1> rows,
              ArrayView<const float, 2> image,
              ArrayView<float, 2> out);

/// liftValues of an image that is one everywhere: how much of the picture each primitive is. out
/// [N], added into.
void liftWeights(const BlendWeights& weights, ArrayView<float, 1> out);

} // namespace cleave::kernels
