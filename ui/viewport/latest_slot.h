// SPDX-License-Identifier: Apache-2.0
// One place for one value: a newer one replaces a waiting one, so a slow reader never works on
// stale requests.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace cleave::ui {

template <class T>
class LatestSlot {
public:
    void put(T value) {
        {
            const std::lock_guard lock(mutex_);
            value_ = std::move(value);
        }
        ready_.notify_one();
    }

    /// Waits for a value; nothing when asked to stop.
    std::optional<T> take(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        if (!ready_.wait(lock, stop, [this] { return value_.has_value(); }))
            return std::nullopt;
        return std::exchange(value_, std::nullopt);
    }

    bool isWaiting() const {
        const std::lock_guard lock(mutex_);
        return value_.has_value();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable_any ready_;
    std::optional<T> value_;
};

} // namespace cleave::ui
