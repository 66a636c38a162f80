// SPDX-License-Identifier: Apache-2.0
#include "core/image/resample.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace cleave {

namespace {

constexpr int fractionBits = 22;

double sinc(double x) {
    return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

double reach(ResampleFilter filter) {
    return filter == ResampleFilter::Bilinear ? 1 : filter == ResampleFilter::Bicubic ? 2 : 3;
}

double weightAt(ResampleFilter filter, double position) {
    const double x = std::abs(position);
    if (x >= reach(filter))
        return 0;
    if (filter == ResampleFilter::Bilinear)
        return 1 - x;
    if (filter == ResampleFilter::Lanczos)
        return sinc(x) * sinc(x / 3);
    constexpr double a = -0.5;
    return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

/// What one new pixel takes of the old ones from `first` on.
struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights; ///< fixed point, fractionBits
};

std::vector<Taps> tapsOf(int oldSize, int newSize, ResampleFilter filter) {
    const double scale = static_cast<double>(oldSize) / newSize, widening = std::max(scale, 1.0),
                 support = reach(filter) * widening;
    std::vector<Taps> all(static_cast<std::size_t>(newSize));
    for (int i = 0; i < newSize; ++i) {
        const double centre = (i + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - support + 0.5)),
                  end = std::min(oldSize, static_cast<int>(centre + support + 0.5));
        std::vector<double> weights;
        double sum = 0;
        for (int j = first; j < end; ++j) {
            weights.push_back(weightAt(filter, (j - centre + 0.5) / widening));
            sum += weights.back();
        }
        Taps& taps = all[static_cast<std::size_t>(i)];
        taps.first = first;
        for (const double weight : weights) {
            const double fixed = (sum != 0 ? weight / sum : weight) * (1 << fractionBits);
            taps.weights.push_back(static_cast<std::int32_t>(fixed + (fixed < 0 ? -0.5 : 0.5)));
        }
    }
    return all;
}

std::uint8_t roundedByte(std::int64_t sum) {
    return static_cast<std::uint8_t>(
        std::clamp<std::int64_t>((sum + (1 << (fractionBits - 1))) >> fractionBits, 0, 255));
}

/// One pass: `step` elements apart lie the pixels that are mixed.
template <class At>
void mix(const Taps& taps, int channels, const At& pixelAt, std::uint8_t* out) {
    for (int channel = 0; channel < channels; ++channel) {
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < taps.weights.size(); ++k)
            sum += static_cast<std::int64_t>(taps.weights[k]) *
                   pixelAt(taps.first + static_cast<int>(k))[channel];
        out[channel] = roundedByte(sum);
    }
}

Image resampleRows(const Image& image, int width, ResampleFilter filter) {
    const std::vector<Taps> taps = tapsOf(image.width, width, filter);
    Image result(width, image.height, image.channels);
    kernels::forChunks(image.height, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (int y = static_cast<int>(begin); y < end; ++y)
            for (int x = 0; x < width; ++x)
                mix(
                    taps[static_cast<std::size_t>(x)],
                    image.channels,
                    [&](int old) { return image.at(old, y); },
                    result.at(x, y));
    });
    return result;
}

Image resampleColumns(const Image& image, int height, ResampleFilter filter) {
    const std::vector<Taps> taps = tapsOf(image.height, height, filter);
    Image result(image.width, height, image.channels);
    kernels::forChunks(height, 16, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (int y = static_cast<int>(begin); y < end; ++y)
            for (int x = 0; x < image.width; ++x)
                mix(
                    taps[static_cast<std::size_t>(y)],
                    image.channels,
                    [&](int old) { return image.at(x, old); },
                    result.at(x, y));
    });
    return result;
}

} // namespace

Image resample(const Image& image, int width, int height, ResampleFilter filter) {
    CLEAVE_ASSERT(width > 0 && height > 0 && !image.empty());
    Image result = width == image.width ? image : resampleRows(image, width, filter);
    return height == result.height ? result : resampleColumns(result, height, filter);
}

} // namespace cleave
