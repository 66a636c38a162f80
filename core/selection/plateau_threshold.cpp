// SPDX-License-Identifier: Apache-2.0
#include "core/selection/plateau_threshold.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cleave {

namespace {

constexpr int binCount = 200;
constexpr int halfWidth = binCount / 50; ///< of the range that is looked at around a threshold

/// Bins are even in the angle between features, not in its cosine: near 1, where parts differ, the
/// cosine hardly moves.
int binOf(float value) {
    const double angle = std::acos(std::clamp(2.0 * static_cast<double>(value) - 1, -1.0, 1.0));
    return std::clamp(static_cast<int>((1 - angle / M_PI) * binCount), 0, binCount - 1);
}

/// The lower border of a bin: values in it and above are selected.
float thresholdOf(double bin) {
    return static_cast<float>((1 + std::cos(M_PI * (1 - bin / binCount))) / 2);
}

} // namespace

float plateauThreshold(kernels::ArrayView<const float, 1> values, float granularity) {
    std::array<double, binCount> selected{};
    for (std::int64_t i = 0; i < values.size(0); ++i)
        selected[static_cast<std::size_t>(binOf(values(i)))] += 1;
    for (int b = binCount - 2; b >= 0; --b)
        selected[static_cast<std::size_t>(b)] += selected[static_cast<std::size_t>(b) + 1];

    // Coarse answers lie lower; the window slides with the granularity.
    const int from = binOf(0.55f + 0.25f * granularity), to = binOf(0.8f + 0.15f * granularity);
    const auto flatness = [&](int b) {
        const double above =
            selected[static_cast<std::size_t>(std::min(binCount - 1, b + halfWidth))];
        const double below = selected[static_cast<std::size_t>(std::max(0, b - halfWidth))];
        return below > 0 ? above / below : 0;
    };
    int first = from, last = from;
    for (int b = from + 1; b <= to; ++b) {
        if (flatness(b) > flatness(first))
            first = last = b;
        if (last == b - 1 && flatness(b) == flatness(first))
            last = b;
    }
    return thresholdOf(0.5 * (first + last));
}

} // namespace cleave
