// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/self_prompts.h"

#include "kernels/base/check.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave::sa3d {

namespace {

constexpr float taken = -1e5f; ///< score of the surroundings of a point
constexpr int dilation = 12;   ///< half the width of the published 25 x 25 filter
constexpr std::int64_t rowGrain = 32;

std::size_t argmax(std::span<const float> values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) -
                                    values.begin());
}

Pixel pixelAt(const ScoreMap& map, std::size_t index) {
    return {static_cast<int>(index) % map.width, static_cast<int>(index) / map.width};
}

std::size_t indexOf(const ScoreMap& map, const Pixel& pixel) {
    return static_cast<std::size_t>(pixel.y()) * static_cast<std::size_t>(map.width) +
           static_cast<std::size_t>(pixel.x());
}

/// Half the radius of a disc of that area, at least 2.
int halfRadius(double area, double pi) {
    return std::max(static_cast<int>(std::sqrt(area / pi)) / 2, 2);
}

void takeSquare(const ScoreMap& map, std::vector<float>& scores, const Pixel& center, int half) {
    for (int y = std::max(0, center.y() - half); y <= std::min(map.height - 1, center.y() + half);
         ++y)
        for (int x = std::max(0, center.x() - half);
             x <= std::min(map.width - 1, center.x() + half);
             ++x)
            scores[indexOf(map, {x, y})] = taken;
}

/// Distance of every pixel to a point in normalised position and depth, brought to [0, 1]. As
/// published, pixels count from 1 and the point from 0.
std::vector<float> distancesTo(const ScoreMap& map, const Pixel& point) {
    const double height = map.height, width = map.width;
    const double py = point.y() / height, px = point.x() / width;
    const double pz = map.depths[indexOf(map, point)];
    std::vector<float> distances(map.scores.size());
    kernels::forChunks(
        map.height, rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (auto y = static_cast<int>(begin); y < static_cast<int>(end); ++y)
                for (int x = 0; x < map.width; ++x) {
                    const std::size_t i = indexOf(map, {x, y});
                    const double dy = (y + 1) / height - py, dx = (x + 1) / width - px,
                                 dz = map.depths[i] - pz;
                    distances[i] = static_cast<float>(std::sqrt(dy * dy + dx * dx + dz * dz));
                }
        });
    return normalized(distances);
}

/// Largest score within the dilated mask; of all where the mask is empty.
float largestNear(const ScoreMap& map, const Image& mask) {
    if (mask.empty())
        return *std::max_element(map.scores.begin(), map.scores.end());
    CLEAVE_ASSERT(mask.width == map.width && mask.height == map.height);
    // Separable: first along rows, then along columns, by counting inside pixels in a sliding
    // window.
    const auto slide = [](int count, const auto& at, const auto& put) {
        int inside = 0;
        for (int i = 0; i < std::min(dilation, count); ++i)
            inside += at(i);
        for (int i = 0; i < count; ++i) {
            if (i + dilation < count)
                inside += at(i + dilation);
            if (i - dilation - 1 >= 0)
                inside -= at(i - dilation - 1);
            put(i, inside > 0);
        }
    };
    std::vector<std::uint8_t> rows(mask.pixels.size());
    for (int y = 0; y < map.height; ++y)
        slide(
            map.width,
            [&](int x) { return *mask.at(x, y) != 0; },
            [&](int x, bool near) {
                rows[indexOf(map, {x, y})] = near;
            });
    float largest = taken;
    bool any = false;
    for (int x = 0; x < map.width; ++x)
        slide(
            map.height,
            [&](int y) {
                return rows[indexOf(map, {x, y})] != 0;
            },
            [&](int y, bool near) {
                if (near)
                    largest = std::max(largest, map.scores[indexOf(map, {x, y})]);
                any = any || near;
            });
    return any ? largest : *std::max_element(map.scores.begin(), map.scores.end());
}

} // namespace

std::vector<float> normalized(std::span<const float> values) {
    std::vector<float> result(values.size(), 0);
    if (values.empty())
        return result;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float least = *low, range = *high - *low;
    if (!(range > 0))
        return result;
    for (std::size_t i = 0; i < values.size(); ++i)
        result[i] = (values[i] - least) / range;
    return result;
}

SelfPrompts selfPromptsBySegmenter(const ScoreMap& map, int most, const AskMask& ask) {
    SelfPrompts result;
    const std::size_t first = argmax(map.scores);
    if (!(map.scores[first] > 0) || most < 1)
        return result;
    result.points.push_back(pixelAt(map, first));
    result.values.push_back(map.scores[first]);
    double area = 0;
    for (const float score : map.scores)
        area += std::floor(255 * std::clamp(static_cast<double>(score), 0.0, 1.0)) / 255;
    const int half = halfRadius(area, std::numbers::pi);

    std::vector<float> left(map.scores.begin(), map.scores.end()), best;
    while (static_cast<int>(result.points.size()) < most) {
        const float penalty = std::max(largestNear(map, ask(result.points)), 0.0f);
        takeSquare(map, left, result.points.back(), half);
        const std::vector<float> distances = distancesTo(map, result.points.back());
        const bool isFirst = best.empty();
        if (isFirst)
            best.assign(left.size(), taken);
        // Each pixel keeps the value under its least penalising point: what is near any point keeps
        // its score.
        for (std::size_t i = 0; i < left.size(); ++i) {
            const float current = left[i] - distances[i] * penalty;
            best[i] = isFirst ? current : left[i] == taken ? taken : std::max(best[i], current);
        }
        const std::size_t next = argmax(best);
        if (!(best[next] > 0))
            break;
        result.points.push_back(pixelAt(map, next));
        result.values.push_back(best[next]);
    }
    return result;
}

SelfPrompts selfPromptsByMap(const ScoreMap& map, int most) {
    SelfPrompts result;
    const std::size_t first = argmax(map.scores);
    if (!(map.scores[first] > 0) || most < 1)
        return result;
    result.points.push_back(pixelAt(map, first));
    result.values.push_back(map.scores[first]);
    const auto area = static_cast<double>(
        std::count_if(map.scores.begin(), map.scores.end(), [](float score) { return score > 0; }));
    const int half = halfRadius(area, 3.14); // as published

    std::vector<float> left(map.scores.begin(), map.scores.end());
    float previous = 0;
    while (static_cast<int>(result.points.size()) < most) {
        takeSquare(map, left, result.points.back(), half);
        if (previous > 0) {
            const std::vector<float> distances = distancesTo(map, result.points.back());
            for (std::size_t i = 0; i < left.size(); ++i)
                left[i] -= distances[i] * previous;
        }
        const std::size_t next = argmax(left);
        previous = left[next];
        if (!(previous > 0))
            break;
        result.points.push_back(pixelAt(map, next));
        result.values.push_back(previous);
    }
    return result;
}

} // namespace cleave::sa3d
