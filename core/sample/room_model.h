// SPDX-License-Identifier: Apache-2.0
// What stands in the demo's room: objects with parts on a round table, between a floor and four
// walls.
#pragma once

#include "core/sample/ray_shapes.h"
#include "core/sample/room_textures.h"
#include "core/sample/scene_builder.h"

#include <string>
#include <vector>

namespace cleave::sample {

/// Shapes that a ray is tested against together.
struct ShapeGroup {
    int objectIndex = 0; ///< into RoomModel::objects
    std::vector<Shape> shapes;
    Eigen::Vector3d boundCenter = Eigen::Vector3d::Zero();
    double boundRadius = 0; ///< infinite for planes
    double top =
        0; ///< largest z, scene units; a ray that rises from above it meets nothing of the group
};

struct RoomModel {
    std::vector<SceneObject> objects;
    std::vector<int> objectOfPart; ///< object id by part id; [0] = 0
    std::vector<Material> materials;
    std::vector<ShapeGroup> groups;
};

/// z is up, the table's top at z = 0, the table's radius 1.55 scene units.
RoomModel makeRoomModel();

inline constexpr double roomHalfWidth = 4.6; ///< scene units, from the middle to each wall
inline constexpr double floorHeight = -1.1;  ///< scene units

} // namespace cleave::sample
