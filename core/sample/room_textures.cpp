// SPDX-License-Identifier: Apache-2.0
#include "core/sample/room_textures.h"

#include "core/sample/sample_random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace cleave::sample {

namespace {

using Eigen::Vector3d;

double latticeValue(std::int64_t x, std::int64_t y, std::int64_t z) {
    const auto key = static_cast<std::uint64_t>(x * 0x1f1f1f1f + y * 0x2e63a5d7 + z * 0x5bd1e995);
    return static_cast<double>(Random::mix(key + 0x9e3779b97f4a7c15u) >> 11) * 0x1p-52 - 1;
}

double smooth(double t) {
    return t * t * (3 - 2 * t);
}

/// 0 below -width, 1 above +width.
double softStep(double x, double width) {
    return smooth(std::clamp(0.5 + 0.5 * x / width, 0.0, 1.0));
}

/// Alternates between 0 and 1 with period 1, half each.
double softWave(double x, double width) {
    return softStep(std::sin(2 * std::numbers::pi * x), width);
}

double octaves(const Vector3d& p) {
    return 0.6 * valueNoise(p) + 0.3 * valueNoise(2.1 * p + Vector3d::Constant(7.3)) +
           0.15 * valueNoise(4.3 * p + Vector3d::Constant(3.1));
}

double wood(const Vector3d& p, double scale) {
    const Vector3d q(p.x() * 0.35 / scale, p.y() / scale, p.z() / scale);
    const double warp = octaves(q);
    return 0.5 + 0.35 * std::sin(2 * std::numbers::pi * (q.y() * 1.3 + 0.9 * warp)) +
           0.15 * valueNoise(Vector3d(q.x() * 3, q.y() * 14, 0));
}

double planks(const Vector3d& p, double scale, double& tone) {
    const double row = std::floor(p.y() / scale);
    const double across = p.y() / scale - row;
    const double along = p.x() / (6 * scale) + 0.37 * row;
    const double length = along - std::floor(along);
    tone = latticeValue(
        static_cast<std::int64_t>(row), static_cast<std::int64_t>(std::floor(along)), 5);
    const double seam = std::min(std::min(across, 1 - across), 6 * std::min(length, 1 - length));
    return 1 - softStep(seam - 0.035, 0.035);
}

double dots(const Vector3d& p, double count) {
    // On a Fibonacci lattice of directions.
    const Vector3d direction = p.normalized();
    double nearest = 4;
    const int n = static_cast<int>(count);
    for (int i = 0; i < n; ++i) {
        const double z = 1 - (2 * i + 1.0) / n, angle = i * std::numbers::pi * (3 - std::sqrt(5.0));
        const double r = std::sqrt(1 - z * z);
        nearest = std::min(
            nearest,
            (direction - Vector3d(r * std::cos(angle), r * std::sin(angle), z)).squaredNorm());
    }
    const double size = 0.9 / std::sqrt(count);
    return 1 - softStep(std::sqrt(nearest) - size, 0.04);
}

double patternShare(const Material& m, const Vector3d& p) {
    const double angle = std::atan2(p.y(), p.x()) / (2 * std::numbers::pi);
    switch (m.pattern) {
    case Pattern::Bands:
        return softWave(p.z() / m.scale, 0.25);
    case Pattern::Segments:
        return softWave(angle * m.scale, 0.2);
    case Pattern::Dots:
        return dots(p, m.scale);
    case Pattern::Checks: {
        const double a = softWave(p.x() / m.scale, 0.25), b = softWave(p.y() / m.scale, 0.25);
        return a + b - 2 * a * b;
    }
    case Pattern::Wood:
        return std::clamp(wood(p, m.scale), 0.0, 1.0);
    case Pattern::Wallpaper:
        return 0.7 * softWave(p.x() / m.scale, 0.6) +
               0.3 * softStep(octaves(p * 1.7 / m.scale), 0.5);
    case Pattern::Speckles:
        return softStep(valueNoise(p / m.scale) - 0.25, 0.25);
    case Pattern::Pages:
        return 0.5 + 0.3 * std::sin(2 * std::numbers::pi * p.z() / m.scale);
    default:
        return 0;
    }
}

} // namespace

Vector3d linearColor(unsigned hex) {
    Vector3d color;
    for (int c = 0; c < 3; ++c) {
        const double coded = ((hex >> (16 - 8 * c)) & 255) / 255.0;
        color[c] = coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4);
    }
    return color;
}

double srgbCoded(double linear) {
    const double x = std::clamp(linear, 0.0, 1.0);
    return x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1 / 2.4) - 0.055;
}

double valueNoise(const Vector3d& point) {
    const Vector3d cell = point.array().floor();
    const Vector3d inside = point - cell;
    const auto x = static_cast<std::int64_t>(cell.x()), y = static_cast<std::int64_t>(cell.y()),
               z = static_cast<std::int64_t>(cell.z());
    const double u = smooth(inside.x()), v = smooth(inside.y()), w = smooth(inside.z());
    std::array<double, 2> slices{};
    for (int k = 0; k < 2; ++k) {
        const double front =
            latticeValue(x, y, z + k) * (1 - u) + latticeValue(x + 1, y, z + k) * u;
        const double back =
            latticeValue(x, y + 1, z + k) * (1 - u) + latticeValue(x + 1, y + 1, z + k) * u;
        slices[static_cast<std::size_t>(k)] = front * (1 - v) + back * v;
    }
    return slices[0] * (1 - w) + slices[1] * w;
}

Vector3d albedo(const Material& m, const Vector3d& p) {
    Vector3d color;
    if (m.pattern == Pattern::Planks) {
        double tone = 0;
        const double seam = planks(p, m.scale, tone);
        const double fibre =
            octaves(Vector3d(p.x() / (3 * m.scale), 2.5 * p.y() / m.scale, tone * 9));
        color = m.colorA * (1 + 0.22 * tone + 0.2 * fibre);
        color += seam * (m.colorB - color);
    } else {
        color = m.colorA + patternShare(m, p) * (m.colorB - m.colorA);
    }
    // Two sizes of grain, so that a wall has features from afar and a mug from near.
    const double grain =
        0.6 * valueNoise(p * 9) + 0.4 * valueNoise(p * 23 + Vector3d::Constant(11));
    return (color * (1 + m.grain * grain)).cwiseMax(0).cwiseMin(1);
}

} // namespace cleave::sample
