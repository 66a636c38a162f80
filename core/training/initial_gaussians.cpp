// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/training/train_gaussians.h"
#include "kernels/math/random.h"
#include "kernels/neighbors/knn.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

namespace plane = kernels::plane;

constexpr std::uint64_t pointStream = 0x706f696e74, cloudStream = 0x636c6f7564;
constexpr float shConstant = 0.28209479177387814f; // value of the first spherical harmonic
constexpr std::int64_t randomCount = 20000;
constexpr int neighborCount = 3;
constexpr double minParallax =
    0.02; // squared sine of angles between axes, below which they meet nowhere certain

/// The points to start from, at most the cap; which ones follows from the seed.
InitialPoints chosenPoints(const InitialPoints& points, std::int64_t cap, std::uint64_t seed) {
    InitialPoints chosen;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.positions.size(); ++i)
        if (points.positions[i].allFinite())
            order.push_back(i);
    const auto wanted = std::min(order.size(), static_cast<std::size_t>(cap));
    if (wanted < order.size()) {
        kernels::RandomStream random(seed, pointStream);
        for (std::size_t i = 0; i < wanted; ++i)
            std::swap(order[i],
                      order[i + static_cast<std::size_t>(
                                    random.index(static_cast<std::int64_t>(order.size() - i)))]);
        order.resize(wanted);
        std::sort(order.begin(), order.end());
    }
    for (std::size_t i : order) {
        chosen.positions.push_back(points.positions[i]);
        chosen.colors.push_back(i < points.colors.size()
                                    ? points.colors[i]
                                    : std::array<std::uint8_t, 3>{128, 128, 128});
    }
    return chosen;
}

/// Depth at which a camera most likely sees what it was pointed at: its distance to where the
/// optical axes come nearest to each other, or a few times the cameras' extent where they are
/// parallel.
std::vector<double> likelyDepths(const std::vector<const View*>& views, double extent) {
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d target = Eigen::Vector3d::Zero();
    for (const View* view : views) {
        const Eigen::Vector3d axis = view->camera.pose.forward();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - axis * axis.transpose();
        normal += across;
        target += across * view->camera.pose.centerInWorld();
    }
    std::vector<double> depths(views.size(), 4 * extent);
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(normal);
    if (solver.eigenvalues()(0) < minParallax * static_cast<double>(views.size()))
        return depths;
    const Eigen::Vector3d focus = normal.ldlt().solve(target);
    for (std::size_t i = 0; i < views.size(); ++i) {
        const double depth = views[i]->camera.pose.cameraFromWorld(focus).z();
        if (depth > 0.05 * extent)
            depths[i] = depth;
    }
    return depths;
}

/// Points along random pixels' rays, most of them around the likely depth, some far behind.
InitialPoints randomPoints(const Dataset& dataset, std::int64_t count, std::uint64_t seed) {
    std::vector<const View*> views;
    for (const View& view : dataset.views)
        if (!view.isTest)
            views.push_back(&view);
    const std::vector<double> depths = likelyDepths(views, dataset.cameraExtent());
    InitialPoints points;
    for (std::int64_t i = 0; i < count; ++i) {
        kernels::RandomStream random(seed, cloudStream, static_cast<std::uint64_t>(i));
        const auto which =
            static_cast<std::size_t>(random.index(static_cast<std::int64_t>(views.size())));
        const Camera& camera = views[which]->camera;
        const double nearness =
            random.uniform(0.25, 2.0); // of the inverse depth: as the image sees distances
        const Eigen::Vector3d point = camera.unproject(random.uniform() * camera.intrinsics.width,
                                                       random.uniform() * camera.intrinsics.height,
                                                       depths[which] / nearness);
        points.positions.push_back(point.cast<float>());
        std::array<std::uint8_t, 3> color;
        for (auto& channel : color)
            channel = static_cast<std::uint8_t>(64 + random.index(128));
        points.colors.push_back(color);
    }
    return points;
}

} // namespace

GaussianField
initialGaussians(const Dataset& dataset, const TrainGaussiansParams& params, std::uint64_t seed) {
    InitialPoints points = chosenPoints(dataset.points, params.maxPrimitives, seed);
    if (points.positions.empty()) {
        if (dataset.views.empty() || std::all_of(dataset.views.begin(),
                                                 dataset.views.end(),
                                                 [](const View& v) { return v.isTest; }))
            throw missing(CLEAVE_TR("Training", "The data set has no training photos"));
        points =
            randomPoints(dataset, std::min<std::int64_t>(randomCount, params.maxPrimitives), seed);
    }
    const auto count = static_cast<std::int64_t>(points.positions.size());
    kernels::Array<float, 2> positions(count, 3);
    for (std::int64_t i = 0; i < count; ++i)
        for (int k = 0; k < 3; ++k)
            positions(i, k) = points.positions[static_cast<std::size_t>(i)][k];
    kernels::Array<float, 1> spacing(count);
    kernels::meanNeighborDistance(positions, neighborCount, spacing);
    // A lone outlier is as far from its neighbours as it is from everything: it may not become a
    // giant.
    std::vector<float> sorted(spacing.begin(), spacing.end());
    const auto high = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 98 / 100);
    std::nth_element(sorted.begin(), high, sorted.end());
    const float extent = static_cast<float>(dataset.cameraExtent());
    const float largest = std::max(4 * *high, 1e-6f * extent), smallest = 1e-6f * extent;

    GaussianField field(count, params.shDegree);
    field.antialiased = params.antialiased;
    const float opacity = params.densification == Densification::Mcmc ? 0.5f : 0.1f;
    for (std::int64_t i = 0; i < count; ++i) {
        const float scale =
            std::clamp(spacing(i) > 0 ? spacing(i) : 0.01f * extent, smallest, largest);
        for (int k = 0; k < 3; ++k) {
            field.plane(plane::mean + k)[i] = positions(i, k);
            field.plane(plane::logScale + k)[i] = std::log(scale);
            const float color =
                static_cast<float>(
                    points.colors[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)]) /
                255.0f;
            field.plane(plane::sh + k)[i] = (color - 0.5f) / shConstant;
        }
        field.plane(plane::rotation)[i] = 1;
        field.plane(plane::opacityLogit)[i] = std::log(opacity / (1 - opacity));
    }
    return field;
}

} // namespace cleave
