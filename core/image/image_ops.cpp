// SPDX-License-Identifier: Apache-2.0
#include "core/image/image_ops.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace cleave {

namespace {

template <class T>
ImageOf<T> resizeBy(const ImageOf<T>& image, int width, int height, int depth) {
    CLEAVE_ASSERT(width > 0 && height > 0 && !image.empty());
    if (width == image.width && height == image.height)
        return image;
    ImageOf<T> result(width, height, image.channels);
    const int type = CV_MAKETYPE(depth, image.channels);
    const cv::Mat source(image.height, image.width, type, const_cast<T*>(image.pixels.data()));
    cv::Mat target(height, width, type, result.pixels.data());
    const bool isEnlarged = width > image.width || height > image.height;
    cv::resize(source, target, target.size(), 0, 0, isEnlarged ? cv::INTER_LINEAR : cv::INTER_AREA);
    return result;
}

template <class T>
ImageOf<T> nearest(const ImageOf<T>& image, int width, int height) {
    CLEAVE_ASSERT(width > 0 && height > 0 && !image.empty());
    if (width == image.width && height == image.height)
        return image;
    ImageOf<T> result(width, height, image.channels);
    for (int y = 0; y < height; ++y) {
        const int sourceY =
            static_cast<int>((2 * std::int64_t{y} + 1) * image.height / (2 * std::int64_t{height}));
        for (int x = 0; x < width; ++x) {
            const int sourceX = static_cast<int>((2 * std::int64_t{x} + 1) * image.width /
                                                 (2 * std::int64_t{width}));
            std::copy_n(image.at(sourceX, sourceY), image.channels, result.at(x, y));
        }
    }
    return result;
}

} // namespace

Image toRgb(const Image& image) {
    if (image.channels == 3)
        return image;
    CLEAVE_ASSERT(image.channels == 1 || image.channels == 4);
    Image rgb(image.width, image.height, 3);
    const std::size_t count = static_cast<std::size_t>(image.width) * image.height;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* from = image.pixels.data() + i * image.channels;
        for (int c = 0; c < 3; ++c) {
            const int alpha = image.channels == 4 ? from[3] : 255;
            const int value = image.channels == 4 ? from[c] : from[0];
            rgb.pixels[3 * i + c] =
                static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
        }
    }
    return rgb;
}

Image resizeByArea(const Image& image, int width, int height) {
    return resizeBy(image, width, height, CV_8U);
}

FloatImage resizeByArea(const FloatImage& image, int width, int height) {
    return resizeBy(image, width, height, CV_32F);
}

Image resizeNearest(const Image& image, int width, int height) {
    return nearest(image, width, height);
}

IdImage resizeNearest(const IdImage& image, int width, int height) {
    return nearest(image, width, height);
}

Image crop(const Image& image, int x, int y, int width, int height) {
    CLEAVE_ASSERT(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= image.width &&
                  y + height <= image.height);
    Image result(width, height, image.channels);
    for (int row = 0; row < height; ++row)
        std::copy_n(image.at(x, y + row),
                    static_cast<std::size_t>(width) * image.channels,
                    result.at(0, row));
    return result;
}

} // namespace cleave
