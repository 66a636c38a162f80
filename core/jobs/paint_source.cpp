// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/paint_source.h"

#include "core/export/export_choice.h"

namespace cleave {

PaintSource
paintSource(const Project& project, const std::string& segments, const Similarity* similarity) {
    requireField(project.field);
    PaintSource source;
    source.field = project.field;
    source.segments = project.segments;
    if (!segments.empty())
        source.isolated = chooseSegments(project.segments, segments);
    const auto lifted = project.lifted.find(project.currentMethod);
    if (lifted != project.lifted.end() && lifted->second)
        source.features = lifted->second->features;
    if (similarity)
        source.similarity.assign(similarity->values.begin(), similarity->values.end());
    return source;
}

} // namespace cleave
