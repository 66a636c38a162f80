// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/undistort.h"

#include "kernels/base/check.h"

#include <opencv2/imgproc.hpp>

namespace cleave {

namespace {

/// Beyond this the corners of a very strong lens stay outside and repeat the border.
constexpr double maxZoom = 2.0;

/// Whether radii still grow outwards here: beyond the turning point of the polynomial the lens
/// model means nothing.
bool isUnfolded(const Distortion& d, const Eigen::Vector2d& point) {
    const double r2 = point.squaredNorm();
    return 1 + r2 * (3 * d.k1 + r2 * (5 * d.k2 + r2 * 7 * d.k3)) > 0;
}

Eigen::Vector2d sourcePixel(const Intrinsics& lens, const Eigen::Vector2d& normalised) {
    const Eigen::Vector2d p = distort(lens.distortion, normalised);
    return {lens.fx * p.x() + lens.cx, lens.fy * p.y() + lens.cy};
}

bool staysInside(const Intrinsics& lens, double zoom) {
    const auto isInside = [&](double u, double v) {
        const Eigen::Vector2d point((u - lens.cx) / (lens.fx * zoom),
                                    (v - lens.cy) / (lens.fy * zoom));
        // To the centres of the border pixels, so that interpolation needs nothing from beyond.
        const Eigen::Vector2d p = sourcePixel(lens, point);
        constexpr double slack = 1e-6;
        return isUnfolded(lens.distortion, point) && p.x() >= 0.5 - slack && p.y() >= 0.5 - slack &&
               p.x() <= lens.width - 0.5 + slack && p.y() <= lens.height - 0.5 + slack;
    };
    for (int x = 0; x < lens.width; ++x)
        if (!isInside(x + 0.5, 0.5) || !isInside(x + 0.5, lens.height - 0.5))
            return false;
    for (int y = 0; y < lens.height; ++y)
        if (!isInside(0.5, y + 0.5) || !isInside(lens.width - 0.5, y + 0.5))
            return false;
    return true;
}

} // namespace

Eigen::Vector2d distort(const Distortion& d, const Eigen::Vector2d& point) {
    const double x = point.x(), y = point.y(), r2 = x * x + y * y;
    const double radial = 1 + r2 * (d.k1 + r2 * (d.k2 + r2 * d.k3));
    return {x * radial + 2 * d.p1 * x * y + d.p2 * (r2 + 2 * x * x),
            y * radial + d.p1 * (r2 + 2 * y * y) + 2 * d.p2 * x * y};
}

Intrinsics undistortedIntrinsics(const Intrinsics& lens) {
    if (lens.distortion.isNone())
        return lens;
    double low = 1, high = 1;
    if (!staysInside(lens, 1)) {
        high = maxZoom;
        if (staysInside(lens, maxZoom))
            for (int step = 0; step < 40; ++step) {
                const double middle = 0.5 * (low + high);
                (staysInside(lens, middle) ? high : low) = middle;
            }
    }
    Intrinsics pinhole = lens;
    pinhole.fx *= high;
    pinhole.fy *= high;
    pinhole.distortion = {};
    return pinhole;
}

Image undistort(const Image& photo, const Intrinsics& lens, const Intrinsics& pinhole) {
    CLEAVE_ASSERT(photo.width == lens.width && photo.height == lens.height);
    cv::Mat mapX(pinhole.height, pinhole.width, CV_32FC1),
        mapY(pinhole.height, pinhole.width, CV_32FC1);
    for (int y = 0; y < pinhole.height; ++y)
        for (int x = 0; x < pinhole.width; ++x) {
            const Eigen::Vector2d p = sourcePixel(
                lens, {(x + 0.5 - pinhole.cx) / pinhole.fx, (y + 0.5 - pinhole.cy) / pinhole.fy});
            mapX.at<float>(y, x) =
                static_cast<float>(p.x() - 0.5); // OpenCV counts from the centre of the first pixel
            mapY.at<float>(y, x) = static_cast<float>(p.y() - 0.5);
        }
    Image result(pinhole.width, pinhole.height, photo.channels);
    const cv::Mat source(photo.height,
                         photo.width,
                         CV_8UC(photo.channels),
                         const_cast<std::uint8_t*>(photo.pixels.data()));
    cv::Mat target(pinhole.height, pinhole.width, CV_8UC(photo.channels), result.pixels.data());
    cv::remap(source, target, mapX, mapY, cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    return result;
}

} // namespace cleave
