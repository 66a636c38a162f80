// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_mesh.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/export/mesh_volume.h"

#include <algorithm>

namespace cleave {

ParamList describe(ExportMeshParams& params) {
    return {
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params",
                           "all, or names separated by commas, or scene: everything as one mesh.")},
        {.name = "resolution",
         .value = &params.resolution,
         .label = CLEAVE_TR("Params", "Resolution"),
         .help = CLEAVE_TR(
             "Params",
             "Voxels along the longest side of a segment; fewer where the photos show less."),
         .range = ParamRange{16, 1024, 16}},
    };
}

ExportMeshResult runExportMesh(const ExportMeshParams& params,
                               const Project& project,
                               const std::filesystem::path& file,
                               Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Meshing")));
    requireField(project.field);
    std::vector<SegmentId> chosen;
    if (params.segments != "scene")
        chosen = chooseSegments(project.segments, params.segments);
    std::vector<View> views;
    if (project.dataset)
        std::copy_if(project.dataset->views.begin(),
                     project.dataset->views.end(),
                     std::back_inserter(views),
                     [](const View& view) { return !view.isTest; });

    MeshOptions options;
    options.resolution = params.resolution;
    Progress meshing = progress.part(0, 0.95);
    const MeshScene scene =
        meshSegments(project.field, project.segments, chosen, views, options, meshing);
    if (scene.faceCount() == 0)
        throw badInput(
            CLEAVE_TR("Export",
                      "the chosen segments have no solid surface, there is nothing to write to %1"),
            file);
    progress.phase(text(CLEAVE_TR("Jobs", "Writing the mesh")));
    writeMesh(file, scene);

    ExportMeshResult result{scene.vertexCount(),
                            scene.faceCount(),
                            static_cast<std::int64_t>(scene.nodes.size()),
                            true};
    for (const MeshNode& node : scene.nodes)
        result.watertight = result.watertight && (node.mesh.isEmpty() || isWatertight(node.mesh));
    progress.advance(1.0);
    return result;
}

} // namespace cleave
