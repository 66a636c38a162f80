// SPDX-License-Identifier: Apache-2.0
// Any file of trained splats by its content, and by extension when writing.
#pragma once

#include "core/field/gaussian_field.h"
#include "core/formats/gaussian_ply.h"

#include <filesystem>
#include <span>

namespace cleave {

/// .ply, .spz and .splat. Throws Error naming the file for anything else and for what the format's
/// own reader refuses.
GaussianField readSplats(const std::filesystem::path& path);

/// Throws Error when writeSplats knows no format for the name's extension: before the long work
/// that comes first.
void requireSplatFile(const std::filesystem::path& path);

/// By extension. Integer properties and extras go into .ply alone; the others cannot carry them.
void writeSplats(const std::filesystem::path& path,
                 const GaussianField& field,
                 std::span<const IntegerProperty> properties = {});

} // namespace cleave
