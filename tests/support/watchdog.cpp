// SPDX-License-Identifier: Apache-2.0
#include "tests/support/watchdog.h"

#include <algorithm>
#include <fstream>

namespace cleave::tests {

namespace {

constexpr int interval = 2; ///< milliseconds

struct ThreadTimes {
    bool isKnown = false;
    double ran = 0, waited = 0; ///< for a processor; milliseconds
};

ThreadTimes threadTimes() {
    std::ifstream file("/proc/thread-self/schedstat");
    double running = 0, waiting = 0;
    if (!(file >> running >> waiting))
        return {};
    return {true, running * 1e-6, waiting * 1e-6};
}

} // namespace

Watchdog::Watchdog() {
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &Watchdog::tick);
    resume();
}

void Watchdog::pause() {
    tick();
    timer_.stop();
}

void Watchdog::resume() {
    clock_.start();
    const ThreadTimes now = threadTimes();
    ranBefore_ = now.ran;
    waitedBefore_ = now.waited;
    timer_.start(interval);
}

void Watchdog::tick() {
    const double gap = static_cast<double>(clock_.nsecsElapsed()) * 1e-6;
    const ThreadTimes now = threadTimes();
    clock_.start();
    const double held = gap - (now.waited - waitedBefore_);
    held_ = std::max(held_, held);
    busiest_ = std::max(busiest_, now.isKnown ? now.ran - ranBefore_ : held);
    worstOnTheClock_ = std::max(worstOnTheClock_, gap);
    ranBefore_ = now.ran;
    waitedBefore_ = now.waited;
    ++ticks_;
}

} // namespace cleave::tests
