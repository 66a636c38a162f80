// SPDX-License-Identifier: Apache-2.0
#include "core/sample/id_regions.h"

#include "core/sample/room_textures.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace cleave::sample {

namespace {

constexpr int smallestPiece = 16; // pixels
constexpr std::array<std::array<int, 2>, 4> neighborSteps = {{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

/// The box of the region with a margin outside as far as the image goes, padded by one ring that
/// counts as outside.
struct Crop {
    int left, top, width, height;
};

Crop cropOf(const Region& region, int margin) {
    const int left = std::max(0, region.left - margin), top = std::max(0, region.top - margin);
    return {left,
            top,
            std::min(region.pixels.width, region.right + margin) - left,
            std::min(region.pixels.height, region.bottom + margin) - top};
}

cv::Mat insideOf(const Region& region, const Crop& crop, bool padded) {
    const int pad = padded ? 1 : 0;
    cv::Mat inside = cv::Mat::zeros(crop.height + 2 * pad, crop.width + 2 * pad, CV_8U);
    for (int y = 0; y < crop.height; ++y)
        for (int x = 0; x < crop.width; ++x)
            inside.at<std::uint8_t>(y + pad, x + pad) =
                *region.pixels.at(crop.left + x, crop.top + y);
    return inside;
}

} // namespace

void Region::insert(int x, int y) {
    std::uint8_t& pixel = *pixels.at(x, y);
    if (pixel != 0)
        return;
    pixel = 255;
    if (count == 0) {
        left = x;
        top = y;
        right = x + 1;
        bottom = y + 1;
    }
    left = std::min(left, x);
    top = std::min(top, y);
    right = std::max(right, x + 1);
    bottom = std::max(bottom, y + 1);
    ++count;
}

void Region::add(const Region& other) {
    for (int y = other.top; y < other.bottom; ++y)
        for (int x = other.left; x < other.right; ++x)
            if (*other.pixels.at(x, y))
                insert(x, y);
}

std::int64_t Region::outline() const {
    std::int64_t border = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) {
            if (*pixels.at(x, y) == 0)
                continue;
            border +=
                std::any_of(neighborSteps.begin(), neighborSteps.end(), [&](const auto& step) {
                    const int nx = x + step[0], ny = y + step[1];
                    return nx < 0 || ny < 0 || nx >= pixels.width || ny >= pixels.height ||
                           *pixels.at(nx, ny) == 0;
                });
        }
    return border;
}

Region regionOf(const IdImage& ids, int id) {
    Region region(ids.width, ids.height);
    for (int y = 0; y < ids.height; ++y)
        for (int x = 0; x < ids.width; ++x)
            if (*ids.at(x, y) == id)
                region.insert(x, y);
    return region;
}

std::vector<int> touchingIds(const IdImage& ids, int id) {
    std::set<int> touching;
    const auto meet = [&](int a, int b) {
        if (a == id && b != id)
            touching.insert(b);
        if (b == id && a != id)
            touching.insert(a);
    };
    for (int y = 0; y < ids.height; ++y)
        for (int x = 0; x < ids.width; ++x) {
            if (x + 1 < ids.width)
                meet(*ids.at(x, y), *ids.at(x + 1, y));
            if (y + 1 < ids.height)
                meet(*ids.at(x, y), *ids.at(x, y + 1));
        }
    touching.erase(0);
    return {touching.begin(), touching.end()};
}

std::vector<Region> connectedPieces(const Region& region) {
    std::vector<Region> pieces;
    if (region.count == 0)
        return pieces;
    const Crop crop = cropOf(region, 0);
    cv::Mat labels;
    const int labelCount =
        cv::connectedComponents(insideOf(region, crop, false), labels, 4, CV_32S);
    for (int label = 1; label < labelCount; ++label) {
        Region piece(region.pixels.width, region.pixels.height);
        for (int y = 0; y < crop.height; ++y)
            for (int x = 0; x < crop.width; ++x)
                if (labels.at<int>(y, x) == label)
                    piece.insert(crop.left + x, crop.top + y);
        if (piece.count >= smallestPiece)
            pieces.push_back(std::move(piece));
    }
    return pieces;
}

Region withUnevenBorder(const Region& region, double amplitude, double noiseSeed) {
    const Crop crop = cropOf(region, static_cast<int>(std::ceil(amplitude)) + 2);
    const cv::Mat inside = insideOf(region, crop, false);
    cv::Mat depths, gaps;
    cv::distanceTransform(inside, depths, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    cv::distanceTransform(255 - inside, gaps, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    double deepest = 0;
    cv::minMaxLoc(depths, nullptr, &deepest);
    const double reach = std::min(amplitude, 0.35 * deepest);
    Region uneven(region.pixels.width, region.pixels.height);
    for (int y = 0; y < crop.height; ++y)
        for (int x = 0; x < crop.width; ++x) {
            // Signed distance of the pixel's centre to the border, positive inside. A region that
            // fills the crop has no gap.
            const double gap = gaps.at<float>(y, x);
            const double depth =
                inside.at<std::uint8_t>(y, x) ? depths.at<float>(y, x) - 0.5 : 0.5 - gap;
            const double shift =
                std::abs(depth) > reach
                    ? 0
                    : 2 * reach *
                          valueNoise({(crop.left + x) / 9.0, (crop.top + y) / 9.0, noiseSeed});
            if (depth > std::clamp(shift, -reach, reach))
                uneven.insert(crop.left + x, crop.top + y);
        }
    return uneven;
}

double intersectionOverUnion(const Region& a, const Region& b) {
    std::int64_t shared = 0;
    for (int y = a.top; y < a.bottom; ++y)
        for (int x = a.left; x < a.right; ++x)
            shared += *a.pixels.at(x, y) && *b.pixels.at(x, y);
    const std::int64_t all = a.count + b.count - shared;
    return all > 0 ? static_cast<double>(shared) / static_cast<double>(all) : 0;
}

DeepestPixel deepestPixel(const Region& region) {
    if (region.count == 0)
        return {};
    const Crop crop = cropOf(region, 0);
    cv::Mat depths;
    cv::distanceTransform(insideOf(region, crop, true), depths, cv::DIST_L2, cv::DIST_MASK_PRECISE);
    double deepest = 0;
    cv::Point where;
    cv::minMaxLoc(depths, nullptr, &deepest, nullptr, &where);
    return {crop.left + where.x - 1, crop.top + where.y - 1, deepest};
}

} // namespace cleave::sample
