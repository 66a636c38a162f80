// SPDX-License-Identifier: Apache-2.0
#include "core/selection/pieces.h"

#include "kernels/neighbors/knn.h"

namespace cleave {

Pieces connectedPieces(kernels::ArrayView<const float, 2> positions, double distance) {
    Pieces pieces;
    const std::int64_t count = positions.size(0);
    pieces.pieceOf.assign(static_cast<std::size_t>(count), -1);
    const kernels::PointTree tree(positions);
    std::vector<std::int32_t> open;
    for (std::int64_t first = 0; first < count; ++first) {
        if (pieces.pieceOf[static_cast<std::size_t>(first)] >= 0)
            continue;
        const auto piece = static_cast<std::int32_t>(pieces.sizes.size());
        pieces.sizes.push_back(0);
        pieces.pieceOf[static_cast<std::size_t>(first)] = piece;
        open.assign(1, static_cast<std::int32_t>(first));
        while (!open.empty()) {
            const float* p = positions.data() + 3 * static_cast<std::int64_t>(open.back());
            open.pop_back();
            ++pieces.sizes.back();
            tree.visitWithin(
                p[0], p[1], p[2], static_cast<float>(distance), [&](std::int32_t neighbor, float) {
                    std::int32_t& of = pieces.pieceOf[static_cast<std::size_t>(neighbor)];
                    if (of >= 0)
                        return;
                    of = piece;
                    open.push_back(neighbor);
                });
        }
    }
    return pieces;
}

} // namespace cleave
