// SPDX-License-Identifier: Apache-2.0
// From one file of splats, or from a project's field, to a file of splats.
#pragma once

#include "core/base/progress.h"
#include "core/export/export_splats.h"
#include "core/jobs/splats_of_field.h"
#include "core/jobs/train_field.h"

#include <filesystem>

namespace cleave {

/// Formats by content and by extension: .ply, .splat, .spz.
ExportedSplats runConvertSplats(const std::filesystem::path& from,
                                const std::filesystem::path& to,
                                Progress& progress);

struct ConvertedField {
    ExportedSplats file;
    FieldQuality quality; ///< of the splats on the test views; zeros where there are none
};

/// The project's whole field as splats, fitted where it is none.
ConvertedField runConvertField(const SplatsOfFieldParams& params,
                               const Project& project,
                               const std::filesystem::path& to,
                               Progress& progress);

} // namespace cleave
