// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/image_metrics.h"

#include "core/base/error.h"
#include "kernels/base/array.h"
#include "kernels/image/ssim.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr double equalImagesPsnr = 100;

template <class Rendered>
void requireSameSize(const ImageOf<Rendered>& rendered, const Image& photo) {
    if (rendered.width != photo.width || rendered.height != photo.height ||
        rendered.channels != 3 || photo.channels != 3)
        throw badInput(
            CLEAVE_TR("Evaluation",
                      "Images of %1 x %2 and %3 x %4 cannot be compared; expected RGB of one size"),
            rendered.width,
            rendered.height,
            photo.width,
            photo.height);
}

} // namespace

ImageMetrics imageMetrics(kernels::ArrayView<const float, 3> rendered, const Image& photo) {
    const std::int64_t height = photo.height, width = photo.width;
    kernels::requireShape(rendered, {3, height, width}, "rendered");
    if (width < kernels::minImageWidth)
        throw badInput(
            CLEAVE_TR("Evaluation",
                      "An image of %1 pixels' width cannot be compared; expected at least %2"),
            width,
            kernels::minImageWidth);
    kernels::Array<float, 3> shown(3, height, width), truth(3, height, width);
    kernels::planesFromBytes(
        kernels::ArrayView<const std::uint8_t, 3>(photo.pixels.data(), height, width, 3), truth);
    double squares = 0;
    for (std::int64_t i = 0; i < shown.count(); ++i) {
        shown.data()[i] = std::clamp(rendered.data()[i], 0.0f, 1.0f);
        const double difference =
            static_cast<double>(shown.data()[i]) - static_cast<double>(truth.data()[i]);
        squares += difference * difference;
    }
    const double mean = squares / static_cast<double>(shown.count());
    return {mean > 0 ? std::min(equalImagesPsnr, -10 * std::log10(mean)) : equalImagesPsnr,
            kernels::photometricLoss(shown.constView(), truth.constView()).ssim};
}

ImageMetrics imageMetrics(const FloatImage& rendered, const Image& photo) {
    requireSameSize(rendered, photo);
    kernels::Array<float, 3> planes(3, rendered.height, rendered.width);
    for (int y = 0; y < rendered.height; ++y)
        for (int x = 0; x < rendered.width; ++x)
            for (int c = 0; c < 3; ++c)
                planes(c, y, x) = rendered.at(x, y)[c];
    return imageMetrics(planes.constView(), photo);
}

ImageMetrics imageMetrics(const Image& image, const Image& photo) {
    requireSameSize(image, photo);
    kernels::Array<float, 3> planes(3, image.height, image.width);
    kernels::planesFromBytes(kernels::ArrayView<const std::uint8_t, 3>(
                                 image.pixels.data(), image.height, image.width, 3),
                             planes);
    return imageMetrics(planes.constView(), photo);
}

} // namespace cleave
