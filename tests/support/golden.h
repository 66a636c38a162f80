// SPDX-License-Identifier: Apache-2.0
// Comparing with outputs of reference implementations that were saved as .npy files.
#pragma once

#include "core/formats/npy.h"
#include "core/image/image.h"

#include <cmath>
#include <filesystem>
#include <span>
#include <string>

namespace cleave::tests {

inline Image goldenImage(const std::filesystem::path& path) {
    const NpyArray array = readNpy(path);
    Image image(static_cast<int>(array.shape[1]),
                static_cast<int>(array.shape[0]),
                array.shape.size() > 2 ? static_cast<int>(array.shape[2]) : 1);
    image.pixels = array.values<std::uint8_t>();
    return image;
}

/// [C, H, W] -> [H * W, C]
inline std::vector<float> channelsLast(const std::vector<float>& values, std::int64_t channels) {
    std::vector<float> result(values.size());
    const std::size_t count = static_cast<std::size_t>(channels), pixels = values.size() / count;
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t c = 0; c < count; ++c)
            result[i * count + c] = values[c * pixels + i];
    return result;
}

/// Largest absolute difference; infinite for other counts and where one is no number.
inline double largestDifference(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        return INFINITY;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(static_cast<double>(a[i]) - b[i]);
        if (!(difference <= largest))
            largest = std::isnan(difference) ? INFINITY : difference;
    }
    return largest;
}

/// Fails with name, difference and tolerance.
#define CLEAVE_EXPECT_NEAR(a, b, tolerance, name)                                                  \
    do {                                                                                           \
        const double difference_ = ::cleave::tests::largestDifference(a, b);                       \
        const std::string text_ = std::string(name) + ": off by " + std::to_string(difference_);   \
        QVERIFY2(difference_ <= (tolerance), text_.c_str());                                       \
    } while (false)

} // namespace cleave::tests
