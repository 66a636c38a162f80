// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/mask_filters.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

std::vector<std::array<double, 2>> pointGrid(int perSide) {
    std::vector<double> positions;
    const double first = 1.0 / (2 * perSide), last = 1 - first;
    for (int i = 0; i < perSide; ++i)
        positions.push_back(perSide == 1       ? first
                            : i == perSide - 1 ? last
                                               : first + i * ((last - first) / (perSide - 1)));
    std::vector<std::array<double, 2>> points;
    for (const double y : positions)
        for (const double x : positions)
            points.push_back({x, y});
    return points;
}

std::vector<CropBox> cropBoxes(int width, int height, int layers, double overlapRatio) {
    std::vector<CropBox> crops = {{{0, 0, width, height}, 0}};
    for (int layer = 1; layer <= layers; ++layer) {
        const int perSide = 1 << layer;
        const int overlap =
            static_cast<int>(overlapRatio * std::min(width, height) * (2.0 / perSide));
        const auto length = [&](int side) {
            return static_cast<int>(
                std::ceil((overlap * (perSide - 1) + side) / static_cast<double>(perSide)));
        };
        const int cropWidth = length(width), cropHeight = length(height);
        for (int column = 0; column < perSide; ++column)
            for (int row = 0; row < perSide; ++row) {
                const int x = (cropWidth - overlap) * column, y = (cropHeight - overlap) * row;
                crops.push_back(
                    {{x, y, std::min(x + cropWidth, width), std::min(y + cropHeight, height)},
                     layer});
            }
    }
    return crops;
}

float stabilityScore(std::span<const float> logits, float offset) {
    std::int64_t above = 0, below = 0;
    for (const float logit : logits) {
        above += logit > offset;
        below += logit > -offset;
    }
    return static_cast<float>(above) / static_cast<float>(below);
}

PixelBox maskBox(const Image& mask) {
    PixelBox box = {mask.width, mask.height, -1, -1};
    for (int y = 0; y < mask.height; ++y) {
        const std::uint8_t *row = mask.at(0, y), *end = row + mask.width;
        const std::uint8_t* first =
            std::find_if(row, end, [](std::uint8_t value) { return value != 0; });
        if (first == end)
            continue;
        const std::uint8_t* last = end - 1;
        while (*last == 0)
            --last;
        box = {std::min(box[0], static_cast<int>(first - row)),
               std::min(box[1], y),
               std::max(box[2], static_cast<int>(last - row)),
               y};
    }
    return box[2] < 0 ? PixelBox{} : box;
}

bool isCutByCrop(const PixelBox& box, const PixelBox& crop, int imageWidth, int imageHeight) {
    constexpr int near = 20;
    const PixelBox image = {0, 0, imageWidth, imageHeight};
    for (std::size_t side = 0; side < 4; ++side) {
        const int position = box[side] + crop[side % 2];
        if (std::abs(position - crop[side]) <= near && std::abs(position - image[side]) > near)
            return true;
    }
    return false;
}

std::vector<std::size_t> suppressOverlapping(std::span<const PixelBox> boxes,
                                             std::span<const float> scores,
                                             double threshold) {
    std::vector<std::size_t> order(boxes.size()), kept;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return scores[a] > scores[b];
    });
    const auto areaOf = [](const PixelBox& box) {
        return static_cast<float>(box[2] - box[0]) * static_cast<float>(box[3] - box[1]);
    };
    const auto overlaps = [&](const PixelBox& a, const PixelBox& b) {
        const float width =
            static_cast<float>(std::max(0, std::min(a[2], b[2]) - std::max(a[0], b[0])));
        const float height =
            static_cast<float>(std::max(0, std::min(a[3], b[3]) - std::max(a[1], b[1])));
        const float shared = width * height;
        return static_cast<double>(shared / (areaOf(a) + areaOf(b) - shared)) >
               threshold; // not where it is 0 / 0
    };
    for (const std::size_t candidate : order)
        if (std::none_of(kept.begin(), kept.end(), [&](std::size_t better) {
                return overlaps(boxes[better], boxes[candidate]);
            }))
            kept.push_back(candidate);
    return kept;
}

bool removeSmallRegions(Image& mask, int area, SmallRegions which) {
    const bool isHoles = which == SmallRegions::Holes;
    cv::Mat wanted(mask.height, mask.width, CV_8UC1), labels, statistics, centres;
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            wanted.at<std::uint8_t>(y, x) = (*mask.at(x, y) != 0) != isHoles;
    const int count =
        cv::connectedComponentsWithStats(wanted, labels, statistics, centres, 8, CV_32S);
    const auto sizeOf = [&](int label) { return statistics.at<int>(label, cv::CC_STAT_AREA); };
    std::vector<bool> isSmall(static_cast<std::size_t>(count), false);
    int smallCount = 0;
    for (int label = 1; label < count; ++label)
        if (sizeOf(label) < area) {
            isSmall[static_cast<std::size_t>(label)] = true;
            ++smallCount;
        }
    if (smallCount == 0)
        return false;
    if (!isHoles && smallCount == count - 1) {
        int largest = 1;
        for (int label = 2; label < count; ++label)
            if (sizeOf(label) > sizeOf(largest))
                largest = label;
        isSmall[static_cast<std::size_t>(largest)] = false;
    }
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (isSmall[static_cast<std::size_t>(labels.at<int>(y, x))])
                *mask.at(x, y) = isHoles ? 255 : 0;
    return true;
}

} // namespace cleave
