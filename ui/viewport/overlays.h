// SPDX-License-Identifier: Apache-2.0
// What is drawn over the picture: prompts where they were placed, the photos' cameras, the bounds
// of the scene, the axes of the world.
#pragma once

#include "core/camera/bounds.h"
#include "core/camera/camera.h"
#include "core/dataset/dataset.h"
#include "core/selection/prompt.h"

#include <QImage>
#include <QPainter>

#include <functional>
#include <span>

namespace cleave::ui {

/// Prompts keep their place in space: places[i] are the points of prompts[i]; NaN and missing ones
/// are left out.
void paintPrompts(QPainter& painter,
                  const Camera& camera,
                  std::span<const Prompt> prompts,
                  std::span<const std::vector<Eigen::Vector3f>> places);

struct FrustumStyle {
    double size = 0.1; ///< distance of the image plane from the camera, scene units
    ViewId highlighted;
    std::function<QImage(ViewId)> thumbnail; ///< may give a null image
};

void paintFrusta(QPainter& painter,
                 const Camera& camera,
                 const Dataset& dataset,
                 const FrustumStyle& style);

/// The edges of a box in the world; what lies behind the camera is cut off.
void paintBounds(QPainter& painter, const Camera& camera, const Bounds& bounds);

/// x red, y green, z blue, in the lower left corner.
void paintAxes(QPainter& painter, const Camera& camera);

} // namespace cleave::ui
