// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/quantile_transform.h"

#include "kernels/base/check.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr std::size_t mostLevels = 1000;

} // namespace

QuantileTransform::QuantileTransform(std::vector<double> values) {
    CLEAVE_ASSERT(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t levels = std::min(mostLevels, values.size());
    for (std::size_t k = 0; k < levels; ++k) {
        const double place = levels > 1 ? static_cast<double>(k) / static_cast<double>(levels - 1) *
                                              static_cast<double>(values.size() - 1)
                                        : 0;
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        quantiles_.push_back(
            std::lerp(values[below], values[above], place - static_cast<double>(below)));
    }
    for (std::size_t k = 1; k < levels; ++k)
        quantiles_[k] = std::max(quantiles_[k], quantiles_[k - 1]);
}

QuantileTransform QuantileTransform::fromQuantiles(std::vector<double> quantiles) {
    QuantileTransform result;
    result.quantiles_ = std::move(quantiles);
    return result;
}

double QuantileTransform::operator()(double value) const {
    CLEAVE_ASSERT(!quantiles_.empty());
    if (!(value > quantiles_.front()))
        return 0;
    if (value >= quantiles_.back())
        return 1;
    const auto last = static_cast<double>(quantiles_.size() - 1);
    // Levels just below and just above: equal unless the value is itself a repeated quantile.
    const auto low = std::lower_bound(quantiles_.begin(), quantiles_.end(), value);
    const auto high = std::upper_bound(quantiles_.begin(), quantiles_.end(), value);
    const auto between = [&](std::vector<double>::const_iterator above) {
        const double from = *(above - 1), to = *above;
        return (static_cast<double>(above - 1 - quantiles_.begin()) +
                (to > from ? (value - from) / (to - from) : 1)) /
               last;
    };
    if (low == high)
        return between(low);
    return 0.5 *
           (static_cast<double>(low - quantiles_.begin()) +
            static_cast<double>(high - 1 - quantiles_.begin())) /
           last;
}

} // namespace cleave
