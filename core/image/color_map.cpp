// SPDX-License-Identifier: Apache-2.0
#include "core/image/color_map.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr int keyCount = 17;
/// At 0, 1/16, ... 1.
constexpr double keys[keyCount][3] = {
    {48, 18, 59},
    {63.9, 63.9, 161.6},
    {70, 106.8, 226.6},
    {66.2, 147.4, 254.8},
    {40.5, 187.2, 235.8},
    {24, 220.4, 194.9},
    {48.9, 241.6, 153.1},
    {107.2, 253.6, 99.8},
    {162.5, 252.5, 60.5},
    {203.9, 236.6, 52},
    {236.8, 208.2, 58},
    {253, 173.4, 52.7},
    {251, 128.2, 33.8},
    {235.8, 82.4, 14.8},
    {209.8, 48.8, 5},
    {171.8, 22.9, 1},
    {122, 4, 3},
};

std::array<Rgb, 256> makeTurbo() {
    std::array<Rgb, 256> table{};
    for (int i = 0; i < 256; ++i) {
        const double position = i / 255.0 * (keyCount - 1);
        const int segment = std::min(static_cast<int>(position), keyCount - 2);
        const double t = position - segment;
        for (int c = 0; c < 3; ++c) {
            const auto key = [&](int index) {
                // Beyond the ends the line goes straight on.
                if (index < 0)
                    return 2 * keys[0][c] - keys[1][c];
                if (index >= keyCount)
                    return 2 * keys[keyCount - 1][c] - keys[keyCount - 2][c];
                return keys[index][c];
            };
            const double before = key(segment - 1), from = key(segment), to = key(segment + 1),
                         after = key(segment + 2);
            const double value = from + 0.5 * t *
                                            (to - before +
                                             t * (2 * before - 5 * from + 4 * to - after +
                                                  t * (3 * (from - to) + after - before)));
            table[i][c] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
        }
    }
    return table;
}

} // namespace

const std::array<Rgb, 256>& turboTable() {
    static const std::array<Rgb, 256> table = makeTurbo();
    return table;
}

} // namespace cleave
