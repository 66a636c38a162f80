// SPDX-License-Identifier: Apache-2.0
#include "core/bench/machine_limits.h"

#include "kernels/base/array.h"
#include "kernels/base/machine_probe.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace cleave {

namespace {

double secondsOf(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

constexpr int attempts = 5;

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
    kernels::Array<float, 1> values(std::int64_t{64} << 20);
    std::atomic<float> sink = 0;
    for (int i = 0; i < attempts; ++i) {
        const double seconds = secondsOf([&] {
            kernels::forChunks(
                values.count(), 1 << 20, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                    sink = kernels::sumElements(
                        kernels::ArrayView<const float, 1>(values.data() + begin, end - begin));
                });
        });
        limits.gbytesPerSecond =
            std::max(limits.gbytesPerSecond, static_cast<double>(values.bytes()) / seconds * 1e-9);
    }
    return limits;
}

} // namespace cleave
