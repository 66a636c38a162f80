// SPDX-License-Identifier: Apache-2.0
// antimatter15's .splat: 32 bytes a gaussian, no header: position 3 x float, scale 3 x float
// (linear), colour and opacity 4 x uint8, rotation w x y z 4 x uint8 as 128 + 128 q. No spherical
// harmonics beyond the constant one.
#pragma once

#include "core/field/gaussian_field.h"

#include <filesystem>

namespace cleave {

/// Throws Error when the size is no multiple of 32, the file is empty or a number is not finite.
GaussianField readSplat(const std::filesystem::path& path);

/// Largest first (size times opacity), as viewers of this format expect. Colour and opacity are
/// rounded to 8 bits, rotations to 7.
void writeSplat(const std::filesystem::path& path, const GaussianField& field);

} // namespace cleave
