// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_scale.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr int kept = 5; ///< of nine pixels that must lie inside

struct Box {
    int x0 = 1 << 30, y0 = 1 << 30, x1 = -1, y1 = -1; ///< inclusive

    bool isEmpty() const { return x1 < x0; }

    void add(const Box& other) {
        x0 = std::min(x0, other.x0);
        y0 = std::min(y0, other.y0);
        x1 = std::max(x1, other.x1);
        y1 = std::max(y1, other.y1);
    }
};

/// inside(x, y) is asked within one pixel around the box, but never outside of the image.
template <class Inside>
double scaleOf(const Box& box,
               const FloatImage& depth,
               const Intrinsics& intrinsics,
               const Inside& inside) {
    const auto isInside = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < depth.width && y < depth.height && inside(x, y);
    };
    double sums[3] = {}, squares[3] = {};
    std::int64_t count = 0;
    double first[3] = {}; // sums are taken from there, so that they do not cancel
    for (int y = std::max(0, box.y0 - 1); y <= std::min(depth.height - 1, box.y1 + 1); ++y)
        for (int x = std::max(0, box.x0 - 1); x <= std::min(depth.width - 1, box.x1 + 1); ++x) {
            const double z = *depth.at(x, y);
            if (!(z > 0))
                continue;
            int around = 0;
            for (int dy = -1; dy <= 1; ++dy)
                for (int dx = -1; dx <= 1; ++dx)
                    around += isInside(x + dx, y + dy);
            if (around < kept)
                continue;
            const double point[3] = {(x + 0.5 - intrinsics.cx) * z / intrinsics.fx,
                                     (y + 0.5 - intrinsics.cy) * z / intrinsics.fy,
                                     z};
            for (int a = 0; a < 3; ++a) {
                if (count == 0)
                    first[a] = point[a];
                sums[a] += point[a] - first[a];
                squares[a] += (point[a] - first[a]) * (point[a] - first[a]);
            }
            ++count;
        }
    if (count < 2)
        return 0;
    const auto n = static_cast<double>(count);
    double variance = 0;
    for (int a = 0; a < 3; ++a)
        variance += std::max(0.0, (squares[a] - sums[a] * sums[a] / n) / (n - 1));
    return 2 * std::sqrt(variance);
}

} // namespace

double maskScale(const Image& mask, const FloatImage& depth, const Intrinsics& intrinsics) {
    CLEAVE_ASSERT(mask.width == depth.width && mask.height == depth.height);
    const Box all{0, 0, depth.width - 1, depth.height - 1};
    return scaleOf(all, depth, intrinsics, [&](int x, int y) { return *mask.at(x, y) != 0; });
}

std::vector<double> maskScales(std::span<const std::vector<std::int32_t>> masks,
                               const IdImage& patches,
                               const FloatImage& depth,
                               const Intrinsics& intrinsics) {
    CLEAVE_ASSERT(patches.width == depth.width && patches.height == depth.height);
    std::int32_t patchCount = 0;
    for (const std::int32_t patch : patches.pixels)
        patchCount = std::max(patchCount, patch + 1);
    for (const auto& mask : masks)
        for (const std::int32_t patch : mask)
            patchCount = std::max(patchCount, patch + 1);
    std::vector<Box> boxes(static_cast<std::size_t>(patchCount));
    for (int y = 0; y < patches.height; ++y)
        for (int x = 0; x < patches.width; ++x)
            boxes[static_cast<std::size_t>(*patches.at(x, y))].add({x, y, x, y});

    std::vector<double> scales(masks.size(), 0.0);
    const auto count = static_cast<std::int64_t>(masks.size());
    kernels::forChunks(count, 1, [&](std::int64_t m, std::int64_t, std::int64_t) {
        std::vector<std::uint8_t> isIn(boxes.size(), 0);
        Box box;
        for (const std::int32_t patch : masks[static_cast<std::size_t>(m)]) {
            isIn[static_cast<std::size_t>(patch)] = 1;
            box.add(boxes[static_cast<std::size_t>(patch)]);
        }
        if (!box.isEmpty())
            scales[static_cast<std::size_t>(m)] =
                scaleOf(box, depth, intrinsics, [&](int x, int y) {
                    return isIn[static_cast<std::size_t>(*patches.at(x, y))] != 0;
                });
    });
    return scales;
}

} // namespace cleave
