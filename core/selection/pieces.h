// SPDX-License-Identifier: Apache-2.0
// Points grouped into pieces that hang together: chains of neighbours within a distance.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>
#include <vector>

namespace cleave {

struct Pieces {
    std::vector<std::int32_t> pieceOf; ///< [N] piece of each point, numbered by their first point
    std::vector<std::int64_t> sizes;   ///< points of each piece
};

/// positions [N, 3], distance in scene units (inclusive).
Pieces connectedPieces(kernels::ArrayView<const float, 2> positions, double distance);

} // namespace cleave
