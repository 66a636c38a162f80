// SPDX-License-Identifier: Apache-2.0
// Where a scene is and how large: what the free camera turns around and how fast it flies.
#pragma once

#include "core/dataset/dataset.h"
#include "core/field/radiance_field.h"

#include <Eigen/Core>

namespace cleave::ui {

struct SceneFrame {
    Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
    Eigen::Vector3d center = Eigen::Vector3d::Zero();
    double radius = 1;
};

/// What the photos look at: the point nearest to all optical axes, and how far the cameras are from
/// it.
SceneFrame sceneOf(const Dataset& dataset);
/// The middle nine tenths of the primitives, of at most some twenty thousand.
SceneFrame sceneOf(const RadianceField& field);

} // namespace cleave::ui
