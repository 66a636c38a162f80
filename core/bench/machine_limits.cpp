// SPDX-License-Identifier: Apache-2.0
#include "core/bench/machine_limits.h"

#include "kernels/base/array.h"
#include "kernels/base/machine_probe.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <unistd.h>

namespace cleave {

namespace {

constexpr int attempts = 5;
constexpr double readSeconds = 0.15;
constexpr std::int64_t leastMemoryBytes = std::int64_t{256} << 20;
constexpr std::int64_t leastCacheBytes = std::int64_t{64} << 10;

double secondsOf(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Twice what the last cache level holds, so that most of every pass comes from memory, but no more
/// than an eighth of the memory there is.
std::int64_t memoryBytes() {
#ifdef _SC_LEVEL3_CACHE_SIZE
    const std::int64_t cache = std::max<std::int64_t>(0, ::sysconf(_SC_LEVEL3_CACHE_SIZE));
#else
    const std::int64_t cache = 0;
#endif
    const std::int64_t memory = ::sysconf(_SC_PHYS_PAGES) * ::sysconf(_SC_PAGESIZE);
    return std::clamp(2 * cache, leastMemoryBytes, std::max(leastMemoryBytes, memory / 8));
}

double bestReadSpeed(std::int64_t bytes) {
    const kernels::Array<float, 1> values(bytes / static_cast<std::int64_t>(sizeof(float)));
    const std::int64_t grain =
        std::clamp<std::int64_t>(values.count() / (4L * kernels::threadCount()), 1 << 12, 1 << 20);
    std::atomic<float> sink = 0;
    double best = 1e30, total = 0;
    for (int i = 0; i < attempts || total < readSeconds; ++i) {
        const double seconds = secondsOf([&] {
            kernels::forChunks(
                values.count(), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    sink = kernels::sumElements(
                        kernels::ArrayView<const float, 1>(values.data() + begin, end - begin));
                });
        });
        best = std::min(best, seconds);
        total += seconds;
    }
    return static_cast<double>(values.bytes()) / best * 1e-9;
}

} // namespace

MachineLimits measureMachineLimits() {
    MachineLimits limits;
    limits.threads = kernels::threadCount();
    constexpr std::int64_t rounds = 2'000'000;
    const std::int64_t chunks = 8L * limits.threads;
    for (int i = 0; i < attempts; ++i) {
        std::atomic<std::int64_t> operations = 0;
        const double seconds = secondsOf([&] {
            kernels::forChunks(chunks, 1, [&](std::int64_t, std::int64_t, std::int64_t) {
                operations += kernels::spinMultiplyAdd(rounds / 8);
            });
        });
        limits.gflops = std::max(limits.gflops, static_cast<double>(operations) / seconds * 1e-9);
    }
    limits.gbytesPerSecond = bestReadSpeed(memoryBytes());
    return limits;
}

double readSpeed(double bytes) {
    return bestReadSpeed(
        std::clamp(static_cast<std::int64_t>(bytes), leastCacheBytes, memoryBytes()));
}

} // namespace cleave
