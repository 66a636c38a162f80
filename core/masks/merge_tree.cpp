// SPDX-License-Identifier: Apache-2.0
#include "core/masks/region_graph.h"

#include <queue>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace cleave {

namespace {

constexpr int colorBins = 16, textureBins = 8;
constexpr int binCount = 3 * colorBins + textureBins;

/// What is known of a region while it grows.
struct Region {
    std::array<float, binCount> histogram{}; ///< pixels per bin: lightness, a, b, texture
    std::array<double, 3> labSum{};
    std::int64_t area = 0;
    float perimeter = 0; ///< pixel sides shared with other regions
    int x0 = 1 << 30, y0 = 1 << 30, x1 = -1, y1 = -1;
};

struct Border {
    float length = 0;   ///< pixel sides
    float strength = 0; ///< sum of edge strength over them
};

struct Candidate {
    float cost;
    int a, b;
    int versionA, versionB;

    // The queue's top is the cheapest; ties go by number, so that the order is the same everywhere.
    bool operator<(const Candidate& other) const {
        if (cost != other.cost)
            return cost > other.cost;
        return a != other.a ? a > other.a : b > other.b;
    }
};

/// Spreads a value over the two bins beside it.
void addToBins(float* bins, int count, float position) {
    const float clamped = std::clamp(position, 0.0f, static_cast<float>(count - 1));
    const int low = std::min(static_cast<int>(clamped), count - 2);
    const float share = clamped - static_cast<float>(low);
    bins[low] += 1 - share;
    bins[low + 1] += share;
}

/// Half the sum of |p - q| over the bins of one distribution, smeared by its order: for ordered
/// bins the difference of the running sums (earth mover's distance in bins) tells near from far,
/// which bin by bin differences do not.
float distributionDistance(const float* p, float areaP, const float* q, float areaQ, int count) {
    float running = 0, distance = 0;
    for (int i = 0; i < count; ++i) {
        running += p[i] / areaP - q[i] / areaQ;
        distance += std::abs(running);
    }
    return distance;
}

class Merger {
public:
    explicit Merger(const Superpixels& superpixels)
        : pixelCount_(static_cast<float>(superpixels.labels.pixels.size())) {
        regions_.resize(static_cast<std::size_t>(superpixels.count));
        borders_.resize(regions_.size());
        measureRegions(superpixels);
        measureBorders(superpixels);
        tree_.leafCount = superpixels.count;
        for (const Region& region : regions_) {
            tree_.parent.push_back(-1);
            tree_.height.push_back(0);
            tree_.area.push_back(region.area);
        }
    }

    MergeTree run() {
        for (int a = 0; a < tree_.leafCount; ++a)
            for (const auto& [b, border] : borders_[static_cast<std::size_t>(a)])
                if (a < b)
                    offer(a, b, border);
        while (!queue_.empty()) {
            const Candidate top = queue_.top();
            queue_.pop();
            if (tree_.parent[static_cast<std::size_t>(top.a)] < 0 &&
                tree_.parent[static_cast<std::size_t>(top.b)] < 0)
                merge(top);
        }
        return std::move(tree_);
    }

private:
    void measureRegions(const Superpixels& superpixels) {
        for (int y = 0; y < superpixels.labels.height; ++y)
            for (int x = 0; x < superpixels.labels.width; ++x) {
                Region& region = regions_[static_cast<std::size_t>(*superpixels.labels.at(x, y))];
                const float* lab = superpixels.lab.at(x, y);
                addToBins(region.histogram.data(), colorBins, lab[0] * (colorBins - 1) / 100);
                addToBins(region.histogram.data() + colorBins,
                          colorBins,
                          (lab[1] + 60) * (colorBins - 1) / 120);
                addToBins(region.histogram.data() + 2 * colorBins,
                          colorBins,
                          (lab[2] + 60) * (colorBins - 1) / 120);
                addToBins(region.histogram.data() + 3 * colorBins,
                          textureBins,
                          std::sqrt(*superpixels.texture.at(x, y)) * 1.75f);
                for (std::size_t c = 0; c < 3; ++c)
                    region.labSum[c] += lab[c];
                ++region.area;
                region.x0 = std::min(region.x0, x);
                region.y0 = std::min(region.y0, y);
                region.x1 = std::max(region.x1, x);
                region.y1 = std::max(region.y1, y);
            }
    }

    void measureBorders(const Superpixels& superpixels) {
        const auto touch = [&](int x0, int y0, int x1, int y1) {
            const int a = *superpixels.labels.at(x0, y0), b = *superpixels.labels.at(x1, y1);
            if (a == b)
                return;
            const float strength =
                std::max(*superpixels.edges.at(x0, y0), *superpixels.edges.at(x1, y1));
            for (const auto& [from, to] : {std::pair{a, b}, {b, a}}) {
                Border& border = borders_[static_cast<std::size_t>(from)][to];
                border.length += 1;
                border.strength += strength;
                regions_[static_cast<std::size_t>(from)].perimeter += 1;
            }
        };
        for (int y = 0; y < superpixels.labels.height; ++y)
            for (int x = 0; x < superpixels.labels.width; ++x) {
                if (x + 1 < superpixels.labels.width)
                    touch(x, y, x + 1, y);
                if (y + 1 < superpixels.labels.height)
                    touch(x, y, x, y + 1);
            }
    }

    float unlikeness(const Region& a, const Region& b, const Border& border) const {
        const float areaA = static_cast<float>(a.area), areaB = static_cast<float>(b.area);
        const float* p = a.histogram.data();
        const float* q = b.histogram.data();
        const float lightness =
            distributionDistance(p, areaA, q, areaB, colorBins) * (100.0f / (colorBins - 1));
        const float green =
            distributionDistance(p + colorBins, areaA, q + colorBins, areaB, colorBins) *
            (120.0f / (colorBins - 1));
        const float blue =
            distributionDistance(p + 2 * colorBins, areaA, q + 2 * colorBins, areaB, colorBins) *
            (120.0f / (colorBins - 1));
        const float texture =
            distributionDistance(p + 3 * colorBins, areaA, q + 3 * colorBins, areaB, textureBins);
        const float color =
            std::sqrt(0.68f * lightness * lightness + 0.75f * (green * green + blue * blue));
        const float edge = border.strength / border.length;
        const float smaller = std::min(areaA, areaB) / pixelCount_;
        const float size = std::pow(smaller, 0.3f);
        const float enclosed = border.length / std::min(a.perimeter, b.perimeter);
        return (color + 2.0f * texture + 4.0f * edge + 1.0f) * size * (1.31f - enclosed);
    }

    void offer(int a, int b, const Border& border) {
        queue_.push({unlikeness(regions_[static_cast<std::size_t>(a)],
                                regions_[static_cast<std::size_t>(b)],
                                border),
                     a,
                     b,
                     0,
                     0});
    }

    void merge(const Candidate& pair) {
        const auto a = static_cast<std::size_t>(pair.a), b = static_cast<std::size_t>(pair.b);
        const int made = tree_.nodeCount();
        const Border shared = borders_[a].at(pair.b);
        tree_.parent[a] = tree_.parent[b] = made;
        tree_.parent.push_back(-1);
        tree_.height.push_back(std::max({pair.cost, tree_.height[a], tree_.height[b]}));
        tree_.area.push_back(tree_.area[a] + tree_.area[b]);

        Region region = regions_[a];
        const Region& other = regions_[b];
        for (std::size_t i = 0; i < binCount; ++i)
            region.histogram[i] += other.histogram[i];
        for (std::size_t c = 0; c < 3; ++c)
            region.labSum[c] += other.labSum[c];
        region.area += other.area;
        region.perimeter += other.perimeter - 2 * shared.length;
        region.x0 = std::min(region.x0, other.x0);
        region.y0 = std::min(region.y0, other.y0);
        region.x1 = std::max(region.x1, other.x1);
        region.y1 = std::max(region.y1, other.y1);
        regions_.push_back(region);

        std::unordered_map<int, Border> borders = std::move(borders_[a]);
        borders.erase(pair.b);
        for (const auto& [neighbor, border] : borders_[b]) {
            if (neighbor == pair.a)
                continue;
            borders[neighbor].length += border.length;
            borders[neighbor].strength += border.strength;
        }
        borders_[a] = {};
        borders_[b] = {};
        for (const auto& [neighbor, border] : borders) {
            auto& back = borders_[static_cast<std::size_t>(neighbor)];
            back.erase(pair.a);
            back.erase(pair.b);
            back[made] = border;
        }
        borders_.push_back(std::move(borders));
        for (const auto& [neighbor, border] : borders_.back())
            offer(neighbor, made, border);
    }

    float pixelCount_;
    std::vector<Region> regions_;
    std::vector<std::unordered_map<int, Border>> borders_;
    std::priority_queue<Candidate> queue_;
    MergeTree tree_;
};

} // namespace

MergeTree mergeSuperpixels(const Superpixels& superpixels) {
    return Merger(superpixels).run();
}

} // namespace cleave
