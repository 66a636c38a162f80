// SPDX-License-Identifier: Apache-2.0
// Resizing of 8-bit images exactly as Pillow does it, which is what networks were trained on: in
// fixed point, rounded to 8 bits after each pass, and smoothed when shrinking.
#pragma once

#include "core/image/image.h"

namespace cleave {

enum class ResampleFilter : std::uint8_t { Bilinear, Bicubic, Lanczos };

/// Any number of channels; sizes positive. Bit for bit what Image.resize() gives (bicubic with a =
/// -0.5).
Image resample(const Image& image, int width, int height, ResampleFilter filter);

} // namespace cleave
