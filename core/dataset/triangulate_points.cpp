// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/triangulate_points.h"

#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/neighbors/knn.h"

#include <Eigen/Dense>
#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace cleave {

namespace {

constexpr std::size_t mostViews = 100;
constexpr int mostFeatures = 2500; ///< per photo
constexpr std::size_t neighborViews = 5;
constexpr double bandShare = 0.002;     ///< of the photo's width: half width of an epipolar line
constexpr float leastSimilarity = 0.8f; ///< cosine of two descriptors that may be the same thing
constexpr float distinction = 0.85f;    ///< distance to the best match by that to the second best
constexpr double leastParallax = 0.02;  ///< radians between the rays of a point
constexpr double leastFacing = 0.6;     ///< cosine between the axes of cameras that are compared

using Descriptors = Eigen::Matrix<float, Eigen::Dynamic, 128, Eigen::RowMajor>;

struct Features {
    const View* view = nullptr;
    Eigen::Matrix<double, Eigen::Dynamic, 2> pixels; ///< [N, 2]
    Descriptors descriptors;                         ///< [N, 128] unit length
    std::vector<std::array<std::uint8_t, 3>> colors; ///< [N]
};

Features featuresOf(const View& view, const Image& photo) {
    const cv::Mat rgb(
        photo.height, photo.width, CV_8UC3, const_cast<std::uint8_t*>(photo.pixels.data()));
    cv::Mat grey, found;
    cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
    std::vector<cv::KeyPoint> keys;
    cv::SIFT::create(mostFeatures, 3, 0.02)->detectAndCompute(grey, cv::noArray(), keys, found);
    Features features;
    features.view = &view;
    const auto count = static_cast<Eigen::Index>(keys.size());
    features.pixels.resize(count, 2);
    features.descriptors.resize(count, 128);
    for (Eigen::Index i = 0; i < count; ++i) {
        const cv::KeyPoint& key = keys[static_cast<std::size_t>(i)];
        // Pixel centres are whole numbers there.
        features.pixels.row(i) << key.pt.x + 0.5, key.pt.y + 0.5;
        const float* descriptor = found.ptr<float>(static_cast<int>(i));
        float sum = 1e-12f;
        for (int k = 0; k < 128; ++k)
            sum += descriptor[k];
        for (int k = 0; k < 128; ++k)
            features.descriptors(i, k) = std::sqrt(descriptor[k] / sum);
        const std::uint8_t* color =
            photo.at(std::clamp(static_cast<int>(std::lround(key.pt.x)), 0, photo.width - 1),
                     std::clamp(static_cast<int>(std::lround(key.pt.y)), 0, photo.height - 1));
        features.colors.push_back({color[0], color[1], color[2]});
    }
    return features;
}

/// Pairs of positions in `features`, each with its nearest neighbours that look the same way.
std::vector<std::pair<std::size_t, std::size_t>> pairsOf(const std::vector<Features>& features) {
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const Pose& pose = features[i].view->camera.pose;
        std::vector<std::pair<double, std::size_t>> near;
        for (std::size_t j = 0; j < features.size(); ++j) {
            const Pose& other = features[j].view->camera.pose;
            if (j != i && pose.forward().dot(other.forward()) >= leastFacing)
                near.emplace_back((pose.centerInWorld() - other.centerInWorld()).norm(), j);
        }
        std::sort(near.begin(), near.end());
        for (std::size_t k = 0; k < std::min(near.size(), neighborViews); ++k)
            pairs.insert(std::minmax(i, near[k].second));
    }
    return {pairs.begin(), pairs.end()};
}

/// Lines in b's pixels (unit normal) of points in a's: x_b^T F x_a = 0.
Eigen::Matrix3d fundamental(const Camera& a, const Camera& b) {
    const auto inverseLens = [](const Intrinsics& lens) {
        Eigen::Matrix3d matrix;
        matrix << 1 / lens.fx, 0, -lens.cx / lens.fx, 0, 1 / lens.fy, -lens.cy / lens.fy, 0, 0, 1;
        return matrix;
    };
    const Eigen::Matrix3d rotation = b.pose.rotation * a.pose.rotation.transpose();
    const Eigen::Vector3d t = b.pose.translation - rotation * a.pose.translation;
    Eigen::Matrix3d cross;
    cross << 0, -t.z(), t.y(), t.z(), 0, -t.x(), -t.y(), t.x(), 0;
    return inverseLens(b.intrinsics).transpose() * cross * rotation * inverseLens(a.intrinsics);
}

/// For every feature of a the one of b on its epipolar line that is clearly the most similar, or
/// -1.
std::vector<Eigen::Index> matchesOf(const Features& a, const Features& b) {
    const Eigen::Matrix3d lines = fundamental(a.view->camera, b.view->camera);
    const double band = bandShare * b.view->camera.intrinsics.width + 0.5;
    std::vector<Eigen::Index> matches(static_cast<std::size_t>(a.pixels.rows()), -1);
    for (Eigen::Index i = 0; i < a.pixels.rows(); ++i) {
        const Eigen::Vector3d line = lines * Eigen::Vector3d(a.pixels(i, 0), a.pixels(i, 1), 1);
        const double scale = line.head<2>().norm();
        if (!(scale > 0))
            continue;
        float best = -1, second = -1;
        Eigen::Index which = -1;
        for (Eigen::Index j = 0; j < b.pixels.rows(); ++j) {
            const double distance =
                line.x() * b.pixels(j, 0) + line.y() * b.pixels(j, 1) + line.z();
            if (std::abs(distance) > band * scale)
                continue;
            const float similarity = a.descriptors.row(i).dot(b.descriptors.row(j));
            if (similarity > best) {
                second = best;
                best = similarity;
                which = j;
            } else if (similarity > second) {
                second = similarity;
            }
        }
        // Squared distance of unit vectors: 2 - 2 cosine.
        if (best >= leastSimilarity && 1 - best <= distinction * distinction * (1 - second))
            matches[static_cast<std::size_t>(i)] = which;
    }
    return matches;
}

/// The point nearest to both rays, where they meet at an angle, in front of both cameras and within
/// the band of both pixels.
std::optional<Eigen::Vector3d>
meet(const Camera& a, const Eigen::Vector2d& inA, const Camera& b, const Eigen::Vector2d& inB) {
    const Eigen::Vector3d from = a.pose.centerInWorld(), to = b.pose.centerInWorld();
    const Eigen::Vector3d rayA = (a.unproject(inA.x(), inA.y(), 1) - from).normalized();
    const Eigen::Vector3d rayB = (b.unproject(inB.x(), inB.y(), 1) - to).normalized();
    const double cosine = rayA.dot(rayB), sineSquared = 1 - cosine * cosine;
    if (!(sineSquared > leastParallax * leastParallax))
        return std::nullopt;
    const Eigen::Vector3d between = to - from;
    const double alongA = (between.dot(rayA) - cosine * between.dot(rayB)) / sineSquared;
    const double alongB = (cosine * between.dot(rayA) - between.dot(rayB)) / sineSquared;
    const Eigen::Vector3d point = 0.5 * (from + alongA * rayA + to + alongB * rayB);
    for (const auto& [camera, pixel] : {std::pair(&a, &inA), std::pair(&b, &inB)}) {
        const auto seen = camera->project(point);
        if (!seen || (*seen - *pixel).norm() > bandShare * camera->intrinsics.width + 0.5)
            return std::nullopt;
    }
    return point;
}

/// Points with their distance from the nearer of their two cameras.
struct FoundPoints {
    InitialPoints points;
    std::vector<float> distances; ///< scene units
};

FoundPoints pointsOf(const Features& a, const Features& b) {
    const std::vector<Eigen::Index> there = matchesOf(a, b), back = matchesOf(b, a);
    FoundPoints found;
    for (std::size_t i = 0; i < there.size(); ++i) {
        if (there[i] < 0 ||
            back[static_cast<std::size_t>(there[i])] != static_cast<Eigen::Index>(i))
            continue;
        const auto point = meet(a.view->camera,
                                a.pixels.row(static_cast<Eigen::Index>(i)).transpose(),
                                b.view->camera,
                                b.pixels.row(there[i]).transpose());
        if (!point)
            continue;
        found.points.positions.push_back(point->cast<float>());
        found.points.colors.push_back(a.colors[i]);
        found.distances.push_back(
            static_cast<float>(std::min((*point - a.view->camera.pose.centerInWorld()).norm(),
                                        (*point - b.view->camera.pose.centerInWorld()).norm())));
    }
    return found;
}

/// What is really there is met by several pairs, or lies beside something else that is; wrong
/// matches meet anywhere along a ray, alone.
InitialPoints withoutLoners(const FoundPoints& found) {
    constexpr float reach = 0.02f; ///< as a share of the distance from the camera
    const auto count = static_cast<std::int64_t>(found.points.positions.size());
    constexpr int neighbors = 2;
    if (count <= neighbors)
        return {};
    kernels::Array<float, 2> positions(count, 3);
    for (std::int64_t i = 0; i < count; ++i)
        for (int k = 0; k < 3; ++k)
            positions(i, k) = found.points.positions[static_cast<std::size_t>(i)][k];
    kernels::Array<float, 1> spacing(count);
    kernels::meanNeighborDistance(positions, neighbors, spacing);
    InitialPoints kept;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!(spacing(i) < reach * found.distances[at]))
            continue;
        kept.positions.push_back(found.points.positions[at]);
        kept.colors.push_back(found.points.colors[at]);
    }
    return kept;
}

std::vector<const View*> chosenViews(const Dataset& dataset) {
    const std::vector<ViewId> train = dataset.trainViews();
    const std::size_t count = std::min(train.size(), mostViews);
    std::vector<const View*> views;
    for (std::size_t i = 0; i < count; ++i)
        views.push_back(&dataset.view(train[i * train.size() / count]));
    return views;
}

} // namespace

InitialPoints triangulatePoints(const Dataset& dataset, PhotoStore& photos, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Dataset", "Looking for points that photos share")));
    const std::vector<const View*> views = chosenViews(dataset);
    std::vector<Features> features(views.size());
    const auto viewCount = static_cast<std::int64_t>(views.size());
    kernels::forChunks(viewCount, 1, [&](std::int64_t i, std::int64_t, std::int64_t) {
        progress.check();
        const View& view = *views[static_cast<std::size_t>(i)];
        features[static_cast<std::size_t>(i)] = featuresOf(view, *photos.photo(view.id));
    });
    progress.advance(0.6);
    const auto pairs = pairsOf(features);
    std::vector<FoundPoints> found(pairs.size());
    kernels::forChunks(static_cast<std::int64_t>(pairs.size()),
                       1,
                       [&](std::int64_t i, std::int64_t, std::int64_t) {
                           progress.check();
                           const auto [a, b] = pairs[static_cast<std::size_t>(i)];
                           found[static_cast<std::size_t>(i)] = pointsOf(features[a], features[b]);
                       });
    FoundPoints all;
    for (const FoundPoints& part : found) {
        all.points.positions.insert(
            all.points.positions.end(), part.points.positions.begin(), part.points.positions.end());
        all.points.colors.insert(
            all.points.colors.end(), part.points.colors.begin(), part.points.colors.end());
        all.distances.insert(all.distances.end(), part.distances.begin(), part.distances.end());
    }
    InitialPoints points = withoutLoners(all);
    progress.advance(1.0);
    return points;
}

} // namespace cleave
