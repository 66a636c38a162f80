// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/prompt_encoder.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave {

namespace {

constexpr float epsilon = 1e-6f;
const std::string encoderPrefix = "prompt_encoder.";

/// A convolution 2x2 with stride 2, [outputs, inputs, 2, 2], as a layer over [2 * 2 * inputs] in
/// the order of quarterRows().
LinearLayer takeShrink(NetworkWeights& weights,
                       const std::string& name,
                       std::int64_t outputs,
                       std::int64_t inputs) {
    const std::vector<float> kernel = weights.take(name + ".weight", {outputs, inputs, 2, 2});
    const std::vector<float> bias = weights.take(name + ".bias", {outputs});
    Rows flat(outputs, 4 * inputs);
    for (std::int64_t out = 0; out < outputs; ++out)
        for (std::int64_t in = 0; in < inputs; ++in)
            for (std::int64_t k = 0; k < 4; ++k)
                flat(out, k * inputs + in) =
                    kernel[static_cast<std::size_t>((out * inputs + in) * 4 + k)];
    return LinearLayer(flat, kernels::ArrayView<const float, 1>(bias.data(), bias.size()));
}

/// A square map [size * size, channels] as rows of the four channels of each 2x2 block: [size *
/// size / 4, 4 * channels]
Rows quarterRows(RowsView map, std::int64_t size) {
    const std::int64_t channels = map.size(1), half = size / 2;
    Rows result(half * half, 4 * channels);
    for (std::int64_t row = 0; row < half * half; ++row)
        for (std::int64_t k = 0; k < 4; ++k) {
            const std::int64_t y = row / half * 2 + k / 2, x = row % half * 2 + k % 2;
            std::copy_n(
                map.data() + (y * size + x) * channels, channels, &result(row, k * channels));
        }
    return result;
}

void addTo(float* out, const kernels::Array<float, 1>& values) {
    for (std::int64_t i = 0; i < values.count(); ++i)
        out[i] += values.data()[i];
}

} // namespace

SamPromptEncoder::SamPromptEncoder(NetworkWeights& weights, int imageSize, int grid)
    : imageSize_(imageSize)
    , grid_(grid) {
    frequencies_ =
        weights.takeRows(encoderPrefix + "pe_layer.positional_encoding_gaussian_matrix", 2, -1);
    const std::int64_t width = channels();
    const auto vectorOf = [&](const std::string& name) {
        Rows row = weights.takeRows(encoderPrefix + name + ".weight", 1, width);
        kernels::Array<float, 1> result(width);
        std::copy(row.begin(), row.end(), result.begin());
        return result;
    };
    for (std::size_t i = 0; i < pointKinds_.size(); ++i)
        pointKinds_[i] = vectorOf("point_embeddings." + std::to_string(i));
    noPoint_ = vectorOf("not_a_point_embed");
    noMask_ = vectorOf("no_mask_embed");
    const std::string mask = encoderPrefix + "mask_downscaling.";
    const std::int64_t first = weights.size(mask + "0.weight", 0),
                       second = weights.size(mask + "3.weight", 0);
    shrink1_ = takeShrink(weights, mask + "0", first, 1);
    norm1_ = weights.takeNorm(mask + "1", first, epsilon);
    shrink2_ = takeShrink(weights, mask + "3", second, first);
    norm2_ = weights.takeNorm(mask + "4", second, epsilon);
    widen_ = weights.takeLinear(mask + "6", width, second);
}

/// x, y in [0, 1] -> [channels]: sines, then cosines, of random frequencies (Tancik et al., Fourier
/// features, NeurIPS 2020).
void SamPromptEncoder::encodePosition(double x, double y, float* out) const {
    const std::int64_t half = frequencies_.size(1);
    for (std::int64_t i = 0; i < half; ++i) {
        const double turns = (2 * x - 1) * frequencies_(0, i) + (2 * y - 1) * frequencies_(1, i);
        out[i] = static_cast<float>(std::sin(2 * std::numbers::pi * turns));
        out[half + i] = static_cast<float>(std::cos(2 * std::numbers::pi * turns));
    }
}

Rows SamPromptEncoder::gridPositions() const {
    Rows result(static_cast<std::int64_t>(grid_) * grid_, channels());
    for (std::int64_t i = 0; i < result.size(0); ++i)
        encodePosition((static_cast<double>(i % grid_) + 0.5) / grid_,
                       (static_cast<double>(i / grid_) + 0.5) / grid_,
                       &result(i, 0));
    return result;
}

Rows SamPromptEncoder::sparse(const std::vector<SamPoint>& points,
                              const std::optional<SamBox>& box) const {
    const bool isPadded = !points.empty() && !box;
    Rows result(static_cast<std::int64_t>(points.size()) + (isPadded ? 1 : 0) + (box ? 2 : 0),
                channels());
    std::int64_t row = 0;
    const auto encode = [&](double x, double y) {
        encodePosition((x + 0.5) / imageSize_, (y + 0.5) / imageSize_, &result(row, 0));
        return &result(row++, 0);
    };
    const auto addNoPoint = [&] {
        std::copy(noPoint_.begin(), noPoint_.end(), &result(row, 0));
        ++row;
    };
    for (const SamPoint& point : points) {
        if (point.label == -1) {
            addNoPoint();
            continue;
        }
        float* token = encode(point.x, point.y);
        if (point.label == 0 || point.label == 1)
            addTo(token, pointKinds_[static_cast<std::size_t>(point.label)]);
    }
    if (isPadded)
        addNoPoint();
    if (box) {
        addTo(encode((*box)[0], (*box)[1]), pointKinds_[2]);
        addTo(encode((*box)[2], (*box)[3]), pointKinds_[3]);
    }
    return result;
}

Rows SamPromptEncoder::dense(const FloatImage& mask) const {
    if (mask.width != maskSize() || mask.height != maskSize() || mask.channels != 1)
        throw badInput(CLEAVE_TR("Networks", "a mask prompt of %1x%2 pixels, expected %3x%3"),
                       mask.width,
                       mask.height,
                       maskSize());
    Rows small = shrink1_(
        quarterRows(RowsView(mask.pixels.data(), static_cast<std::int64_t>(mask.pixels.size()), 1),
                    maskSize()));
    norm1_.run(small, small, Activation::Gelu);
    Rows smaller = shrink2_(quarterRows(small, maskSize() / 2));
    norm2_.run(smaller, smaller, Activation::Gelu);
    return widen_(smaller);
}

} // namespace cleave
