// SPDX-License-Identifier: Apache-2.0
// Segments -> a file of meshes.
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/export/export_mesh.h"
#include "core/project/project.h"

#include <filesystem>

namespace cleave {

struct ExportMeshParams {
    std::string segments = "all"; ///< all | NAME[,NAME...] | scene (the whole field as one mesh)
    int resolution = 256;         ///< voxels along the longest side of a segment
};

ParamList describe(ExportMeshParams& params);

struct ExportMeshResult {
    std::int64_t vertices = 0;
    std::int64_t faces = 0;
    std::int64_t nodes = 0;
    bool watertight = false; ///< every edge of every mesh has exactly two faces
};

/// `file` ends in .ply, .obj, .glb or .stl.
ExportMeshResult runExportMesh(const ExportMeshParams& params,
                               const Project& project,
                               const std::filesystem::path& file,
                               Progress& progress);

} // namespace cleave
