// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace cleave {

/// A square map cut into square windows, row-major in the windows and among them: which position
/// each token of each window is. Windows at the right and the bottom reach past the map; what lies
/// there is position side * side.
inline std::vector<std::int32_t> windowTokens(std::int64_t side, std::int64_t window) {
    const std::int64_t perSide = (side + window - 1) / window;
    std::vector<std::int32_t> tokens;
    tokens.reserve(static_cast<std::size_t>(perSide * perSide * window * window));
    for (std::int64_t row = 0; row < perSide; ++row)
        for (std::int64_t column = 0; column < perSide; ++column)
            for (std::int64_t i = 0; i < window * window; ++i) {
                const std::int64_t y = row * window + i / window, x = column * window + i % window;
                tokens.push_back(
                    static_cast<std::int32_t>(y < side && x < side ? y * side + x : side * side));
            }
    return tokens;
}

} // namespace cleave
