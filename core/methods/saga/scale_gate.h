// SPDX-License-Identifier: Apache-2.0
// SAGA's scale gate: which channels of a feature count at a scale.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace cleave {

/// gate_d(s) = sigmoid(w_d s + b_d), s = quantile of the scale in [0, 1].
struct ScaleGate {
    std::vector<double> weights, biases; ///< [C]

    std::size_t size() const { return weights.size(); }

    double operator()(std::size_t channel, double scale) const {
        return 1 / (1 + std::exp(-(weights[channel] * scale + biases[channel])));
    }

    std::vector<float> at(double scale) const {
        std::vector<float> gates(size());
        for (std::size_t d = 0; d < size(); ++d)
            gates[d] = static_cast<float>((*this)(d, scale));
        return gates;
    }
};

/// Section 5: (cosine of the gated features + 1) / 2.
template <class T>
T gatedSimilarity(std::span<const T> feature, std::span<const T> query, std::span<const T> gates) {
    T dot = 0, a = 0, b = 0;
    for (std::size_t d = 0; d < gates.size(); ++d) {
        const T x = feature[d] * gates[d], y = query[d] * gates[d];
        dot += x * y;
        a += x * x;
        b += y * y;
    }
    const T length = std::sqrt(a * b);
    return length > 0 ? (dot / length + 1) / 2 : T(0.5);
}

} // namespace cleave
