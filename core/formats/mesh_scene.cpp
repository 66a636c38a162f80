// SPDX-License-Identifier: Apache-2.0
#include "core/formats/mesh_scene.h"

#include "core/image/color.h"

#include <assimp/material.h>
#include <assimp/mesh.h>
#include <assimp/scene.h>

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

aiVector3D toAssimp(const Eigen::Vector3f& v) {
    return {v.x(), v.y(), v.z()};
}

/// Owned by the caller; Assimp's destructors expect arrays from new[].
aiMesh* assimpMesh(const MeshNode& node, bool hasLinearColors) {
    auto mesh = std::make_unique<aiMesh>();
    const TriangleMesh& from = node.mesh;
    mesh->mName = aiString(node.name);
    mesh->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
    mesh->mNumVertices = static_cast<unsigned>(from.positions.size());
    mesh->mVertices = new aiVector3D[from.positions.size()];
    for (std::size_t i = 0; i < from.positions.size(); ++i)
        mesh->mVertices[i] = toAssimp(from.positions[i]);
    if (!from.normals.empty()) {
        mesh->mNormals = new aiVector3D[from.normals.size()];
        for (std::size_t i = 0; i < from.normals.size(); ++i)
            mesh->mNormals[i] = toAssimp(from.normals[i]);
    }
    if (!from.colors.empty()) {
        mesh->mColors[0] = new aiColor4D[from.colors.size()];
        for (std::size_t i = 0; i < from.colors.size(); ++i) {
            float color[3];
            for (std::size_t c = 0; c < 3; ++c) {
                const float coded = static_cast<float>(from.colors[i][c]) / 255;
                color[c] = hasLinearColors ? linearFromSrgb(coded) : coded;
            }
            mesh->mColors[0][i] = aiColor4D(color[0], color[1], color[2], 1);
        }
    }
    mesh->mNumFaces = static_cast<unsigned>(from.triangles.size());
    mesh->mFaces = new aiFace[from.triangles.size()];
    for (std::size_t i = 0; i < from.triangles.size(); ++i) {
        mesh->mFaces[i].mNumIndices = 3;
        mesh->mFaces[i].mIndices =
            new unsigned[3]{from.triangles[i][0], from.triangles[i][1], from.triangles[i][2]};
    }
    return mesh.release();
}

void adopt(aiNode& parent, const std::vector<aiNode*>& children) {
    parent.mNumChildren = static_cast<unsigned>(children.size());
    if (children.empty())
        return;
    parent.mChildren = new aiNode*[children.size()];
    for (std::size_t i = 0; i < children.size(); ++i) {
        parent.mChildren[i] = children[i];
        children[i]->mParent = &parent;
    }
}

TriangleMesh triangleMesh(const aiMesh& from, const aiMatrix4x4& transform, bool hasLinearColors) {
    TriangleMesh mesh;
    const aiMatrix3x3 rotation(transform);
    for (unsigned i = 0; i < from.mNumVertices; ++i) {
        const aiVector3D position = transform * from.mVertices[i];
        mesh.positions.emplace_back(position.x, position.y, position.z);
        if (from.HasNormals()) {
            const aiVector3D normal = (rotation * from.mNormals[i]).NormalizeSafe();
            mesh.normals.emplace_back(normal.x, normal.y, normal.z);
        }
        if (from.HasVertexColors(0)) {
            const aiColor4D& color = from.mColors[0][i];
            const auto byte = [&](float value) {
                value = std::clamp(value, 0.0f, 1.0f);
                return static_cast<std::uint8_t>(
                    std::lround(255 * (hasLinearColors ? srgbFromLinear(value) : value)));
            };
            mesh.colors.push_back({byte(color.r), byte(color.g), byte(color.b)});
        }
    }
    for (unsigned f = 0; f < from.mNumFaces; ++f)
        if (from.mFaces[f].mNumIndices == 3)
            mesh.triangles.push_back({from.mFaces[f].mIndices[0],
                                      from.mFaces[f].mIndices[1],
                                      from.mFaces[f].mIndices[2]});
    return mesh;
}

void append(TriangleMesh& all, const TriangleMesh& part) {
    const auto base = static_cast<std::uint32_t>(all.positions.size());
    all.positions.insert(all.positions.end(), part.positions.begin(), part.positions.end());
    all.normals.insert(all.normals.end(), part.normals.begin(), part.normals.end());
    all.colors.insert(all.colors.end(), part.colors.begin(), part.colors.end());
    for (const auto& [a, b, c] : part.triangles)
        all.triangles.push_back({base + a, base + b, base + c});
}

void visit(const aiScene& scene,
           bool isGltf,
           const aiNode& node,
           int parent,
           const aiMatrix4x4& parentTransform,
           MeshScene& out) {
    const aiMatrix4x4 transform = parentTransform * node.mTransformation;
    MeshNode entry{node.mName.C_Str(), parent, {}};
    for (unsigned m = 0; m < node.mNumMeshes; ++m)
        append(entry.mesh, triangleMesh(*scene.mMeshes[node.mMeshes[m]], transform, isGltf));
    int place = parent;
    const bool isRoot = node.mParent == nullptr;
    if (!isRoot || !entry.mesh.isEmpty()) {
        place = static_cast<int>(out.nodes.size());
        out.nodes.push_back(std::move(entry));
    }
    for (unsigned c = 0; c < node.mNumChildren; ++c)
        visit(scene, isGltf, *node.mChildren[c], place, transform, out);
}

} // namespace

std::unique_ptr<aiScene> assimpScene(const MeshScene& scene, bool isGltf) {
    auto out = std::make_unique<aiScene>();
    out->mNumMaterials = 1;
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDeleteLeaks): the scene deletes it
    out->mMaterials = new aiMaterial* [1] { new aiMaterial() };
    // White and without a mirror, so that the vertex colours are what is seen.
    const aiColor4D white(1, 1, 1, 1);
    out->mMaterials[0]->AddProperty(&white, 1, AI_MATKEY_COLOR_DIFFUSE);
    out->mMaterials[0]->AddProperty(&white, 1, AI_MATKEY_BASE_COLOR);
    const float metal = 0, roughness = 1;
    out->mMaterials[0]->AddProperty(&metal, 1, AI_MATKEY_METALLIC_FACTOR);
    out->mMaterials[0]->AddProperty(&roughness, 1, AI_MATKEY_ROUGHNESS_FACTOR);

    std::vector<aiMesh*> meshes;
    std::vector<aiNode*> nodes;
    std::vector<std::vector<aiNode*>> children(scene.nodes.size());
    std::vector<aiNode*> roots;
    for (const MeshNode& from : scene.nodes) {
        auto* node = new aiNode(from.name);
        if (!from.mesh.isEmpty()) {
            node->mNumMeshes = 1;
            node->mMeshes = new unsigned[1]{static_cast<unsigned>(meshes.size())};
            meshes.push_back(assimpMesh(from, isGltf));
        }
        if (isGltf && from.parent >= 0)
            children[static_cast<std::size_t>(from.parent)].push_back(node);
        else
            roots.push_back(node);
        nodes.push_back(node);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        adopt(*nodes[i], children[i]);
    out->mRootNode = new aiNode("cleave");
    adopt(*out->mRootNode, roots);
    // y down, z forward -> y up, z towards the viewer: half a turn about x.
    if (isGltf)
        out->mRootNode->mTransformation =
            aiMatrix4x4(1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1);
    out->mNumMeshes = static_cast<unsigned>(meshes.size());
    out->mMeshes = new aiMesh*[meshes.size()];
    std::copy(meshes.begin(), meshes.end(), out->mMeshes);
    return out;
}

MeshScene sceneOf(const aiScene& scene, bool isGltf) {
    MeshScene out;
    visit(scene, isGltf, *scene.mRootNode, -1, aiMatrix4x4(), out);
    return out;
}

} // namespace cleave
