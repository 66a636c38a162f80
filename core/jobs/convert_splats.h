// SPDX-License-Identifier: Apache-2.0
// From one file of splats to another.
#pragma once

#include "core/base/progress.h"
#include "core/export/export_splats.h"

#include <filesystem>

namespace cleave {

/// Formats by content and by extension: .ply, .splat, .spz.
ExportedSplats runConvertSplats(const std::filesystem::path& from,
                                const std::filesystem::path& to,
                                Progress& progress);

} // namespace cleave
