// SPDX-License-Identifier: Apache-2.0
// The .ply of trained Gaussian splats, as 3DGS (Kerbl et al. 2023) writes it and as its dialects
// vary it: with or without normals, spherical harmonics of degree 0 to 3 (f_rest_* channel after
// channel), further properties, any order. What is read is kept bit for bit.
#pragma once

#include "core/field/gaussian_field.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace cleave {

/// An integer per gaussian that goes into the file beside the field.
struct IntegerProperty {
    std::string name;
    std::vector<std::int32_t> values; ///< [count]
};

/// Properties that Cleave does not know become field.extras (normals too, unless they are all
/// zero). Infinite opacity logits and minus infinite log scales become +-30, which is the same
/// opacity and no extent in single precision. Throws Error naming file and place when the header
/// lies, x y z, f_dc_*, opacity, scale_* or rot_* are missing, the count of f_rest_* is none of 0,
/// 9, 24, 45, or a value is not finite. SuperSplat's compressed form is read as well.
GaussianField readGaussianPly(const std::filesystem::path& path);

/// Binary little-endian in the canonical order (x y z, normals, f_dc, f_rest, opacity, scale, rot),
/// then the field's extras, then `properties`, which replace extras of the same name. Normals are
/// zeros where the field has none: some readers expect them. Written beside and renamed; throws
/// Error(Permission | NoSpace).
void writeGaussianPly(const std::filesystem::path& path,
                      const GaussianField& field,
                      std::span<const IntegerProperty> properties = {});

} // namespace cleave
