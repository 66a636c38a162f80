// SPDX-License-Identifier: Apache-2.0
// Random numbers that are the same on every machine and standard library (the standard's
// distributions are not).
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace cleave::sample {

/// SplitMix64 (Steele, Lea, Flood 2014): every seed is a good one, and streams are cheap to make.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    /// A stream of its own for item `index` of a seeded whole.
    Random(std::uint64_t seed, std::uint64_t index)
        : state_(mix(seed ^ mix(index + 0x51ed2701u))) {}

    std::uint64_t bits() { return mix(state_ += 0x9e3779b97f4a7c15u); }

    /// In [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

    double uniform(double low, double high) { return low + (high - low) * uniform(); }

    /// In [0, count); count > 0.
    int index(int count) { return static_cast<int>(uniform() * count); }

    bool chance(double probability) { return uniform() < probability; }

    /// Standard normal.
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

} // namespace cleave::sample
