// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace cleave {

/// Best milliseconds of repeated runs: at least three, for at least `seconds`. `reset` runs before
/// each, untimed.
template <class Work, class Reset>
double bestMilliseconds(Work&& work, Reset&& reset, double seconds = 0.4) {
    using Clock = std::chrono::steady_clock;
    double best = 1e30, total = 0;
    for (int i = 0; i < 3 || total < seconds; ++i) {
        reset();
        const auto start = Clock::now();
        work();
        const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
        best = std::min(best, elapsed);
        total += elapsed;
    }
    return best * 1e3;
}

template <class Work>
double bestMilliseconds(Work&& work) {
    return bestMilliseconds(std::forward<Work>(work), [] {});
}

} // namespace cleave
