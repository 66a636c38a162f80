// SPDX-License-Identifier: Apache-2.0
#include "core/training/training_loop.h"

#include "kernels/base/check.h"
#include "kernels/math/random.h"

#include <chrono>
#include <numeric>
#include <string>
#include <thread>
#include <utility>

namespace cleave {

namespace {

constexpr std::uint64_t orderStream = 0x766965777320; // apart from the other draws of the same seed

} // namespace

ViewOrder::ViewOrder(std::int64_t viewCount, std::uint64_t seed)
    : seed_(seed)
    , order_(static_cast<std::size_t>(viewCount)) {
    CLEAVE_ASSERT(viewCount > 0);
}

std::int64_t ViewOrder::at(std::int64_t step) {
    const auto count = static_cast<std::int64_t>(order_.size());
    if (step / count != epoch_) {
        epoch_ = step / count;
        std::iota(order_.begin(), order_.end(), std::int64_t{0});
        kernels::RandomStream random(seed_, orderStream, static_cast<std::uint64_t>(epoch_));
        for (std::size_t i = order_.size() - 1; i > 0; --i)
            std::swap(
                order_[i],
                order_[static_cast<std::size_t>(random.index(static_cast<std::int64_t>(i) + 1))]);
    }
    return order_[static_cast<std::size_t>(step % count)];
}

void waitWhilePaused(const std::function<bool()>& isPaused, const Progress& progress) {
    while (isPaused && isPaused()) {
        progress.check();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::string groupedDigits(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (int place = static_cast<int>(digits.size()) - 3; place > (number < 0 ? 1 : 0); place -= 3)
        digits.insert(static_cast<std::size_t>(place), " ");
    return digits;
}

} // namespace cleave
