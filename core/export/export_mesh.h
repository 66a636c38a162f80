// SPDX-License-Identifier: Apache-2.0
// Segments as meshes: each is drawn alone from the photos' cameras that see it and from cameras
// around it, the depths are fused into a signed distance in a box of its own, which OpenVDB meshes.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/view.h"
#include "core/field/radiance_field.h"
#include "core/formats/mesh_file.h"
#include "core/segments/segment_tree.h"

#include <span>

namespace cleave {

struct MeshOptions {
    int resolution = 256;   ///< voxels along the longest side of a segment
    int viewsAround = 48;   ///< cameras on a sphere around a segment
    int viewsOfPhotos = 32; ///< at most so many of the photos' cameras that see it
    double smallestComponent =
        0.01; ///< share of the largest component's faces; smaller ones are dropped
};

/// The chosen primitives (visibility [N] 1 or 0) as one closed mesh with colours and normals. Empty
/// when nothing is dense enough.
TriangleMesh meshOfPrimitives(const RadianceField& field,
                              std::span<const float> visibility,
                              std::span<const View> views,
                              const MeshOptions& options,
                              Progress& progress);

/// One node per chosen segment, nested as in the tree (a segment whose parent is not chosen hangs
/// under its nearest chosen ancestor). A node with chosen segments below it carries what they leave
/// over, so that nothing is there twice. Without any segment: one node "scene" of the whole field.
MeshScene meshSegments(const RadianceField& field,
                       const SegmentTree& tree,
                       std::span<const SegmentId> chosen,
                       std::span<const View> views,
                       const MeshOptions& options,
                       Progress& progress);

} // namespace cleave
