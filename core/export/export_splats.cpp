// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_splats.h"

#include "core/base/error.h"
#include "core/formats/splat_file.h"

namespace cleave {

ExportedSplats exportSplats(const GaussianField& gaussians,
                            std::vector<std::int32_t> segments,
                            bool isWhole,
                            const std::filesystem::path& file) {
    std::vector<IntegerProperty> properties;
    ExportedSplats exported;
    if (isWhole) {
        if (!segments.empty())
            properties.push_back({"segment", std::move(segments)});
        writeSplats(file, gaussians, properties);
        exported.primitives = gaussians.count;
    } else {
        std::vector<std::int64_t> indices;
        IntegerProperty kept{"segment", {}};
        for (std::size_t g = 0; g < segments.size(); ++g) {
            if (segments[g] == 0)
                continue;
            indices.push_back(static_cast<std::int64_t>(g));
            kept.values.push_back(segments[g]);
        }
        if (indices.empty())
            throw badInput(
                CLEAVE_TR("Export",
                          "the chosen segments hold no gaussians, there is nothing to write to %1"),
                file);
        properties.push_back(std::move(kept));
        writeSplats(file, gaussians.subset(indices), properties);
        exported.primitives = static_cast<std::int64_t>(indices.size());
    }
    exported.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file));
    return exported;
}

} // namespace cleave
