// SPDX-License-Identifier: Apache-2.0
// The lens: pixels of a size, focal lengths, principal point. Pixel centre of column u is u + 0.5.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace cleave {

/// Brown's model on normalised coordinates, as OpenCV writes it; all zero is a pinhole.
struct Distortion {
    double k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0;

    bool isNone() const { return k1 == 0 && k2 == 0 && p1 == 0 && p2 == 0 && k3 == 0; }

    bool operator==(const Distortion&) const = default;
};

struct Intrinsics {
    int width = 0;                         ///< pixels
    int height = 0;                        ///< pixels
    double fx = 0, fy = 0, cx = 0, cy = 0; ///< pixels
    Distortion distortion;

    /// The same lens seen at another size.
    Intrinsics scaledTo(int newWidth, int newHeight) const {
        const double sx = static_cast<double>(newWidth) / width,
                     sy = static_cast<double>(newHeight) / height;
        return {newWidth, newHeight, fx * sx, fy * sy, cx * sx, cy * sy, distortion};
    }

    double fovY() const { return 2 * std::atan(0.5 * height / fy); } ///< radians

    bool operator==(const Intrinsics&) const = default;
};

/// A pinhole with square pixels and the principal point in the middle; fovY in radians.
inline Intrinsics pinhole(int width, int height, double fovY) {
    const double focal = 0.5 * height / std::tan(0.5 * fovY);
    return {width, height, focal, focal, 0.5 * width, 0.5 * height, {}};
}

} // namespace cleave
