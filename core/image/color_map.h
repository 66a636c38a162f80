// SPDX-License-Identifier: Apache-2.0
// Numbers as colours: the rainbow-like map "turbo" (A. Mikhailov, Google, 2019), whose lightness
// rises to the middle and falls again without the false edges of a plain rainbow. Kept as 17 key
// colours; a cubic through them stays within 3 of 255 steps of the original.
#pragma once

#include "core/image/color.h"

#include <array>
#include <cstdint>

namespace cleave {

/// The map's 256 steps, low (dark blue) to high (dark red).
const std::array<Rgb, 256>& turboTable();

/// t in [0, 1], clamped; NaN is black.
inline Rgb turbo(float t) {
    if (!(t == t))
        return {0, 0, 0};
    const float clamped = t < 0 ? 0 : (t > 1 ? 1 : t);
    return turboTable()[static_cast<std::size_t>(clamped * 255 + 0.5f)];
}

} // namespace cleave
