// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/choose_views.h"

#include <algorithm>
#include <cmath>

namespace cleave::sa3d {

namespace {

/// Primitives whose frame position is looked at: a sample of the object.
constexpr std::size_t sampleSize = 400;

std::vector<Eigen::Vector3d> objectPoints(const SceneViews& views,
                                          kernels::ArrayView<const float, 1> values,
                                          const std::vector<Eigen::Vector3f>& spots) {
    std::vector<std::int64_t> inside;
    for (std::int64_t i = 0; i < values.count(); ++i)
        if (values(i) > 0.5f)
            inside.push_back(i);
    std::vector<Eigen::Vector3d> points;
    const std::size_t stride = std::max<std::size_t>(1, inside.size() / sampleSize);
    for (std::size_t k = 0; k < inside.size(); k += stride) {
        const float* p = views.cloud().positions.data() + 3 * inside[k];
        points.emplace_back(p[0], p[1], p[2]);
    }
    if (points.empty())
        for (const Eigen::Vector3f& spot : spots)
            points.push_back(spot.cast<double>());
    return points;
}

/// Share of the points in the frame.
double shareInFrame(const Camera& camera, const std::vector<Eigen::Vector3d>& points) {
    std::size_t inside = 0;
    for (const Eigen::Vector3d& point : points) {
        const auto at = camera.project(point);
        inside += at && at->x() >= 0 && at->y() >= 0 && at->x() < camera.intrinsics.width &&
                  at->y() < camera.intrinsics.height;
    }
    return points.empty() ? 0 : static_cast<double>(inside) / static_cast<double>(points.size());
}

} // namespace

std::vector<std::size_t> chooseViews(const SceneViews& views,
                                     const PromptableSegmenter& segmenter,
                                     const std::vector<std::size_t>& taken,
                                     kernels::ArrayView<const float, 1> values,
                                     const std::vector<Eigen::Vector3f>& spots,
                                     int most) {
    const std::vector<Eigen::Vector3d> points = objectPoints(views, values, spots);
    if (points.empty())
        return {};
    Eigen::Vector3d middle = Eigen::Vector3d::Zero();
    for (const Eigen::Vector3d& point : points)
        middle += point;
    middle /= static_cast<double>(points.size());
    const auto directionOf = [&](std::size_t v) -> Eigen::Vector3d {
        return (views[v].camera.pose.centerInWorld() - middle).normalized();
    };

    struct Choice {
        std::size_t view;
        double size; ///< how large the object is there, and how much of it
        double novelty = 1;
    };

    std::vector<Choice> choices;
    double largest = 0;
    for (std::size_t v = 0; v < views.count(); ++v) {
        if (std::find(taken.begin(), taken.end(), v) != taken.end())
            continue;
        if (!segmenter.knows(views[v].image))
            continue;
        const double share = shareInFrame(views[v].camera, points);
        if (!(share > 0))
            continue;
        const double distance = (views[v].camera.pose.centerInWorld() - middle).norm();
        const double size = share * views[v].camera.intrinsics.fx / std::max(distance, 1e-6);
        choices.push_back({v, size});
        largest = std::max(largest, size);
    }
    const auto look = [&](std::size_t from) {
        for (Choice& choice : choices)
            choice.novelty = std::min(choice.novelty,
                                      0.5 * (1 - directionOf(choice.view).dot(directionOf(from))));
    };
    for (const std::size_t v : taken)
        look(v);
    std::vector<std::size_t> chosen;
    while (static_cast<int>(chosen.size()) < most && !choices.empty()) {
        const auto gain = [&](const Choice& choice) {
            return std::sqrt(choice.size / largest) * (0.02 + choice.novelty);
        };
        const auto best =
            std::max_element(choices.begin(), choices.end(), [&](const Choice& a, const Choice& b) {
                return gain(a) < gain(b);
            });
        chosen.push_back(best->view);
        choices.erase(best);
        look(chosen.back());
    }
    return chosen;
}

} // namespace cleave::sa3d
