// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/sam_image.h"

#include "core/image/resample.h"

#include <algorithm>
#include <array>

namespace cleave {

namespace {

constexpr std::array<float, 3> pixelMean = {123.675f, 116.28f, 103.53f},
                               pixelDeviation = {58.395f, 57.12f, 57.375f};

/// Where bilinear interpolation (pixel centres, no antialiasing) looks: between `first` and
/// `second`.
struct Between {
    int first = 0, second = 0;
    double weight = 0; ///< of the second
};

Between between(int index, int from, int to) {
    const double position = std::max(0.0, (index + 0.5) * (static_cast<double>(from) / to) - 0.5);
    const int first = std::min(static_cast<int>(position), from - 1);
    return {first, std::min(first + 1, from - 1), position - first};
}

} // namespace

SamFrame samFrame(int width, int height, int inputSize) {
    const double scale = static_cast<double>(inputSize) / std::max(width, height);
    const auto scaled = [&](int side) { return std::max(1, static_cast<int>(side * scale + 0.5)); };
    return {width, height, scaled(width), scaled(height), inputSize};
}

FloatImage samInput(const Image& photo, const SamFrame& frame) {
    const Image resized =
        resample(photo, frame.inputWidth, frame.inputHeight, ResampleFilter::Bilinear);
    FloatImage input(frame.inputSize, frame.inputSize, 3);
    for (int y = 0; y < resized.height; ++y)
        for (int x = 0; x < resized.width; ++x)
            for (std::size_t channel = 0; channel < 3; ++channel)
                input.at(x, y)[channel] =
                    (static_cast<float>(resized.at(x, y)[channel]) - pixelMean[channel]) /
                    pixelDeviation[channel];
    return input;
}

SamUpscaler::SamUpscaler(const SamFrame& frame, int size)
    : size_(size)
    , columns_(tapsOf(size, frame.inputSize, frame.inputWidth, frame.width))
    , rows_(tapsOf(size, frame.inputSize, frame.inputHeight, frame.height)) {}

std::vector<SamUpscaler::Taps>
SamUpscaler::tapsOf(int size, int inputSize, int inputPart, int photoSize) {
    std::vector<Taps> all(static_cast<std::size_t>(photoSize));
    for (int i = 0; i < photoSize; ++i) {
        const Between outer = between(i, inputPart, photoSize);
        const Between inner[2] = {between(outer.first, size, inputSize),
                                  between(outer.second, size, inputSize)};
        const double share[2] = {1 - outer.weight, outer.weight};
        Taps& taps = all[static_cast<std::size_t>(i)];
        // Three consecutive values from here on, inside the map, hold everything that is mixed.
        taps.first = std::clamp(inner[0].first, 0, std::max(0, size - 3));
        for (int k = 0; k < 2; ++k) {
            taps.weights[inner[k].first - taps.first] +=
                static_cast<float>(share[k] * (1 - inner[k].weight));
            taps.weights[inner[k].second - taps.first] +=
                static_cast<float>(share[k] * inner[k].weight);
        }
    }
    return all;
}

void SamUpscaler::run(const float* logits, float* out) const {
    const std::size_t width = columns_.size();
    thread_local std::vector<float> wide; // [size, width]
    wide.resize(static_cast<std::size_t>(size_) * width);
    for (int y = 0; y < size_; ++y) {
        const float* row = logits + static_cast<std::size_t>(y) * static_cast<std::size_t>(size_);
        float* to = wide.data() + static_cast<std::size_t>(y) * width;
        for (std::size_t x = 0; x < width; ++x) {
            const Taps& taps = columns_[x];
            to[x] = taps.weights[0] * row[taps.first] + taps.weights[1] * row[taps.first + 1] +
                    taps.weights[2] * row[taps.first + 2];
        }
    }
    for (std::size_t y = 0; y < rows_.size(); ++y) {
        const Taps& taps = rows_[y];
        const float* first = wide.data() + static_cast<std::size_t>(taps.first) * width;
        const float *second = first + width, *third = second + width;
        float* to = out + y * width;
        for (std::size_t x = 0; x < width; ++x)
            to[x] = taps.weights[0] * first[x] + taps.weights[1] * second[x] +
                    taps.weights[2] * third[x];
    }
}

} // namespace cleave
