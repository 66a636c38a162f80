// SPDX-License-Identifier: Apache-2.0
#include "core/export/export_splats.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/formats/splat_file.h"

namespace cleave {

ExportedSplats exportSplats(const RadianceField& field,
                            const SegmentTree& tree,
                            std::span<const SegmentId> chosen,
                            bool wholeField,
                            const std::filesystem::path& file) {
    requireField(field);
    const GaussianField& gaussians = *std::get<std::shared_ptr<const GaussianField>>(field);
    std::vector<std::int32_t> segments = deepestSegments(tree, chosen, field);
    std::vector<IntegerProperty> properties;
    ExportedSplats exported;
    if (wholeField) {
        if (!tree.isEmpty())
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
