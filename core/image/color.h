// SPDX-License-Identifier: Apache-2.0
// Single colours: the sRGB curve (IEC 61966-2-1) and colours that are easy to tell apart.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

namespace cleave {

using Rgb = std::array<std::uint8_t, 3>; ///< sRGB

/// [0, 1] -> [0, 1]
inline float linearFromSrgb(float coded) {
    return coded <= 0.04045f ? coded / 12.92f : std::pow((coded + 0.055f) / 1.055f, 2.4f);
}

inline float srgbFromLinear(float linear) {
    return linear <= 0.0031308f ? linear * 12.92f : 1.055f * std::pow(linear, 1.0f / 2.4f) - 0.055f;
}

/// hue in turns (any real number), saturation and value in [0, 1].
inline Rgb rgbFromHsv(double hue, double saturation, double value) {
    Rgb result{};
    for (int channel = 0; channel < 3; ++channel) {
        // Red peaks at hue 0, green at 1/3, blue at 2/3; each falls linearly to nothing a third of
        // a turn away.
        const double turns = hue - channel / 3.0;
        const double distance =
            std::abs(turns - std::round(turns)) * 6; // 0 at the peak, 3 opposite
        const double strength = std::fmin(1.0, std::fmax(0.0, 2 - distance));
        result[channel] =
            static_cast<std::uint8_t>(std::lround(255 * value * (1 - saturation * (1 - strength))));
    }
    return result;
}

/// The colour of the index-th label: hues by the golden ratio, so that neighbours in number differ
/// most.
inline Rgb labelColor(std::uint64_t index) {
    constexpr double goldenRatio = 0.6180339887498949;
    const double hue = 0.58 + goldenRatio * static_cast<double>(index % 100000);
    const double saturation = index % 3 == 1 ? 0.55 : 0.75;
    const double value = index % 2 == 0 ? 0.95 : 0.8;
    return rgbFromHsv(hue, saturation, value);
}

} // namespace cleave
