// SPDX-License-Identifier: Apache-2.0
#include "core/export/mesh_volume.h"

#include <openvdb/tools/VolumeToMesh.h>
#include <openvdb/tree/Tree.h>

#include <cstring>
#include <memory>

namespace cleave {

namespace {

using FloatTree = openvdb::tree::Tree4<float, 5, 4, 3>::Type;
using Leaf = FloatTree::LeafNodeType;

static_assert(Leaf::DIM == DistanceVolume::blockSize);

/// Whether a neighbour of the block, diagonal ones too, or the space beyond the box is outside.
bool touchesOutside(const DistanceVolume& volume, int x, int y, int z) {
    for (int i = x - 1; i <= x + 1; ++i)
        for (int j = y - 1; j <= y + 1; ++j)
            for (int k = z - 1; k <= z + 1; ++k) {
                if (i < 0 || j < 0 || k < 0 || i >= volume.blockCounts[0] ||
                    j >= volume.blockCounts[1] || k >= volume.blockCounts[2])
                    return true;
                if (volume.states[volume.blockIndex(i, j, k)] == DistanceVolume::outside)
                    return true;
            }
    return false;
}

FloatTree treeOf(const DistanceVolume& volume) {
    const auto truncation = static_cast<float>(DistanceVolume::truncation * volume.voxelSize);
    FloatTree tree(truncation);
    for (int x = 0; x < volume.blockCounts[0]; ++x)
        for (int y = 0; y < volume.blockCounts[1]; ++y)
            for (int z = 0; z < volume.blockCounts[2]; ++z) {
                const std::int32_t state = volume.states[volume.blockIndex(x, y, z)];
                const openvdb::Coord corner(x * Leaf::DIM, y * Leaf::DIM, z * Leaf::DIM);
                if (state == DistanceVolume::outside)
                    continue;
                if (state == DistanceVolume::inside) {
                    // The mesher finds surfaces in leaves, not between a tile and the background.
                    if (touchesOutside(volume, x, y, z))
                        tree.addLeaf(new Leaf(corner, -truncation, true));
                    else
                        tree.addTile(1, corner, -truncation, false);
                    continue;
                }
                auto leaf = std::make_unique<Leaf>(corner, 0.0f, true);
                const DistanceVolume::Block& values =
                    volume.blocks[static_cast<std::size_t>(state)];
                std::memcpy(leaf->buffer().data(), values.data(), sizeof values);
                tree.addLeaf(leaf.release());
            }
    return tree;
}

/// What volumeToMesh asks of a grid: a tree and a transform.
openvdb::FloatGrid::Ptr gridOf(const DistanceVolume& volume) {
    auto grid = openvdb::FloatGrid::create(std::make_shared<FloatTree>(treeOf(volume)));
    auto transform = openvdb::math::Transform::createLinearTransform(volume.voxelSize);
    transform->postTranslate(
        openvdb::Vec3d(volume.origin.x(), volume.origin.y(), volume.origin.z()));
    grid->setTransform(transform);
    return grid;
}

} // namespace

TriangleMesh meshVolume(const DistanceVolume& volume) {
    const openvdb::FloatGrid::Ptr grid = gridOf(volume);
    std::vector<openvdb::Vec3s> points;
    std::vector<openvdb::Vec3I> triangles;
    std::vector<openvdb::Vec4I> quads;
    openvdb::tools::volumeToMesh(*grid, points, triangles, quads, 0.0, 0.0);

    TriangleMesh mesh;
    mesh.positions.reserve(points.size());
    for (const openvdb::Vec3s& point : points)
        mesh.positions.emplace_back(point.x(), point.y(), point.z());
    mesh.triangles.reserve(triangles.size() + 2 * quads.size());
    for (const openvdb::Vec3I& face : triangles)
        mesh.triangles.push_back({face[0], face[1], face[2]});
    for (const openvdb::Vec4I& face : quads) {
        mesh.triangles.push_back({face[0], face[1], face[2]});
        mesh.triangles.push_back({face[0], face[2], face[3]});
    }
    return mesh;
}

} // namespace cleave
