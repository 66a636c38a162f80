// SPDX-License-Identifier: Apache-2.0
// Sizes as quantiles: 0 the smallest mask of the scene, 1 the largest. Kept with the features, so
// that a slider means the same after loading.
#pragma once

#include <span>
#include <vector>

namespace cleave {

/// SAGA, section 2.3: piecewise linear between quantiles, to a uniform distribution on [0, 1].
class QuantileTransform {
public:
    QuantileTransform() = default;
    /// values: any order, at least one. At most 1000 levels.
    explicit QuantileTransform(std::vector<double> values);
    /// As kept: ascending.
    static QuantileTransform fromQuantiles(std::vector<double> quantiles);

    std::span<const double> quantiles() const { return quantiles_; }

    /// Averages the limits from both sides where values repeat; 0 and 1 at and beyond the ends.
    double operator()(double value) const;

private:
    std::vector<double> quantiles_; ///< not decreasing
};

} // namespace cleave
