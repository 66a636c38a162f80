// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/convert_splats.h"

#include "core/formats/splat_file.h"

namespace cleave {

ExportedSplats runConvertSplats(const std::filesystem::path& from,
                                const std::filesystem::path& to,
                                Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Reading splats")));
    const GaussianField field = readSplats(from);
    progress.advance(0.5);
    progress.phase(text(CLEAVE_TR("Jobs", "Writing splats")));
    writeSplats(to, field);
    progress.advance(1.0);
    return {field.count, static_cast<std::int64_t>(std::filesystem::file_size(to))};
}

} // namespace cleave
