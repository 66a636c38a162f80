// SPDX-License-Identifier: Apache-2.0
#include "kernels/rays/occupancy_grid.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t grain = 1 << 15; ///< a multiple of 64: a chunk writes whole words

/// Every third bit, gathered.
std::uint32_t gatheredBits(std::uint64_t value) {
    value &= 0x1249249249249249u;
    value = (value | value >> 2) & 0x10c30c30c30c30c3u;
    value = (value | value >> 4) & 0x100f00f00f00f00fu;
    value = (value | value >> 8) & 0x001f0000ff0000ffu;
    value = (value | value >> 16) & 0x001f00000000ffffu;
    value = (value | value >> 32) & 0x1fffff;
    return static_cast<std::uint32_t>(value);
}

} // namespace

int cascadeCount(float halfSize) {
    return std::max(1, 1 + static_cast<int>(std::ceil(std::log2(2.0 * halfSize))));
}

OccupancyCell occupancyCell(std::uint32_t index) {
    return {gatheredBits(index), gatheredBits(index >> 1), gatheredBits(index >> 2)};
}

void cellPositions(float halfSize,
                   int cascade,
                   ArrayView<const std::uint32_t, 1> cells,
                   ArrayView<const float, 2> jitter,
                   ArrayView<float, 2> positions) {
    requireCpu(deviceOf(cells, positions), "cellPositions");
    requireShape(positions, {3, cells.size(0)}, "positions");
    if (!jitter.empty())
        requireShape(jitter, {cells.size(0), 3}, "jitter");
    const float cascadeHalf = cascadeHalfSize(cascade, halfSize);
    const float cellSize = cascadeHalf / (occupancySide / 2) / (2 * halfSize);
    const float corner = 0.5f - cascadeHalf / (2 * halfSize);
    for (std::int64_t i = 0; i < cells.size(0); ++i) {
        const OccupancyCell cell = occupancyCell(cells(i));
        const float coordinates[3] = {
            static_cast<float>(cell.x), static_cast<float>(cell.y), static_cast<float>(cell.z)};
        for (int axis = 0; axis < 3; ++axis)
            positions(axis, i) =
                corner + (coordinates[axis] + (jitter.empty() ? 0.5f : jitter(i, axis))) * cellSize;
    }
}

void updateOccupancy(ArrayView<const std::uint32_t, 1> cells,
                     ArrayView<const float, 1> densities,
                     float decay,
                     ArrayView<float, 1> values) {
    requireCpu(deviceOf(cells, densities, values), "updateOccupancy");
    requireShape(densities, {cells.size(0)}, "densities");
    for (std::int64_t i = 0; i < cells.size(0); ++i) {
        float& value = values(cells(i));
        if (!(value < 0))
            value = std::max(decay * value, densities(i));
    }
}

double
occupancyBits(ArrayView<const float, 2> values, float limit, ArrayView<std::uint64_t, 2> bits) {
    requireCpu(deviceOf(values, bits), "occupancyBits");
    const std::int64_t count = values.count();
    requireShape(bits, {values.size(0), values.size(1) / 64}, "bits");
    CLEAVE_ASSERT(values.size(1) % 64 == 0);

    struct Partial {
        double sum = 0;
        std::int64_t positive = 0, set = 0;
    };

    std::vector<Partial> partials(static_cast<std::size_t>(chunkCount(count, grain)));
    forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        Partial partial;
        for (std::int64_t i = begin; i < end; ++i)
            if (values.data()[i] > 0) {
                partial.sum += values.data()[i];
                ++partial.positive;
            }
        partials[static_cast<std::size_t>(chunk)] = partial;
    });
    Partial all;
    for (const Partial& partial : partials) {
        all.sum += partial.sum;
        all.positive += partial.positive;
    }
    const double mean = all.positive > 0 ? all.sum / static_cast<double>(all.positive) : 0;
    const float threshold = std::min(static_cast<float>(mean), limit);
    forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        std::int64_t set = 0;
        for (std::int64_t word = begin / 64; word < end / 64; ++word) {
            std::uint64_t value = 0;
            for (std::uint64_t bit = 0; bit < 64; ++bit) {
                const bool isSet = values.data()[word * 64 + std::int64_t(bit)] > threshold;
                value |= std::uint64_t{isSet} << bit;
                set += isSet;
            }
            bits.data()[word] = value;
        }
        partials[static_cast<std::size_t>(chunk)].set = set;
    });
    for (const Partial& partial : partials)
        all.set += partial.set;
    return count > 0 ? static_cast<double>(all.set) / static_cast<double>(count) : 0;
}

} // namespace cleave::kernels
