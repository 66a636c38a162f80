// SPDX-License-Identifier: Apache-2.0
// Whole-image operations on 8-bit photos. By OpenCV, which stays in the .cpp file.
#pragma once

#include "core/image/image.h"

namespace cleave {

/// Colours laid over white where they are transparent, grey spread over three channels. 1, 3 or 4
/// channels in, RGB out.
Image toRgb(const Image& image);

/// Each new pixel is the mean of the area that it covers (also where the ratio is no whole number);
/// enlarging interpolates linearly. Sizes positive.
Image resizeByArea(const Image& image, int width, int height);
FloatImage resizeByArea(const FloatImage& image, int width, int height);

/// Nearest neighbour by pixel centres: for ids and masks.
Image resizeNearest(const Image& image, int width, int height);
IdImage resizeNearest(const IdImage& image, int width, int height);

/// The rectangle [x, x + width) x [y, y + height), which must lie inside.
Image crop(const Image& image, int x, int y, int width, int height);

} // namespace cleave
