// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/masks/mask.h"

namespace cleave::tests {

/// Pixels x0 <= x < x1, y0 <= y < y1 of a photo of that size.
inline Mask
rectangleMask(int width, int height, int x0, int y0, int x1, int y1, float predictedIou = 1) {
    Image image(width, height, 1);
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x)
            *image.at(x, y) = 255;
    return {encodeRle(image), predictedIou, 1};
}

} // namespace cleave::tests
