// SPDX-License-Identifier: Apache-2.0
// Some gaussians as a file of splats, or all of them with a segment number for each.
#pragma once

#include "core/field/gaussian_field.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace cleave {

struct ExportedSplats {
    std::int64_t primitives = 0;
    std::int64_t bytes = 0;
};

/// Writes the gaussians whose segment [count] is not 0, in their order; all of them when `isWhole`.
/// A .ply gets the segments as the integer property `segment` (left out where they are empty).
/// Throws Error when nothing is left.
ExportedSplats exportSplats(const GaussianField& gaussians,
                            std::vector<std::int32_t> segments,
                            bool isWhole,
                            const std::filesystem::path& file);

} // namespace cleave
