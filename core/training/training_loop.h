// SPDX-License-Identifier: Apache-2.0
// What every training has in common: the order of the views, the running loss, pausing.
#pragma once

#include "core/base/progress.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace cleave {

/// Every view once per epoch, each epoch in an order of its own. A function of seed and step alone,
/// so that a resumed training sees what the uninterrupted one would have seen.
class ViewOrder {
public:
    ViewOrder(std::int64_t viewCount, std::uint64_t seed);

    /// Position in [0, viewCount) of the view for step 0, 1, 2, ...
    std::int64_t at(std::int64_t step);

private:
    std::uint64_t seed_;
    std::int64_t epoch_ = -1;
    std::vector<std::int64_t> order_;
};

/// Exponential average over about the last hundred steps, unbiased from the first.
struct RunningLoss {
    double sum = 0;
    double weight = 0;

    void add(double loss) {
        sum = 0.99 * sum + 0.01 * loss;
        weight = 0.99 * weight + 0.01;
    }

    double value() const { return weight > 0 ? sum / weight : 0; }
};

/// Returns when isPaused answers false (or is empty); throws Cancelled when the progress is asked
/// to stop.
void waitWhilePaused(const std::function<bool()>& isPaused, const Progress& progress);

/// "21 340": thin figures for progress details.
std::string groupedDigits(std::int64_t number);

} // namespace cleave
