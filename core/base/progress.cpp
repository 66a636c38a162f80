// SPDX-License-Identifier: Apache-2.0
#include "core/base/progress.h"

#include "core/base/error.h"

#include <algorithm>
#include <chrono>
#include <mutex>

namespace cleave {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto reportInterval = std::chrono::milliseconds(33);

} // namespace

struct Progress::Shared {
    Listener listener;
    std::atomic<bool> cancelled = false;
    std::mutex mutex;
    ProgressReport report;
    Clock::time_point lastReport;

    void tell(bool always) {
        const auto now = Clock::now();
        if (!listener || (!always && now - lastReport < reportInterval))
            return;
        lastReport = now;
        listener(report);
    }
};

Progress::Progress() : Progress(Listener()) {}

Progress::Progress(Listener listener) : shared_(std::make_shared<Shared>()) {
    shared_->listener = std::move(listener);
}

Progress::Progress(std::shared_ptr<Shared> shared, double begin, double end)
    : shared_(std::move(shared))
    , begin_(begin)
    , end_(end) {}

void Progress::advance(double fraction) {
    check();
    const std::lock_guard lock(shared_->mutex);
    shared_->report.fraction = begin_ + (end_ - begin_) * std::clamp(fraction, 0.0, 1.0);
    shared_->tell(fraction >= 1);
}

void Progress::advance(std::int64_t step, std::int64_t stepCount) {
    advance(stepCount > 0 ? static_cast<double>(step) / static_cast<double>(stepCount) : 1.0);
}

void Progress::phase(Text phase) {
    check();
    const std::lock_guard lock(shared_->mutex);
    shared_->report.phase = std::move(phase);
    shared_->report.detail.clear();
    shared_->tell(true);
}

void Progress::detail(std::string detail) {
    const std::lock_guard lock(shared_->mutex);
    shared_->report.detail = std::move(detail);
    shared_->tell(false);
}

void Progress::check() const {
    if (isCancelled())
        throw Cancelled();
}

Progress Progress::part(double begin, double end) const {
    return {shared_, begin_ + (end_ - begin_) * begin, begin_ + (end_ - begin_) * end};
}

void Progress::cancel() {
    shared_->cancelled = true;
}

bool Progress::isCancelled() const {
    return shared_->cancelled;
}

} // namespace cleave
