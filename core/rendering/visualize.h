// SPDX-License-Identifier: Apache-2.0
// Rendered buffers -> pictures. Viewport, export and command line show the same ones, because all
// paint with these.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/image/color.h"
#include "core/image/image.h"
#include "kernels/base/array.h"

#include <Eigen/Core>

#include <cstdint>
#include <vector>

namespace cleave {

/// sRGB-coded floats [H, W, 3], clamped to [0, 1] -> 8-bit RGB.
Image colorPicture(const FloatImage& color);
/// The same with the alpha [H, W, 1] as fourth channel.
Image colorPicture(const FloatImage& color, const FloatImage& alpha);

/// Grey RGB from one channel in [0, 1].
Image grayPicture(const FloatImage& values);

/// Depths that a picture spans, scene units.
struct DepthRange {
    float near = 0, far = 1;
};

/// From the 2nd to the 98th percentile of the depths that are > 0; {0, 1} where there is none.
DepthRange depthRange(const FloatImage& depth);
/// Near is red, far is blue (turbo, even in inverse depth), 0 is black. depth [H, W, 1] scene
/// units.
Image depthPicture(const FloatImage& depth, const DepthRange& range);

/// Directions of surfaces from depth differences, in the camera: x right, y up, z towards the
/// viewer, each [-1, 1] -> [0, 255]; black where there is no depth. depth [H, W, 1] scene units.
Image normalPicture(const FloatImage& depth, const Intrinsics& intrinsics);

/// Similarity (sum of weight * value and the sum of weights, both [H, W, 1]) as a heat map over the
/// dimmed picture: `low` and below leaves the picture, `high` is the map's end.
Image similarityPicture(const FloatImage& color,
                        const FloatImage& similarity,
                        const FloatImage& alpha,
                        float low,
                        float high);

/// Colours of segments laid over the picture. segments [H, W, 4]: sum of weight * colour, and of
/// weight, over primitives that belong to a segment; strength in [0, 1].
Image segmentPicture(const FloatImage& color, const FloatImage& segments, float strength = 0.6f);

/// Per primitive what segmentPicture needs rendered: [N, 4] colour in [0, 1] and 1; zeros where
/// labels is -1. colors[label].
kernels::Array<float, 2> segmentValues(const std::vector<std::int32_t>& labels,
                                       const std::vector<Rgb>& colors);

/// How features become colours: their three main directions, each spread over [0, 1] between its
/// 2nd and 98th percentile.
struct FeatureColors {
    Eigen::VectorXf mean;        ///< [D]
    Eigen::Matrix3Xf directions; ///< [3, D] unit rows, the largest entry of each positive, so that
                                 ///< a refit does not flip colours
    Eigen::Vector3f low = Eigen::Vector3f::Zero(), high = Eigen::Vector3f::Ones();
};

/// Fitted to at most some ten thousand of the rows, evenly chosen. features [N, D]
FeatureColors fitFeatureColors(kernels::ArrayView<const float, 2> features);
/// [N, 3] in [0, 1], to be rendered as values; fewer than three directions leave the rest at 0.5.
kernels::Array<float, 2> featureColors(const FeatureColors& colors,
                                       kernels::ArrayView<const float, 2> features);

} // namespace cleave
