// SPDX-License-Identifier: Apache-2.0
// From a signed distance to triangles (OpenVDB), and what a mesh needs before it leaves: stray
// pieces dropped, normals, colours.
#pragma once

#include "core/export/tsdf_fusion.h"
#include "core/formats/mesh_file.h"

namespace cleave {

/// The surface where the distance is zero. Closed: every edge has two faces. Positions alone, no
/// normals or colours.
TriangleMesh meshVolume(const DistanceVolume& volume);

/// Every edge of the mesh has exactly two faces that pass it in opposite directions. An empty mesh
/// is not watertight.
bool isWatertight(const TriangleMesh& mesh);

/// Drops connected pieces with fewer faces than `share` of the largest piece, and hollows inside of
/// others.
void dropSmallPieces(TriangleMesh& mesh, double share);

/// Normals: mean of the faces around a vertex by area.
void computeNormals(TriangleMesh& mesh);

/// The colour of each vertex: the mean of the views that see it (their depth agrees within
/// `tolerance` scene units), frontal ones first. Vertices that none sees take over from their
/// neighbours.
void colorFromViews(TriangleMesh& mesh, std::span<const DepthView> views, double tolerance);

} // namespace cleave
