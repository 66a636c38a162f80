// SPDX-License-Identifier: Apache-2.0
// A trained hash-grid radiance field: data only. The scene lies in a cube [-S, S]^3; density and
// colour at a point come from the hash encoding and two small networks, and an occupancy grid says
// where there is anything at all. Its primitives are the vertices of a lattice where it shows
// something; where the lattice is empty, so is the field.
#pragma once

#include "core/base/revision.h"
#include "core/camera/bounds.h"
#include "core/field/primitive_lattice.h"
#include "kernels/base/array.h"
#include "kernels/hashgrid/encode.h"
#include "kernels/mlp/radiance_layers.h"
#include "kernels/rays/march.h"

#include <Eigen/Core>

#include <cstdint>
#include <memory>

namespace cleave {

/// Where the scene cube stands in the world: point in cube = (point in world - center) * scale.
/// Axes are the world's; lengths in the world are lengths in the cube / scale.
struct SceneCube {
    Eigen::Vector3f center = Eigen::Vector3f::Zero(); ///< scene units
    float scale = 1;                                  ///< cube units per scene unit
    float halfSize = 0.5f;                            ///< S, cube units
    /// e: steps grow by so much with the distance; 0 for objects, 1/256 for unbounded scenes.
    float stepGrowth = 0;

    Eigen::Vector3f cubeFromWorld(const Eigen::Vector3f& point) const {
        return (point - center) * scale;
    }

    Eigen::Vector3f worldFromCube(const Eigen::Vector3f& point) const {
        return point / scale + center;
    }

    Bounds boundsInWorld() const {
        const Eigen::Vector3d half = Eigen::Vector3d::Constant(double(halfSize) / scale);
        return Bounds(center.cast<double>() - half, center.cast<double>() + half);
    }

    bool operator==(const SceneCube&) const = default;
};

/// How large a field's tables are.
struct HashgridShape {
    int levels = kernels::mostHashLevels; ///< 16: what the networks take
    int log2TableSize = 19;               ///< entries of a level
    int coarsest = 16;                    ///< cells along an axis of the coarsest level
    double finest = 2048;                 ///< ... of the finest one, of the whole cube

    kernels::HashEncoding encoding() const {
        return kernels::hashEncoding(levels, log2TableSize, coarsest, finest);
    }

    bool operator==(const HashgridShape&) const = default;
};

struct HashgridField {
    SceneCube cube;
    HashgridShape shape;
    kernels::HashEncoding encoding;   ///< shape.encoding()
    kernels::Array<float, 2> table;   ///< [encoding.entryCount, 2]
    kernels::Array<float, 1> weights; ///< [RadianceLayers::weightCount], see radiance_layers.h
    kernels::Array<std::uint64_t, 2> occupancy; ///< [cascades, 128^3 / 64], see occupancy_grid.h
    std::shared_ptr<const PrimitiveLattice>
        lattice;            ///< whose vertices are the primitives; null until they were looked for
    std::int64_t count = 0; ///< primitives
    Revision revision = newRevision();

    HashgridField() = default;
    /// Arrays of zeros, everything occupied, no primitives.
    HashgridField(const SceneCube& sceneCube, const HashgridShape& fieldShape);

    kernels::OccupancyView occupancyView() const { return {occupancy.constView(), cube.halfSize}; }

    kernels::MarchSteps steps() const {
        return kernels::marchSteps(cube.halfSize, cube.stepGrowth);
    }

    void setLattice(PrimitiveLattice found) {
        lattice = std::make_shared<const PrimitiveLattice>(std::move(found));
        count = lattice->count();
    }

    /// A deep copy with a revision of its own. The lattice is shared.
    HashgridField clone() const;
};

} // namespace cleave
