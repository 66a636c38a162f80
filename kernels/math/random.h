// SPDX-License-Identifier: Apache-2.0
// Random numbers that are a function of seed and place, so that loops may draw them in any order on
// any number of threads, and a resumed training draws what the uninterrupted one would have drawn.
#pragma once

#include "kernels/base/device.h"

#include <cmath>
#include <cstdint>

namespace cleave::kernels {

/// The finishing steps of SplitMix64 (Steele, Lea, Flood 2014).
CLEAVE_HD inline std::uint64_t mixBits(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// 64 random bits of item `index` in stream `stream` of a seeded whole.
CLEAVE_HD inline std::uint64_t
randomBits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    return mixBits(mixBits(mixBits(seed + 0x9e3779b97f4a7c15u) ^ (stream * 0xd1342543de82ef95u)) +
                   index * 0x9e3779b97f4a7c15u);
}

/// In [0, 1).
CLEAVE_HD inline double uniformFromBits(std::uint64_t bits) {
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

/// Draws in a row from one place.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::uint64_t stream, std::uint64_t index = 0)
        : state_(randomBits(seed, stream, index)) {}

    std::uint64_t bits() { return mixBits(state_ += 0x9e3779b97f4a7c15u); }

    /// In [0, 1).
    double uniform() { return uniformFromBits(bits()); }

    double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// In [0, count); count > 0.
    std::int64_t index(std::int64_t count) {
        return static_cast<std::int64_t>(uniform() * static_cast<double>(count));
    }

    /// Standard normal (Box-Muller).
    double normal() {
        const double length = std::sqrt(-2 * std::log(1 - uniform()));
        return length * std::cos(6.283185307179586 * uniform());
    }

private:
    std::uint64_t state_;
};

} // namespace cleave::kernels
