// SPDX-License-Identifier: Apache-2.0
#include "core/formats/mesh_file.h"

#include "core/base/error.h"
#include "core/base/safe_file.h"
#include "core/formats/glb_names.h"
#include "core/formats/mesh_scene.h"
#include "core/formats/ply.h"

#include <assimp/Exporter.hpp>
#include <assimp/Importer.hpp>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <algorithm>
#include <map>

namespace cleave {

namespace fs = std::filesystem;

namespace {

/// Assimp's name of the format of an extension.
std::string formatOf(const fs::path& path) {
    static const std::map<std::string, std::string> formats = {
        {".ply", "ply"}, {".obj", "objnomtl"}, {".glb", "glb2"}, {".stl", "stlb"}};
    const std::string extension = lowerExtension(path);
    const auto found = formats.find(extension);
    if (found == formats.end())
        throw badInput(
            CLEAVE_TR("Formats",
                      "%1: meshes cannot be written to \"%2\", expected .ply, .obj, .glb or .stl"),
            path,
            extension);
    return found->second;
}

/// All nodes' triangles as one mesh: PLY and STL know no nodes.
MeshScene merged(const MeshScene& scene) {
    MeshNode all{"scene", -1, {}};
    const bool hasColors =
        std::all_of(scene.nodes.begin(), scene.nodes.end(), [](const MeshNode& node) {
            return node.mesh.isEmpty() || !node.mesh.colors.empty();
        });
    for (const MeshNode& node : scene.nodes) {
        const TriangleMesh& mesh = node.mesh;
        const auto base = static_cast<std::uint32_t>(all.mesh.positions.size());
        all.mesh.positions.insert(
            all.mesh.positions.end(), mesh.positions.begin(), mesh.positions.end());
        all.mesh.normals.insert(all.mesh.normals.end(), mesh.normals.begin(), mesh.normals.end());
        if (hasColors)
            all.mesh.colors.insert(all.mesh.colors.end(), mesh.colors.begin(), mesh.colors.end());
        for (const auto& [a, b, c] : mesh.triangles)
            all.mesh.triangles.push_back({base + a, base + b, base + c});
    }
    if (all.mesh.normals.size() != all.mesh.positions.size())
        all.mesh.normals.clear();
    return {{std::move(all)}};
}

/// Not by Assimp: its binary writer puts float colours where its header promises bytes (5.2.5).
void writePlyMesh(const fs::path& path, const TriangleMesh& mesh) {
    PlyElement vertex{"vertex", static_cast<std::int64_t>(mesh.positions.size()), {}};
    const auto addColumns =
        [&]<class T>(std::initializer_list<const char*> names, PlyType type, auto&& get, T) {
            int index = 0;
            for (const char* name : names) {
                std::vector<T> values(mesh.positions.size());
                for (std::size_t v = 0; v < values.size(); ++v)
                    values[v] = get(v)[index];
                vertex.columns.push_back(plyColumn<T>(name, type, values));
                ++index;
            }
        };
    addColumns(
        {"x", "y", "z"},
        PlyType::Float32,
        [&](std::size_t v) { return mesh.positions[v]; },
        float());
    if (!mesh.normals.empty())
        addColumns(
            {"nx", "ny", "nz"},
            PlyType::Float32,
            [&](std::size_t v) { return mesh.normals[v]; },
            float());
    if (!mesh.colors.empty())
        addColumns(
            {"red", "green", "blue"},
            PlyType::UInt8,
            [&](std::size_t v) { return mesh.colors[v]; },
            std::uint8_t());
    std::vector<std::uint32_t> corners;
    std::vector<std::int64_t> starts = {0};
    for (const auto& face : mesh.triangles) {
        corners.insert(corners.end(), face.begin(), face.end());
        starts.push_back(static_cast<std::int64_t>(corners.size()));
    }
    PlyColumn faces = plyColumn<std::uint32_t>("vertex_indices", PlyType::UInt32, corners);
    faces.property.listCountType = PlyType::UInt8;
    faces.starts = std::move(starts);
    writePly(path,
             {{std::move(vertex),
               {"face", static_cast<std::int64_t>(mesh.triangles.size()), {std::move(faces)}}},
              {}});
}

} // namespace

std::int64_t MeshScene::vertexCount() const {
    std::int64_t count = 0;
    for (const MeshNode& node : nodes)
        count += static_cast<std::int64_t>(node.mesh.positions.size());
    return count;
}

std::int64_t MeshScene::faceCount() const {
    std::int64_t count = 0;
    for (const MeshNode& node : nodes)
        count += static_cast<std::int64_t>(node.mesh.triangles.size());
    return count;
}

void writeMesh(const fs::path& path, const MeshScene& scene) {
    const std::string format = formatOf(path);
    if (scene.faceCount() == 0)
        throw badInput(CLEAVE_TR("Formats", "%1: there is no surface to write"), path);
    if (format == "ply")
        return writePlyMesh(path, merged(scene).nodes[0].mesh);
    const bool isTree = format == "glb2", hasNodes = isTree || format == "objnomtl";
    const std::unique_ptr<aiScene> exported = assimpScene(hasNodes ? scene : merged(scene), isTree);
    // By way of memory: Assimp does not notice a full disk.
    Assimp::Exporter exporter;
    const aiExportDataBlob* blob = exporter.ExportToBlob(exported.get(), format);
    if (!blob)
        throw Error(ErrorKind::Unsupported,
                    text(CLEAVE_TR("Formats", "%1: Assimp cannot write the mesh: %2"),
                         path,
                         exporter.GetErrorString()));
    const std::span bytes(static_cast<const std::byte*>(blob->data), blob->size);
    if (isTree)
        writeFile(path, withNodeNames(bytes, scene));
    else
        writeFile(path, bytes);
}

MeshScene readMesh(const fs::path& path) {
    std::error_code code;
    if (!fs::exists(path, code))
        throw missing(CLEAVE_TR("Files", "%1 does not exist"), path);
    Assimp::Importer importer;
    const aiScene* scene = importer.ReadFile(
        path.string(),
        aiProcess_Triangulate | aiProcess_JoinIdenticalVertices | aiProcess_SortByPType);
    if (!scene || !scene->mRootNode) {
        std::string reason = importer.GetErrorString();
        std::replace(reason.begin(), reason.end(), '\n', ' ');
        throw badFile(CLEAVE_TR("Formats", "%1 is no mesh that can be read: %2"), path, reason);
    }
    return sceneOf(*scene, lowerExtension(path) == ".glb" || lowerExtension(path) == ".gltf");
}

} // namespace cleave
