// SPDX-License-Identifier: Apache-2.0
#include "core/segments/segment_colors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace cleave {

namespace {

using Lab = std::array<double, 3>;

double linearFromSrgb(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double srgbFromLinear(double c) {
    return c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
}

Lab labOf(const SegmentColor& color) {
    const double r = linearFromSrgb(color[0] / 255.0), g = linearFromSrgb(color[1] / 255.0),
                 b = linearFromSrgb(color[2] / 255.0);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

SegmentColor srgbOf(const Lab& lab) {
    const auto cube = [](double x) { return x * x * x; };
    const double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
    const double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
    const double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
    const std::array<double, 3> linear = {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                                          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                                          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
    SegmentColor color{};
    for (std::size_t i = 0; i < 3; ++i)
        color[i] = static_cast<std::uint8_t>(
            std::lround(255 * std::clamp(srgbFromLinear(std::max(0.0, linear[i])), 0.0, 1.0)));
    return color;
}

} // namespace

SegmentColor spreadColor(std::int64_t k) {
    // Three rings of lightness, so that hues that come close after many steps still differ.
    constexpr std::array<double, 3> lightness = {0.72, 0.58, 0.84};
    constexpr std::array<double, 3> chroma = {0.16, 0.15, 0.11};
    const auto ring = static_cast<std::size_t>(((k % 3) + 3) % 3);
    const double hue =
        2 * std::numbers::pi * std::fmod(static_cast<double>(k) * (std::numbers::phi - 1), 1.0);
    return srgbOf({lightness[ring], chroma[ring] * std::cos(hue), chroma[ring] * std::sin(hue)});
}

double colorDistance(const SegmentColor& a, const SegmentColor& b) {
    const Lab x = labOf(a), y = labOf(b);
    return std::hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

SegmentColor contrastingColor(std::span<const SegmentColor> taken, std::int64_t start) {
    constexpr std::int64_t candidateCount = 6;
    SegmentColor best = spreadColor(start);
    double bestDistance = -1;
    for (std::int64_t k = start; k < start + candidateCount; ++k) {
        const SegmentColor candidate = spreadColor(k);
        double nearest = std::numeric_limits<double>::max();
        for (const SegmentColor& other : taken)
            nearest = std::min(nearest, colorDistance(candidate, other));
        if (nearest > bestDistance) {
            bestDistance = nearest;
            best = candidate;
        }
    }
    return best;
}

} // namespace cleave
