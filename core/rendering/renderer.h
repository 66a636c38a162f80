// SPDX-License-Identifier: Apache-2.0
// Field + camera -> pixels. One call for colour, depth, alpha and whatever the primitives carry.
#pragma once

#include "core/camera/camera.h"
#include "core/field/radiance_field.h"
#include "core/image/image.h"
#include "kernels/base/array.h"

#include <Eigen/Core>

#include <functional>
#include <optional>

namespace cleave {

struct RenderRequest {
    Eigen::Vector3f background = Eigen::Vector3f::Zero(); ///< sRGB-coded, behind everything
    bool color = true;
    bool plainColor = false;   ///< colours without what changes with the direction
    bool depth = false;        ///< expected depth: sum of w * z / sum of w
    bool primitiveIds = false; ///< the primitive with the largest weight in the pixel
    /// Values carried by primitives, rendered as extra channels [N, C]; empty: none.
    kernels::ArrayView<const float, 2> values = {};
    /// Multiplies each primitive's opacity [N] in [0, 1]; empty: all ones. 0 hides a primitive, for
    /// isolated segments.
    kernels::ArrayView<const float, 1> visibility = {};
    /// Asked now and then, from any thread, while a rendering takes long: true makes it throw
    /// Cancelled. Empty: never.
    std::function<bool()> isStale = {};
};

struct RenderedView {
    FloatImage color;     ///< [H, W, 3] sRGB-coded, background included
    FloatImage alpha;     ///< [H, W, 1] in [0, 1]
    FloatImage depth;     ///< [H, W, 1] z-depth in scene units, 0 where alpha < 0.5
    IdImage primitiveIds; ///< [H, W, 1], -1 where nothing was hit
    FloatImage values;    ///< [H, W, C], sum of weight * value, not divided by alpha
};

/// The camera's intrinsics give the size; distortion is ignored (datasets undistort on load).
RenderedView
renderView(const RadianceField& field, const Camera& camera, const RenderRequest& request = {});

} // namespace cleave
