// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/dense_score.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

constexpr double positiveQuantile = 0.95;
constexpr double negativeWeight = 0.15;
constexpr std::int64_t grain = 64;

/// One score per pixel of the prompt.
void scores(const float* feature,
            const float* position,
            const DensePrompt& prompt,
            float positionWeight,
            std::vector<double>& out) {
    const std::int64_t dimensions = prompt.features.size(1);
    out.clear();
    for (std::int64_t m = 0; m < prompt.features.size(0); ++m) {
        double dot = 0, squared = 0;
        for (std::int64_t d = 0; d < dimensions; ++d)
            dot += static_cast<double>(feature[d]) * prompt.features(m, d);
        for (int axis = 0; axis < 3; ++axis)
            squared += std::pow(static_cast<double>(position[axis]) - prompt.positions(m, axis), 2);
        out.push_back((dot + 1) * std::exp(-positionWeight * std::sqrt(squared)));
    }
}

double quantile(std::vector<double>& values, double share) {
    if (values.empty())
        return 0;
    const double rank = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::ptrdiff_t>(rank);
    std::nth_element(values.begin(), values.begin() + low, values.end());
    const double below = values[static_cast<std::size_t>(low)];
    if (low + 1 == static_cast<std::ptrdiff_t>(values.size()))
        return below;
    const double above = *std::min_element(values.begin() + low + 1, values.end());
    return below + (rank - static_cast<double>(low)) * (above - below);
}

} // namespace

void denseScore(kernels::ArrayView<const float, 2> features,
                kernels::ArrayView<const float, 2> positions,
                const DensePrompt& positives,
                const DensePrompt& negatives,
                float positionWeight,
                kernels::ArrayView<float, 1> score) {
    requireShape(positions, {features.size(0), 3}, "positions");
    requireShape(score, {features.size(0)}, "score");
    kernels::forChunks(
        features.size(0), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            std::vector<double> values;
            for (std::int64_t i = begin; i < end; ++i) {
                const float* feature = features.data() + i * features.size(1);
                const float* position = positions.data() + i * 3;
                scores(feature, position, positives, positionWeight, values);
                const double positive = quantile(values, positiveQuantile);
                scores(feature, position, negatives, positionWeight, values);
                const double negative =
                    values.empty() ? 0 : *std::max_element(values.begin(), values.end());
                score(i) = static_cast<float>(positive - negativeWeight * negative);
            }
        });
}

} // namespace cleave
