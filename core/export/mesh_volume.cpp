// SPDX-License-Identifier: Apache-2.0
#include "core/export/mesh_volume.h"

#include "kernels/base/parallel_for.h"

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

/// A leaf for every block with a surface, filled on all threads.
std::vector<std::unique_ptr<Leaf>> leavesOf(const DistanceVolume& volume) {
    std::vector<std::unique_ptr<Leaf>> leaves(volume.blocks.size());
    const auto slab = static_cast<std::int64_t>(volume.blockCounts[1]) * volume.blockCounts[2];
    kernels::forChunks(
        volume.blockCounts[0], 1, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin * slab; i < end * slab; ++i) {
                const std::int32_t state = volume.states[static_cast<std::size_t>(i)];
                if (state < 0)
                    continue;
                const auto z = static_cast<int>(i % volume.blockCounts[2]);
                const auto y = static_cast<int>(i / volume.blockCounts[2] % volume.blockCounts[1]);
                const auto x = static_cast<int>(i / slab);
                auto leaf = std::make_unique<Leaf>(
                    openvdb::Coord(x * Leaf::DIM, y * Leaf::DIM, z * Leaf::DIM), 0.0f, true);
                const DistanceVolume::Block& values =
                    volume.blocks[static_cast<std::size_t>(state)];
                std::memcpy(leaf->buffer().data(), values.data(), sizeof values);
                leaves[static_cast<std::size_t>(state)] = std::move(leaf);
            }
        });
    return leaves;
}

FloatTree treeOf(const DistanceVolume& volume) {
    const auto truncation = static_cast<float>(DistanceVolume::truncation * volume.voxelSize);
    FloatTree tree(truncation);
    std::vector<std::unique_ptr<Leaf>> leaves = leavesOf(volume);
    for (int x = 0; x < volume.blockCounts[0]; ++x)
        for (int y = 0; y < volume.blockCounts[1]; ++y)
            for (int z = 0; z < volume.blockCounts[2]; ++z) {
                const std::int32_t state = volume.states[volume.blockIndex(x, y, z)];
                const openvdb::Coord corner(x * Leaf::DIM, y * Leaf::DIM, z * Leaf::DIM);
                if (state >= 0)
                    tree.addLeaf(leaves[static_cast<std::size_t>(state)].release());
                // The mesher finds surfaces in leaves, not between a tile and the background.
                else if (state == DistanceVolume::inside && touchesOutside(volume, x, y, z))
                    tree.addLeaf(new Leaf(corner, -truncation, true));
                else if (state == DistanceVolume::inside)
                    tree.addTile(1, corner, -truncation, false);
            }
    return tree;
}

/// What the mesher asks of a grid: a tree and a transform.
openvdb::FloatGrid::Ptr gridOf(const DistanceVolume& volume) {
    auto grid = openvdb::FloatGrid::create(std::make_shared<FloatTree>(treeOf(volume)));
    auto transform = openvdb::math::Transform::createLinearTransform(volume.voxelSize);
    transform->postTranslate(
        openvdb::Vec3d(volume.origin.x(), volume.origin.y(), volume.origin.z()));
    grid->setTransform(transform);
    return grid;
}

/// The pool's triangles, then its quads in two.
void copyFaces(const openvdb::tools::PolygonPool& pool, std::array<std::uint32_t, 3>* to) {
    for (std::size_t i = 0; i < pool.numTriangles(); ++i) {
        const openvdb::Vec3I& face = pool.triangle(i);
        *to++ = {face[0], face[1], face[2]};
    }
    for (std::size_t i = 0; i < pool.numQuads(); ++i) {
        const openvdb::Vec4I& face = pool.quad(i);
        *to++ = {face[0], face[1], face[2]};
        *to++ = {face[0], face[2], face[3]};
    }
}

} // namespace

TriangleMesh meshVolume(const DistanceVolume& volume) {
    const openvdb::FloatGrid::Ptr grid = gridOf(volume);
    openvdb::tools::VolumeToMesh mesher(0.0, 0.0);
    mesher(*grid);

    TriangleMesh mesh;
    mesh.positions.resize(mesher.pointListSize());
    kernels::forChunks(
        static_cast<std::int64_t>(mesh.positions.size()),
        1 << 14,
        [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                const openvdb::Vec3s& point = mesher.pointList()[static_cast<std::size_t>(i)];
                mesh.positions[static_cast<std::size_t>(i)] = {point.x(), point.y(), point.z()};
            }
        });
    const openvdb::tools::PolygonPoolList& pools = mesher.polygonPoolList();
    std::vector<std::size_t> starts(mesher.polygonPoolListSize() + 1, 0);
    for (std::size_t i = 0; i + 1 < starts.size(); ++i)
        starts[i + 1] = starts[i] + pools[i].numTriangles() + 2 * pools[i].numQuads();
    mesh.triangles.resize(starts.back());
    kernels::forChunks(static_cast<std::int64_t>(starts.size()) - 1,
                       64,
                       [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                           for (std::int64_t i = begin; i < end; ++i)
                               copyFaces(pools[static_cast<std::size_t>(i)],
                                         mesh.triangles.data() +
                                             starts[static_cast<std::size_t>(i)]);
                       });
    return mesh;
}

} // namespace cleave
