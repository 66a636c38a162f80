// SPDX-License-Identifier: Apache-2.0
// Primitives as opaque points or ellipsoids instead of blended: shows where they are, how large,
// and how they lie.
#pragma once

#include "core/camera/camera.h"
#include "core/field/radiance_field.h"
#include "core/image/image.h"
#include "kernels/base/array_view.h"

#include <Eigen/Core>

namespace cleave {

enum class SolidShape { Points, Ellipsoids };

struct SolidRequest {
    SolidShape shape = SolidShape::Points;
    float pointSize = 2; ///< side of a point's square, pixels of the camera, at least 1
    Eigen::Vector3f background = Eigen::Vector3f::Zero(); ///< sRGB-coded
    /// Multiplies each primitive's opacity [N] in [0, 1]; empty: all ones. What is fainter than a
    /// tenth is left out.
    kernels::ArrayView<const float, 1> visibility = {};
};

struct SolidView {
    FloatImage color;     ///< [H, W, 3] sRGB-coded, background included
    FloatImage depth;     ///< [H, W, 1] z-depth in scene units, 0 where nothing was hit
    IdImage primitiveIds; ///< [H, W, 1], -1 where nothing was hit
};

/// The nearest primitive wins each pixel, of equally near ones the first. Ellipsoids are one
/// standard deviation large and lit from behind the camera's left shoulder; a field without shapes
/// shows balls. Colours are those without view dependence.
SolidView
drawSolids(const RadianceField& field, const Camera& camera, const SolidRequest& request = {});

} // namespace cleave
