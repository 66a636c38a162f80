// SPDX-License-Identifier: Apache-2.0
#include "core/image/rle.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace cleave {

std::int64_t Rle::area() const {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i < counts.size(); i += 2)
        sum += counts[i];
    return sum;
}

Rle encodeRle(const std::uint8_t* pixels, int width, int height) {
    Rle rle{width, height, {}};
    std::uint32_t run = 0;
    bool inside = false;
    for (int x = 0; x < width; ++x) {
        const std::uint8_t* pixel = pixels + x;
        for (int y = 0; y < height; ++y, pixel += width) {
            if ((*pixel != 0) != inside) {
                rle.counts.push_back(run);
                run = 0;
                inside = !inside;
            }
            ++run;
        }
    }
    if (run > 0)
        rle.counts.push_back(run);
    return rle;
}

Rle encodeRle(const Image& mask) {
    CLEAVE_ASSERT(mask.channels == 1);
    return encodeRle(mask.pixels.data(), mask.width, mask.height);
}

Image decodeRle(const Rle& rle) {
    const auto sum = std::accumulate(rle.counts.begin(), rle.counts.end(), std::int64_t{0});
    CLEAVE_ASSERT(sum == static_cast<std::int64_t>(rle.width) * rle.height);
    Image mask(rle.width, rle.height, 1);
    for (const PixelRun run : insideRuns(rle)) {
        int x = static_cast<int>(run.begin / rle.height);
        int y = static_cast<int>(run.begin % rle.height);
        for (std::uint32_t i = run.begin; i < run.end; ++i) {
            *mask.at(x, y) = 255;
            if (++y == rle.height) {
                y = 0;
                ++x;
            }
        }
    }
    return mask;
}

std::vector<std::pair<std::int32_t, Rle>> encodeIds(const IdImage& ids) {
    CLEAVE_ASSERT(ids.channels == 1);
    std::map<std::int32_t, std::vector<PixelRun>> runs;
    std::int32_t current = 0;
    std::vector<PixelRun>* list = nullptr;
    std::uint32_t position = 0;
    for (int x = 0; x < ids.width; ++x) {
        const std::int32_t* pixel = ids.pixels.data() + x;
        for (int y = 0; y < ids.height; ++y, pixel += ids.width, ++position) {
            if (*pixel != current) {
                current = *pixel;
                list = current > 0 ? &runs[current] : nullptr;
                if (list)
                    list->push_back({position, position});
            }
            if (list)
                list->back().end = position + 1;
        }
    }
    std::vector<std::pair<std::int32_t, Rle>> regions;
    regions.reserve(runs.size());
    for (const auto& [id, list_] : runs)
        regions.emplace_back(id, rleFromRuns(list_, ids.width, ids.height));
    return regions;
}

std::vector<PixelRun> insideRuns(const Rle& rle) {
    std::vector<PixelRun> runs;
    runs.reserve(rle.counts.size() / 2);
    std::uint32_t position = 0;
    for (std::size_t i = 0; i < rle.counts.size(); ++i) {
        const std::uint32_t end = position + rle.counts[i];
        if (i % 2 == 1 && end > position) {
            if (!runs.empty() && runs.back().end == position)
                runs.back().end = end;
            else
                runs.push_back({position, end});
        }
        position = end;
    }
    return runs;
}

Rle rleFromRuns(const std::vector<PixelRun>& runs, int width, int height) {
    Rle rle{width, height, {}};
    std::uint32_t position = 0;
    for (const PixelRun run : runs) {
        CLEAVE_ASSERT(run.begin >= position);
        if (run.end == run.begin)
            continue;
        if (run.begin == position && !rle.counts.empty()) {
            rle.counts.back() += run.end - run.begin;
        } else {
            rle.counts.push_back(run.begin - position);
            rle.counts.push_back(run.end - run.begin);
        }
        position = run.end;
    }
    const auto total = static_cast<std::uint32_t>(width) * static_cast<std::uint32_t>(height);
    CLEAVE_ASSERT(position <= total);
    if (position < total)
        rle.counts.push_back(total - position);
    return rle;
}

std::int64_t intersectionArea(const std::vector<PixelRun>& a, const std::vector<PixelRun>& b) {
    if (a.empty() || b.empty() || a.back().end <= b.front().begin ||
        b.back().end <= a.front().begin)
        return 0;
    std::int64_t area = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const std::uint32_t begin = std::max(a[i].begin, b[j].begin),
                            end = std::min(a[i].end, b[j].end);
        if (begin < end)
            area += end - begin;
        if (a[i].end < b[j].end)
            ++i;
        else
            ++j;
    }
    return area;
}

std::int64_t intersectionArea(const Rle& a, const Rle& b) {
    CLEAVE_ASSERT(a.width == b.width && a.height == b.height);
    return intersectionArea(insideRuns(a), insideRuns(b));
}

std::vector<PixelRun> unite(const std::vector<PixelRun>& a, const std::vector<PixelRun>& b) {
    std::vector<PixelRun> result;
    result.reserve(a.size() + b.size());
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const bool fromA = j == b.size() || (i < a.size() && a[i].begin <= b[j].begin);
        const PixelRun run = fromA ? a[i++] : b[j++];
        if (!result.empty() && run.begin <= result.back().end)
            result.back().end = std::max(result.back().end, run.end);
        else
            result.push_back(run);
    }
    return result;
}

Rle resizeNearest(const Rle& rle, int width, int height) {
    if (rle.width == width && rle.height == height)
        return rle;
    const Image source = decodeRle(rle);
    Image target(width, height, 1);
    for (int y = 0; y < height; ++y) {
        const int sourceY =
            static_cast<int>((2 * y + 1) * static_cast<std::int64_t>(rle.height) / (2 * height));
        for (int x = 0; x < width; ++x) {
            const int sourceX =
                static_cast<int>((2 * x + 1) * static_cast<std::int64_t>(rle.width) / (2 * width));
            *target.at(x, y) = *source.at(sourceX, sourceY);
        }
    }
    return encodeRle(target);
}

} // namespace cleave
