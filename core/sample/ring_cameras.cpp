// SPDX-License-Identifier: Apache-2.0
#include "core/sample/ring_cameras.h"

#include "core/sample/sample_random.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave::sample {

namespace {

std::string numberedName(const char* split, int number) {
    const std::string digits = std::to_string(number);
    return std::string(split) + "_" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') +
           digits + ".png";
}

} // namespace

std::vector<View> ringViews(const RingParams& params,
                            int trainCount,
                            int testCount,
                            int width,
                            int height,
                            std::uint64_t seed) {
    const bool isClosed = params.lastAngle - params.firstAngle > 2 * std::numbers::pi - 1e-6;
    const Intrinsics lens = pinhole(width, height, params.fovY);
    const auto makeView = [&](const char* split, int number, int count, double shift) {
        Random random(seed, static_cast<std::uint64_t>(number) * 2 + (shift > 0 ? 1 : 0));
        const double share = isClosed    ? (number + shift) / count
                             : count > 1 ? (number + shift / 2) / (count - 1 + shift)
                                         : 0.5;
        const double angle = params.firstAngle + share * (params.lastAngle - params.firstAngle) +
                             params.jitter * random.uniform(-1, 1);
        // A test view stands between the heights of its neighbours.
        const std::size_t heights = params.elevations.size();
        const double lower = params.elevations[static_cast<std::size_t>(number) % heights];
        const double upper = params.elevations[static_cast<std::size_t>(number + 1) % heights];
        const double elevation =
            lower + shift * (upper - lower) + params.jitter * random.uniform(-1, 1);
        const double distance = params.distance * (1 + params.jitter * random.uniform(-1, 1));
        const Eigen::Vector3d direction(std::cos(elevation) * std::cos(angle),
                                        std::cos(elevation) * std::sin(angle),
                                        std::sin(elevation));
        View view;
        view.name = numberedName(split, number);
        view.path = std::filesystem::path("images") / view.name;
        view.camera = {
            lookAt(params.target + distance * direction, params.target, Eigen::Vector3d::UnitZ()),
            lens};
        view.sourceIntrinsics = lens;
        view.isTest = shift > 0;
        return view;
    };
    std::vector<View> views;
    for (int i = 0; i < trainCount; ++i)
        views.push_back(makeView("train", i, trainCount, 0));
    for (int i = 0; i < testCount; ++i)
        views.push_back(makeView("test", i, testCount, 0.5));
    std::sort(
        views.begin(), views.end(), [](const View& a, const View& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < views.size(); ++i)
        views[i].id = ViewId{static_cast<std::int32_t>(i)};
    return views;
}

} // namespace cleave::sample
