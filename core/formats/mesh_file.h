// SPDX-License-Identifier: Apache-2.0
// Triangle meshes in a tree of named nodes <-> OBJ, GLB, STL by Assimp, and PLY.
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace cleave {

struct TriangleMesh {
    std::vector<Eigen::Vector3f> positions;              ///< scene units
    std::vector<Eigen::Vector3f> normals;                ///< unit length; empty or one per position
    std::vector<std::array<std::uint8_t, 3>> colors;     ///< sRGB; empty or one per position
    std::vector<std::array<std::uint32_t, 3>> triangles; ///< counter-clockwise seen from outside

    bool isEmpty() const { return triangles.empty(); }
};

struct MeshNode {
    std::string name;  ///< UTF-8
    int parent = -1;   ///< index of a node in front of this one; -1: at the top
    TriangleMesh mesh; ///< may be empty: the node only groups
};

struct MeshScene {
    std::vector<MeshNode> nodes; ///< parents first

    std::int64_t vertexCount() const;
    std::int64_t faceCount() const;
};

/// By extension: .glb keeps the tree, names and colours; .obj the names (as groups) and colours;
/// .ply colours alone, all nodes as one mesh; .stl the shape alone. GLB turns the scene y up (its
/// rule) from our y down. Written beside and renamed. Throws Error for another extension, a scene
/// without triangles, a folder that cannot be written or a full disk.
void writeMesh(const std::filesystem::path& path, const MeshScene& scene);

/// Whatever Assimp reads. Nodes that carry no mesh and have one child are kept. Throws
/// Error(BadFile) with Assimp's reason.
MeshScene readMesh(const std::filesystem::path& path);

} // namespace cleave
