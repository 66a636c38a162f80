// SPDX-License-Identifier: Apache-2.0
// A dataset's camera as the rasteriser takes it.
#pragma once

#include "core/camera/camera.h"
#include "kernels/gaussians/gaussian_view.h"

namespace cleave {

/// Distortion is dropped: datasets undistort on load.
inline kernels::PinholeCamera pinholeCamera(const Camera& camera) {
    const Intrinsics& lens = camera.intrinsics;
    kernels::PinholeCamera result;
    result.width = lens.width;
    result.height = lens.height;
    result.fx = static_cast<float>(lens.fx);
    result.fy = static_cast<float>(lens.fy);
    result.cx = static_cast<float>(lens.cx);
    result.cy = static_cast<float>(lens.cy);
    for (int row = 0; row < 3; ++row) {
        for (int column = 0; column < 3; ++column)
            result.rotation[3 * row + column] =
                static_cast<float>(camera.pose.rotation(row, column));
        result.translation[row] = static_cast<float>(camera.pose.translation(row));
    }
    return result;
}

} // namespace cleave
