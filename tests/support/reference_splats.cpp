// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_splats.h"

#include <Eigen/Dense>
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace cleave::tests {

namespace {

struct Splat {
    double depth = 0, opacity = 0;
    Eigen::Vector2d center;
    Eigen::Matrix2d conic;
    Eigen::Vector3d color;
    bool isVisible = false;
};

Eigen::Vector3d shColor(const std::vector<double>& g, int degree, const Eigen::Vector3d& d) {
    const double x = d.x(), y = d.y(), z = d.z(), pi = M_PI;
    std::vector<double> f = {0.5 * std::sqrt(1 / pi)};
    if (degree >= 1) {
        const double k = std::sqrt(3 / (4 * pi));
        f.insert(f.end(), {-k * y, k * z, -k * x});
    }
    if (degree >= 2) {
        const double k = 0.5 * std::sqrt(15 / pi);
        f.insert(f.end(),
                 {k * x * y,
                  -k * y * z,
                  0.25 * std::sqrt(5 / pi) * (2 * z * z - x * x - y * y),
                  -k * x * z,
                  0.5 * k * (x * x - y * y)});
    }
    if (degree >= 3) {
        const double a = 0.25 * std::sqrt(35 / (2 * pi)), b = 0.5 * std::sqrt(105 / pi),
                     c = 0.25 * std::sqrt(21 / (2 * pi));
        f.insert(f.end(),
                 {-a * y * (3 * x * x - y * y),
                  b * x * y * z,
                  -c * y * (4 * z * z - x * x - y * y),
                  0.25 * std::sqrt(7 / pi) * z * (2 * z * z - 3 * x * x - 3 * y * y),
                  -c * x * (4 * z * z - x * x - y * y),
                  0.5 * b * z * (x * x - y * y),
                  -a * x * (x * x - 3 * y * y)});
    }
    Eigen::Vector3d color = Eigen::Vector3d::Constant(0.5);
    for (std::size_t k = 0; k < f.size(); ++k)
        for (int c = 0; c < 3; ++c)
            color[c] += f[k] * g[kernels::plane::sh + k * 3 + c];
    return color.cwiseMax(0.0);
}

Splat splatOf(const ReferenceScene& scene,
              std::size_t index,
              const kernels::PinholeCamera& camera) {
    const std::vector<double>& g = scene.gaussians[index];
    Eigen::Matrix3d cameraFromWorld;
    Eigen::Vector3d translation;
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 3; ++c)
            cameraFromWorld(r, c) = camera.rotation[r * 3 + c];
        translation[r] = camera.translation[r];
    }
    const Eigen::Vector3d mean(g[0], g[1], g[2]);
    const Eigen::Vector3d p = cameraFromWorld * mean + translation;
    Splat splat;
    splat.depth = p.z();
    if (!(p.z() > 0.01))
        return splat;
    const Eigen::Matrix3d turn =
        Eigen::Quaterniond(g[6], g[7], g[8], g[9]).normalized().toRotationMatrix();
    const Eigen::Vector3d scale(std::exp(g[3]), std::exp(g[4]), std::exp(g[5]));
    const Eigen::Matrix3d covariance = turn * scale.cwiseAbs2().asDiagonal() * turn.transpose();
    const double marginX = 0.15 * camera.width / camera.fx,
                 marginY = 0.15 * camera.height / camera.fy;
    const double sx = std::clamp(p.x() / p.z(),
                                 -camera.cx / camera.fx - marginX,
                                 (camera.width - camera.cx) / camera.fx + marginX);
    const double sy = std::clamp(p.y() / p.z(),
                                 -camera.cy / camera.fy - marginY,
                                 (camera.height - camera.cy) / camera.fy + marginY);
    Eigen::Matrix<double, 2, 3> jacobian;
    jacobian << camera.fx / p.z(), 0, -camera.fx * sx / p.z(), 0, camera.fy / p.z(),
        -camera.fy * sy / p.z();
    const Eigen::Matrix2d flat = jacobian * cameraFromWorld * covariance *
                                 cameraFromWorld.transpose() * jacobian.transpose();
    const Eigen::Matrix2d dilated = flat + 0.3 * Eigen::Matrix2d::Identity();
    splat.conic = dilated.inverse();
    splat.center = {camera.fx * p.x() / p.z() + camera.cx, camera.fy * p.y() / p.z() + camera.cy};
    splat.opacity = 1 / (1 + std::exp(-g[kernels::plane::opacityLogit]));
    if (scene.antialiased)
        splat.opacity *= std::sqrt(std::max(0.0, flat.determinant() / dilated.determinant()));
    if (!scene.visibility.empty())
        splat.opacity *= scene.visibility[index];
    const Eigen::Vector3d eye = -cameraFromWorld.transpose() * translation;
    splat.color = shColor(g, scene.shDegree, (mean - eye).normalized());
    splat.isVisible = true;
    return splat;
}

} // namespace

kernels::Array<float, 2> ReferenceScene::planes() const {
    const std::int64_t count = static_cast<std::int64_t>(gaussians.size());
    kernels::Array<float, 2> result(kernels::gaussianPlaneCount(shDegree),
                                    kernels::gaussianPlaneStride(count));
    kernels::padGaussianPlanes(result, count);
    for (std::int64_t g = 0; g < count; ++g)
        for (std::int64_t p = 0; p < result.size(0); ++p)
            result(p, g) = static_cast<float>(gaussians[g][p]);
    return result;
}

kernels::Array<float, 2> ReferenceScene::valueArray() const {
    kernels::Array<float, 2> result(values.size(), values.empty() ? 0 : values[0].size());
    for (std::size_t g = 0; g < values.size(); ++g)
        for (std::size_t c = 0; c < values[g].size(); ++c)
            result(g, c) = static_cast<float>(values[g][c]);
    return result;
}

ReferenceImages renderReference(const ReferenceScene& scene,
                                const kernels::PinholeCamera& camera,
                                const double (&background)[3]) {
    std::vector<Splat> splats;
    for (std::size_t i = 0; i < scene.gaussians.size(); ++i)
        splats.push_back(splatOf(scene, i, camera));
    std::vector<int> order(splats.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return splats[a].depth < splats[b].depth;
    });
    const std::size_t pixels = static_cast<std::size_t>(camera.width) * camera.height;
    const std::size_t channels = scene.values.empty() ? 0 : scene.values[0].size();
    ReferenceImages images;
    images.width = camera.width;
    images.height = camera.height;
    images.color.assign(3 * pixels, 0);
    images.alpha.assign(pixels, 0);
    images.depth.assign(pixels, 0);
    images.values.assign(channels * pixels, 0);
    images.primitiveIds.assign(pixels, -1);
    images.blends.resize(pixels);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        const Eigen::Vector2d position(pixel % camera.width + 0.5, pixel / camera.width + 0.5);
        double transmittance = 1, largest = 0, depth = 0;
        for (int i : order) {
            const Splat& s = splats[i];
            if (!s.isVisible)
                continue;
            const Eigen::Vector2d d = position - s.center;
            const double alpha = std::min(0.999, s.opacity * std::exp(-0.5 * d.dot(s.conic * d)));
            if (alpha < 1.0 / 255)
                continue;
            if (transmittance * (1 - alpha) <= 1e-4)
                break;
            const double weight = transmittance * alpha;
            for (int c = 0; c < 3; ++c)
                images.color[c * pixels + pixel] += weight * s.color[c];
            for (std::size_t c = 0; c < channels; ++c)
                images.values[c * pixels + pixel] += weight * scene.values[i][c];
            depth += weight * s.depth;
            if (weight > largest)
                largest = weight, images.primitiveIds[pixel] = i;
            images.blends[pixel].emplace_back(i, weight);
            transmittance *= 1 - alpha;
        }
        images.alpha[pixel] = 1 - transmittance;
        images.depth[pixel] = transmittance < 1 ? depth / (1 - transmittance) : 0;
        for (int c = 0; c < 3; ++c)
            images.color[c * pixels + pixel] += transmittance * background[c];
    }
    return images;
}

ReferenceScene exampleScene(int count, std::uint32_t seed, int valueChannels) {
    std::mt19937 random(seed);
    const auto uniform = [&](double low, double high) {
        return low + (high - low) * (random() / 4294967296.0);
    };
    ReferenceScene scene;
    for (int i = 0; i < count; ++i) {
        std::vector<double> g(kernels::gaussianPlaneCount(3));
        g[0] = uniform(-1.1, 1.1), g[1] = uniform(-0.9, 0.9), g[2] = uniform(-0.8, 0.8);
        for (int k = 3; k < 6; ++k)
            g[k] = uniform(-3.2, -1.2);
        for (int k = 6; k < 10; ++k)
            g[k] = uniform(-1.5, 1.5);
        g[kernels::plane::opacityLogit] = uniform(-2.0, 1.5);
        for (std::size_t k = kernels::plane::sh; k < g.size(); ++k)
            g[k] = uniform(-0.35, 0.35);
        // Floats, so that the kernel and the reference start from the same numbers.
        for (double& x : g)
            x = static_cast<float>(x);
        scene.gaussians.push_back(g);
        if (valueChannels > 0)
            scene.values.emplace_back();
        for (int c = 0; c < valueChannels; ++c)
            scene.values.back().push_back(static_cast<float>(uniform(-1, 1)));
    }
    return scene;
}

kernels::PinholeCamera exampleCamera(int width, int height) {
    // Turned about two axes and off centre, so that no term of a formula is zero by luck.
    const Eigen::Matrix3d turn = (Eigen::AngleAxisd(0.3, Eigen::Vector3d::UnitY()) *
                                  Eigen::AngleAxisd(-0.2, Eigen::Vector3d::UnitX()))
                                     .toRotationMatrix();
    kernels::PinholeCamera camera;
    camera.width = width;
    camera.height = height;
    camera.fx = 1.05f * static_cast<float>(width);
    camera.fy = 0.95f * static_cast<float>(width);
    camera.cx = 0.47f * static_cast<float>(width);
    camera.cy = 0.54f * static_cast<float>(height);
    for (int i = 0; i < 9; ++i)
        camera.rotation[i] = static_cast<float>(turn(i / 3, i % 3));
    camera.translation[0] = 0.1f;
    camera.translation[1] = -0.05f;
    camera.translation[2] = 3.0f;
    return camera;
}

} // namespace cleave::tests
