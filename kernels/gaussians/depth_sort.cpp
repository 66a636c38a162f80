// SPDX-License-Identifier: Apache-2.0
#include "kernels/gaussians/depth_sort.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <utility>

namespace cleave::kernels {

namespace {

constexpr int digitBits = 11;
constexpr std::int64_t digitCount = 1 << digitBits;
constexpr std::int64_t maxChunks = 32;

struct Pass {
    const std::uint64_t* from;
    std::uint64_t* to;
    std::uint32_t* counts; // [chunks, digitCount]
    std::int64_t count, grain, chunks;
    int shift;

    std::int64_t digit(std::uint64_t key) const {
        return static_cast<std::int64_t>(key >> shift) & (digitCount - 1);
    }

    void countDigits() const {
        forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            std::uint32_t* histogram = counts + chunk * digitCount;
            std::fill_n(histogram, digitCount, 0u);
            for (std::int64_t i = begin; i < end; ++i)
                ++histogram[digit(from[i])];
        });
    }

    /// Counts to first positions, digit by digit and chunk by chunk. False where all keys share the
    /// digit.
    bool scan() const {
        std::uint32_t position = 0;
        for (std::int64_t d = 0; d < digitCount; ++d) {
            const std::uint32_t before = position;
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
                position += std::exchange(counts[chunk * digitCount + d], position);
            if (position - before == static_cast<std::uint32_t>(count))
                return false;
        }
        return true;
    }

    void scatter() const {
        forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            std::uint32_t* next = counts + chunk * digitCount;
            for (std::int64_t i = begin; i < end; ++i)
                to[next[digit(from[i])]++] = from[i];
        });
    }
};

} // namespace

const std::uint64_t* sortByUpperHalf(RasterWorkspace& workspace, std::int64_t count) {
    std::uint64_t* keys = workspace.sortKeys.data();
    std::uint64_t* scratch = workspace.sortScratch.reserve(count);
    const std::int64_t grain = std::max<std::int64_t>(8192, (count + maxChunks - 1) / maxChunks);
    const std::int64_t chunks = chunkCount(count, grain);
    std::uint32_t* counts = workspace.sortCounts.reserve(chunks * digitCount);
    for (int shift = 32; shift < 64; shift += digitBits) {
        const Pass pass{keys, scratch, counts, count, grain, chunks, shift};
        pass.countDigits();
        if (!pass.scan())
            continue;
        pass.scatter();
        std::swap(keys, scratch);
    }
    return keys;
}

} // namespace cleave::kernels
