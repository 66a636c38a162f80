// SPDX-License-Identifier: Apache-2.0
// Niantic's .spz, versions 1 to 4: quantised planes. Axes there are x right, y up, z back; here y
// down, z forward.
#pragma once

#include "core/field/gaussian_field.h"

#include <filesystem>

namespace cleave {

/// Throws Error naming the file for a stream that is none, ends early, has another version
/// or promises more gaussians than it holds.
GaussianField readSpz(const std::filesystem::path& path);

/// Version 2: positions in 24 bits with 12 behind the point, log scales in steps of 1/16, colours
/// and opacities in 8 bits, rotations in 3 x 8 bits, higher harmonics in 5 (first degree) and 4
/// bits. Throws Error when a position does not fit.
void writeSpz(const std::filesystem::path& path, const GaussianField& field);

} // namespace cleave
