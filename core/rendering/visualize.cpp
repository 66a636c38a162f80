// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/visualize.h"

#include "core/image/color_map.h"
#include "kernels/base/parallel_for.h"

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

std::uint8_t byteOf(float value) {
    return value > 0 ? static_cast<std::uint8_t>(std::min(value, 1.0f) * 255 + 0.5f)
                     : 0; // NaN is 0
}

/// Calls paint(pixel index, its bytes) for all pixels of a new picture.
template <class Paint>
Image painted(int width, int height, int channels, const Paint& paint) {
    Image picture(width, height, channels);
    kernels::forChunks(std::int64_t{width} * height,
                       1 << 14,
                       [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                           for (std::int64_t i = begin; i < end; ++i)
                               paint(static_cast<std::size_t>(i),
                                     picture.pixels.data() + i * channels);
                       });
    return picture;
}

/// The value below which `share` of the sorted-on-demand values lie.
float percentile(std::vector<float>& values, double share) {
    const auto at = values.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

Eigen::Vector3f pointAt(const FloatImage& depth, const Intrinsics& lens, int x, int y) {
    const float z = *depth.at(x, y);
    return {static_cast<float>((x + 0.5 - lens.cx) / lens.fx) * z,
            static_cast<float>((y + 0.5 - lens.cy) / lens.fy) * z,
            z};
}

/// Difference to the neighbour on the side where the surface goes on: the smaller step in depth.
Eigen::Vector3f
slope(const FloatImage& depth, const Intrinsics& lens, int x, int y, int dx, int dy) {
    const Eigen::Vector3f here = pointAt(depth, lens, x, y);
    const auto isInside = [&](int u, int v) {
        return u >= 0 && v >= 0 && u < depth.width && v<depth.height&& * depth.at(u, v)> 0;
    };
    Eigen::Vector3f best = Eigen::Vector3f::Zero();
    float smallest = INFINITY;
    for (int side : {1, -1}) {
        if (!isInside(x + side * dx, y + side * dy))
            continue;
        const Eigen::Vector3f step =
            static_cast<float>(side) * (pointAt(depth, lens, x + side * dx, y + side * dy) - here);
        if (std::abs(step.z()) < smallest)
            smallest = std::abs(step.z()), best = step;
    }
    return best;
}

} // namespace

Image colorPicture(const FloatImage& color) {
    return painted(color.width, color.height, 3, [&](std::size_t i, std::uint8_t* out) {
        for (int c = 0; c < 3; ++c)
            out[c] = byteOf(color.pixels[i * 3 + c]);
    });
}

Image colorPicture(const FloatImage& color, const FloatImage& alpha) {
    return painted(color.width, color.height, 4, [&](std::size_t i, std::uint8_t* out) {
        for (int c = 0; c < 3; ++c)
            out[c] = byteOf(color.pixels[i * 3 + c]);
        out[3] = byteOf(alpha.pixels[i]);
    });
}

Image grayPicture(const FloatImage& values) {
    return painted(values.width, values.height, 3, [&](std::size_t i, std::uint8_t* out) {
        out[0] = out[1] = out[2] = byteOf(values.pixels[i]);
    });
}

DepthRange depthRange(const FloatImage& depth) {
    std::vector<float> hits;
    for (float z : depth.pixels)
        if (z > 0 && std::isfinite(z))
            hits.push_back(z);
    if (hits.empty())
        return {};
    const float near = percentile(hits, 0.02), far = percentile(hits, 0.98);
    return {near, std::max(far, near * 1.001f)};
}

Image depthPicture(const FloatImage& depth, const DepthRange& range) {
    const float nearInverse = 1 / std::max(range.near, 1e-6f),
                farInverse = 1 / std::max(range.far, 2e-6f);
    return painted(depth.width, depth.height, 3, [&](std::size_t i, std::uint8_t* out) {
        const float z = depth.pixels[i];
        if (!(z > 0))
            return;
        const Rgb color = turbo((1 / z - farInverse) / std::max(nearInverse - farInverse, 1e-9f));
        std::copy(color.begin(), color.end(), out);
    });
}

Image normalPicture(const FloatImage& depth, const Intrinsics& intrinsics) {
    return painted(depth.width, depth.height, 3, [&](std::size_t i, std::uint8_t* out) {
        const int x = static_cast<int>(i) % depth.width, y = static_cast<int>(i) / depth.width;
        if (!(depth.pixels[i] > 0))
            return;
        // x right, y down, z forward: down x right points to the viewer.
        const Eigen::Vector3f normal =
            slope(depth, intrinsics, x, y, 0, 1).cross(slope(depth, intrinsics, x, y, 1, 0));
        if (!(normal.squaredNorm() > 0))
            return;
        const Eigen::Vector3f n = normal.normalized();
        out[0] = byteOf(0.5f + 0.5f * n.x());
        out[1] = byteOf(0.5f - 0.5f * n.y());
        out[2] = byteOf(0.5f - 0.5f * n.z());
    });
}

Image similarityPicture(const FloatImage& color,
                        const FloatImage& similarity,
                        const FloatImage& alpha,
                        float low,
                        float high) {
    const float scale = 1 / std::max(high - low, 1e-6f);
    return painted(color.width, color.height, 3, [&](std::size_t i, std::uint8_t* out) {
        const float weight = alpha.pixels[i];
        const float heat =
            weight > 1e-3f ? std::clamp((similarity.pixels[i] / weight - low) * scale, 0.0f, 1.0f)
                           : 0.0f;
        const Rgb hot = turbo(heat);
        const float share = heat > 0 ? 0.35f + 0.5f * heat : 0.0f;
        for (int c = 0; c < 3; ++c)
            out[c] = byteOf((1 - share) * 0.7f * color.pixels[i * 3 + c] +
                            share * static_cast<float>(hot[c]) / 255);
    });
}

Image segmentPicture(const FloatImage& color, const FloatImage& segments, float strength) {
    return painted(color.width, color.height, 3, [&](std::size_t i, std::uint8_t* out) {
        const float* segment = segments.pixels.data() + i * 4;
        for (int c = 0; c < 3; ++c)
            out[c] = byteOf(color.pixels[i * 3 + c] * (1 - strength * segment[3]) +
                            strength * segment[c]);
    });
}

kernels::Array<float, 2> segmentValues(const std::vector<std::int32_t>& labels,
                                       const std::vector<Rgb>& colors) {
    kernels::Array<float, 2> values(labels.size(), 4);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < 0)
            continue;
        const Rgb& color = colors[static_cast<std::size_t>(labels[i])];
        for (int c = 0; c < 3; ++c)
            values(i, c) = static_cast<float>(color[c]) / 255;
        values(i, 3) = 1;
    }
    return values;
}

FeatureColors fitFeatureColors(kernels::ArrayView<const float, 2> features) {
    const std::int64_t count = features.size(0), dimensions = features.size(1);
    const std::int64_t step = std::max<std::int64_t>(1, count / 20000);
    std::vector<std::int64_t> rows;
    using RowMap = Eigen::Map<const Eigen::RowVectorXf>;
    for (std::int64_t i = 0; i < count; i += step)
        if (RowMap(features.row(i).data(), dimensions).allFinite())
            rows.push_back(i);
    FeatureColors colors;
    colors.mean = Eigen::VectorXf::Zero(dimensions);
    colors.directions = Eigen::Matrix3Xf::Zero(3, dimensions);
    if (rows.empty())
        return colors;
    Eigen::MatrixXf sample(static_cast<Eigen::Index>(rows.size()), dimensions);
    for (std::size_t i = 0; i < rows.size(); ++i)
        sample.row(i) = RowMap(features.row(rows[i]).data(), dimensions);
    colors.mean = sample.colwise().mean().transpose();
    sample.rowwise() -= colors.mean.transpose();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(sample.transpose() * sample /
                                                                static_cast<float>(rows.size()));
    for (Eigen::Index k = 0; k < std::min<Eigen::Index>(3, dimensions); ++k) {
        Eigen::VectorXf direction =
            solver.eigenvectors().col(dimensions - 1 - k); // eigenvalues ascend
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        if (direction[largest] < 0)
            direction = -direction;
        colors.directions.row(k) = direction.transpose();
        const Eigen::VectorXf projected = sample * direction;
        std::vector<float> values(projected.data(), projected.data() + projected.size());
        colors.low[k] = percentile(values, 0.02);
        colors.high[k] = std::max(percentile(values, 0.98), colors.low[k] + 1e-6f);
    }
    return colors;
}

kernels::Array<float, 2> featureColors(const FeatureColors& colors,
                                       kernels::ArrayView<const float, 2> features) {
    const std::int64_t dimensions = features.size(1);
    kernels::Array<float, 2> result(features.size(0), 3);
    kernels::forChunks(
        features.size(0), 2048, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                const Eigen::Map<const Eigen::VectorXf> feature(features.row(i).data(), dimensions);
                const Eigen::Vector3f along = colors.directions * (feature - colors.mean);
                for (int c = 0; c < 3; ++c) {
                    const bool isUsed = c < dimensions && std::isfinite(along[c]);
                    result(i, c) = isUsed ? std::clamp((along[c] - colors.low[c]) /
                                                           (colors.high[c] - colors.low[c]),
                                                       0.0f,
                                                       1.0f)
                                          : 0.5f;
                }
            }
        });
    return result;
}

} // namespace cleave
