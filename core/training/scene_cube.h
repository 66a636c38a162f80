// SPDX-License-Identifier: Apache-2.0
// Which part of the world a grid field covers, found from cameras, photos and points.
#pragma once

#include "core/training/train_hashgrid.h"

#include <Eigen/Core>

#include <functional>
#include <vector>

namespace cleave {

/// The cube of params.sceneBox if given, else around the object that the photos show, or around
/// points and cameras of an open scene. Needs training views. Decodes photos of objects.
SceneCube sceneCube(const Dataset& dataset,
                    PhotoStore& photos,
                    const TrainHashgridParams& params,
                    Progress& progress);

/// "x0,y0,z0,x1,y1,z1": throws Error unless these are six numbers with x0 < x1 and so on.
Bounds parseSceneBox(const std::string& text);

/// Where photos show something: a camera with a mask of its size, 1 channel, 0 where there is
/// nothing.
struct Silhouette {
    Camera camera;
    Image mask;
};

/// The box around the part of `start` that no silhouette shows to be empty and that at least half
/// of them show at all; empty when nothing is left.
Bounds silhouetteBounds(const std::vector<Silhouette>& silhouettes, const Bounds& start);

} // namespace cleave
