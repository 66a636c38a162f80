// SPDX-License-Identifier: Apache-2.0
#include "core/sample/blob_scene.h"

#include "core/sample/sample_random.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cleave::sample {

namespace {

namespace plane = kernels::plane;

constexpr double blobRadius = 0.5;          // scene units
constexpr double capHeight = 0.15;          // of the cap's rim above a blob's centre, scene units
constexpr double sh0 = 0.28209479177387814; // the constant spherical harmonic
constexpr double opacityLogit = 3;          // 0.953
constexpr double dilation = 0.3;            // px^2, of the standard splatting formula

double ringRadius(int blobCount) {
    return blobCount < 2 ? 0 : 1.3 * blobRadius / std::sin(std::numbers::pi / blobCount);
}

Eigen::Vector3d hueColor(double hue, double saturation, double value) {
    Eigen::Vector3d color;
    for (int c = 0; c < 3; ++c) {
        const double k = std::fmod(hue * 6 + (c == 0 ? 5 : c == 1 ? 3 : 1), 6.0);
        color[c] = value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    }
    return color;
}

/// A gaussian as the camera sees it.
struct Footprint {
    int primitive = 0;
    double depth = 0;
    Eigen::Vector2d center;
    Eigen::Matrix2d inverseCovariance;
    double opacity = 0;
    Eigen::Vector3d color;
};

Eigen::Matrix3d covarianceInWorld(const GaussianField& field, int i) {
    const auto value = [&](int p) { return static_cast<double>(field.plane(p)[i]); };
    const Eigen::Quaterniond rotation(value(plane::rotation),
                                      value(plane::rotation + 1),
                                      value(plane::rotation + 2),
                                      value(plane::rotation + 3));
    const Eigen::Matrix3d axes = rotation.normalized().toRotationMatrix();
    const Eigen::Vector3d scales(std::exp(value(plane::logScale)),
                                 std::exp(value(plane::logScale + 1)),
                                 std::exp(value(plane::logScale + 2)));
    return axes * scales.cwiseAbs2().asDiagonal() * axes.transpose();
}

/// Front to back.
std::vector<Footprint> footprints(const GaussianField& field, const Camera& camera) {
    std::vector<Footprint> seen;
    for (int i = 0; i < field.count; ++i) {
        const Eigen::Vector3d p = camera.pose.cameraFromWorld(field.mean(i).cast<double>());
        if (!(p.z() > 0.01))
            continue;
        Eigen::Matrix<double, 2, 3> jacobian;
        const Intrinsics& lens = camera.intrinsics;
        jacobian << lens.fx / p.z(), 0, -lens.fx * p.x() / (p.z() * p.z()), //
            0, lens.fy / p.z(), -lens.fy * p.y() / (p.z() * p.z());
        const Eigen::Matrix<double, 2, 3> map = jacobian * camera.pose.rotation;
        const Eigen::Matrix2d covariance = map * covarianceInWorld(field, i) * map.transpose() +
                                           dilation * Eigen::Matrix2d::Identity();
        Footprint footprint;
        footprint.primitive = i;
        footprint.depth = p.z();
        footprint.center = {lens.fx * p.x() / p.z() + lens.cx, lens.fy * p.y() / p.z() + lens.cy};
        footprint.inverseCovariance = covariance.inverse();
        footprint.opacity =
            1 / (1 + std::exp(-static_cast<double>(field.plane(plane::opacityLogit)[i])));
        for (int c = 0; c < 3; ++c)
            footprint.color[c] = std::max(0.0, 0.5 + sh0 * field.plane(plane::sh + c)[i]);
        seen.push_back(footprint);
    }
    std::stable_sort(seen.begin(), seen.end(), [](const Footprint& a, const Footprint& b) {
        return a.depth < b.depth;
    });
    return seen;
}

struct Blend {
    Eigen::Vector3d color = Eigen::Vector3d::Zero();
    double depth = 0;
    double weight = 0;
};

/// Adds the weights by part into `partWeights` (index = part id).
Blend blendPixel(const std::vector<Footprint>& seen,
                 const std::vector<int>& parts,
                 double u,
                 double v,
                 std::vector<double>& partWeights) {
    Blend blend;
    double transmittance = 1;
    for (const Footprint& footprint : seen) {
        const Eigen::Vector2d offset = Eigen::Vector2d(u, v) - footprint.center;
        const double power = 0.5 * offset.dot(footprint.inverseCovariance * offset);
        const double alpha = std::min(0.99, footprint.opacity * std::exp(-power));
        if (alpha < 1.0 / 255)
            continue;
        const double weight = alpha * transmittance;
        blend.color += weight * footprint.color;
        blend.depth += weight * footprint.depth;
        blend.weight += weight;
        partWeights[static_cast<std::size_t>(
            parts[static_cast<std::size_t>(footprint.primitive)])] += weight;
        transmittance *= 1 - alpha;
        if (transmittance < 1e-4)
            break;
    }
    return blend;
}

void drawView(BuiltScene& scene, std::size_t index) {
    const Camera& camera = scene.dataset.views[index].camera;
    const int width = camera.intrinsics.width, height = camera.intrinsics.height;
    const std::vector<Footprint> seen = footprints(scene.field, camera);
    Image& image = scene.images[index] = Image(width, height, 3);
    IdImage& objects = scene.objectIds[index] = IdImage(width, height, 1);
    IdImage& parts = scene.partIds[index] = IdImage(width, height, 1);
    FloatImage& depths = scene.depths[index] = FloatImage(width, height, 1);
    std::vector<double> partWeights(2 * scene.objects.size() + 1);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            std::fill(partWeights.begin(), partWeights.end(), 0.0);
            const Blend blend =
                blendPixel(seen, scene.primitiveParts, x + 0.5, y + 0.5, partWeights);
            for (int c = 0; c < 3; ++c)
                image.at(x, y)[c] = static_cast<std::uint8_t>(
                    std::lround(255 * std::clamp(blend.color[c], 0.0, 1.0)));
            if (blend.weight < 0.5)
                continue;
            std::size_t best = 0;
            for (std::size_t o = 1; o < scene.objects.size(); ++o)
                if (partWeights[2 * o + 1] + partWeights[2 * o + 2] >
                    partWeights[2 * best + 1] + partWeights[2 * best + 2])
                    best = o;
            *objects.at(x, y) = scene.objects[best].id;
            *parts.at(x, y) = static_cast<int>(
                2 * best + (partWeights[2 * best + 2] > partWeights[2 * best + 1] ? 2 : 1));
            *depths.at(x, y) = static_cast<float>(blend.depth / blend.weight);
        }
}

} // namespace

double blobSceneRadius(int blobCount) {
    return ringRadius(blobCount) +
           1.35 * blobRadius; // the outermost gaussians reach over the sphere
}

void makeBlobs(BuiltScene& scene, int blobCount, int gaussiansPerBlob, std::uint64_t seed) {
    Random random(seed, 1);
    scene.field = GaussianField(static_cast<std::int64_t>(blobCount) * gaussiansPerBlob, 0);
    GaussianField& field = scene.field;
    // As wide as their spacing on the sphere, so that a blob has no gaps.
    const double logScale =
        std::log(0.8 * blobRadius * std::sqrt(4 * std::numbers::pi / gaussiansPerBlob) / 2);
    int g = 0;
    for (int b = 0; b < blobCount; ++b) {
        scene.objects.push_back({"blob_" + std::to_string(b + 1),
                                 b + 1,
                                 {{"body", 2 * b + 1}, {"cap", 2 * b + 2}},
                                 false,
                                 {}});
        const double turn = 2 * std::numbers::pi * b / blobCount;
        const Eigen::Vector3d center =
            ringRadius(blobCount) * Eigen::Vector3d(std::cos(turn), std::sin(turn), 0);
        const Eigen::Vector3d bodyColor = hueColor(static_cast<double>(b) / blobCount, 0.75, 0.85);
        const Eigen::Vector3d capColor =
            hueColor(static_cast<double>(b) / blobCount + 0.4, 0.35, 0.95);
        for (int i = 0; i < gaussiansPerBlob; ++i, ++g) {
            const double z =
                1 - (2 * i + 1.0) / gaussiansPerBlob; // a Fibonacci lattice on the sphere
            const double angle = i * std::numbers::pi * (3 - std::sqrt(5.0));
            const Eigen::Vector3d direction(
                std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z);
            const Eigen::Vector3d mean = center + blobRadius * direction;
            const bool isCap = blobRadius * z > capHeight;
            scene.primitiveObjects.push_back(b + 1);
            scene.primitiveParts.push_back(2 * b + (isCap ? 2 : 1));
            std::array<std::uint8_t, 3> rgb{};
            for (int c = 0; c < 3; ++c) {
                const double color = std::clamp(
                    (isCap ? capColor : bodyColor)[c] + 0.06 * random.normal(), 0.02, 0.98);
                field.plane(plane::mean + c)[g] = static_cast<float>(mean[c]);
                field.plane(plane::logScale + c)[g] = static_cast<float>(logScale);
                field.plane(plane::sh + c)[g] = static_cast<float>((color - 0.5) / sh0);
                rgb[static_cast<std::size_t>(c)] =
                    static_cast<std::uint8_t>(std::lround(255 * color));
            }
            field.plane(plane::rotation)[g] = 1;
            field.plane(plane::opacityLogit)[g] = static_cast<float>(opacityLogit);
            scene.dataset.points.positions.push_back(mean.cast<float>());
            scene.dataset.points.colors.push_back(rgb);
        }
    }
}

void drawBlobs(BuiltScene& scene, Progress& progress) {
    const auto viewCount = static_cast<std::int64_t>(scene.dataset.views.size());
    kernels::forChunks(viewCount, 1, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i) {
            progress.check();
            drawView(scene, static_cast<std::size_t>(i));
        }
    });
    progress.advance(1.0);
}

} // namespace cleave::sample
