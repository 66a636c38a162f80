// SPDX-License-Identifier: Apache-2.0
// Colours that tell neighbouring segments apart: hues by the golden ratio, judged in a space where
// distance is what eyes see.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace cleave {

using SegmentColor = std::array<std::uint8_t, 3>;

/// The k-th of an endless row of well spread sRGB colours; the same in every run.
SegmentColor spreadColor(std::int64_t k);
/// How different two sRGB colours look: distance in OKLab (Ottosson 2020); black and white are 1
/// apart.
double colorDistance(const SegmentColor& a, const SegmentColor& b);
/// Of a few colours from `spreadColor(start)` on, the one farthest from all `taken`.
SegmentColor contrastingColor(std::span<const SegmentColor> taken, std::int64_t start);

} // namespace cleave
