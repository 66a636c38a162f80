// SPDX-License-Identifier: Apache-2.0
// Pixels in memory: row-major, channels interleaved. 8-bit colours are sRGB; float colours are
// sRGB-coded [0, 1].
#pragma once

#include "kernels/base/check.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cleave {

template <class T>
struct ImageOf {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<T> pixels; ///< [height, width, channels]

    ImageOf() = default;

    ImageOf(int imageWidth, int imageHeight, int imageChannels, T value = T())
        : width(imageWidth)
        , height(imageHeight)
        , channels(imageChannels)
        , pixels(static_cast<std::size_t>(imageWidth) * imageHeight * imageChannels, value) {}

    bool empty() const { return pixels.empty(); }

    std::size_t offset(int x, int y) const {
        return (static_cast<std::size_t>(y) * width + x) * channels;
    }

    T* at(int x, int y) { return pixels.data() + offset(x, y); }

    const T* at(int x, int y) const { return pixels.data() + offset(x, y); }

    bool operator==(const ImageOf&) const = default;
};

using Image = ImageOf<std::uint8_t>;
using Image16 = ImageOf<std::uint16_t>;
using FloatImage = ImageOf<float>;
/// One id per pixel (objects, patches, primitives).
using IdImage = ImageOf<std::int32_t>;

} // namespace cleave
