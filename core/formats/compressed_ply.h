// SPDX-License-Identifier: Apache-2.0
// SuperSplat's compressed .ply: gaussians in chunks of 256, quantised to 16 bytes within the ranges
// of their chunk (PlayCanvas, "compressed ply" of splat-transform). Read only.
#pragma once

#include "core/field/gaussian_field.h"
#include "core/formats/ply.h"

#include <filesystem>

namespace cleave {

/// Whether a header declares the compressed form.
bool isCompressedPly(const PlyHeader& header);

/// Throws Error naming the file when chunks are missing, too few for the gaussians or not finite,
/// or the harmonics' count is none of 0, 9, 24, 45.
GaussianField readCompressedPly(const std::filesystem::path& path);

} // namespace cleave
