// SPDX-License-Identifier: Apache-2.0
// Which primitives lie next to which: for smoothing features and for following a surface from a
// click.
#pragma once

#include "core/field/primitive_cloud.h"
#include "kernels/base/array.h"

#include <cstdint>

namespace cleave {

struct PrimitiveGraph {
    kernels::Array<std::int32_t, 2>
        neighbors; ///< [N, k] nearest others, nearest first; -1 where there are fewer
    kernels::Array<float, 2> distances; ///< [N, k] scene units
    Revision revision = 0;              ///< of the field

    std::int64_t count() const { return neighbors.size(0); }

    std::int64_t neighborCount() const { return neighbors.size(1); }
};

PrimitiveGraph primitiveGraph(const PrimitiveCloud& cloud, int neighborCount);

} // namespace cleave
