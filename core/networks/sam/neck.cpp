// SPDX-License-Identifier: Apache-2.0
#include "core/networks/sam/neck.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>

namespace cleave {

namespace {

constexpr float epsilon = 1e-6f;

/// A 3x3 convolution [outputs, inputs, 3, 3] as a layer [outputs, 9 inputs]: neighbour by
/// neighbour, row by row.
LinearLayer
takeConvolution(NetworkWeights& weights, const std::string& name, std::int64_t channels) {
    const std::vector<float> kernel = weights.take(name, {channels, channels, 3, 3});
    Rows flat(channels, 9 * channels);
    for (std::int64_t out = 0; out < channels; ++out)
        for (std::int64_t in = 0; in < channels; ++in)
            for (std::int64_t k = 0; k < 9; ++k)
                flat(out, k * channels + in) =
                    kernel[static_cast<std::size_t>((out * channels + in) * 9 + k)];
    return LinearLayer(flat, {});
}

/// The nine neighbours of positions [begin, begin + rows) side by side; zeros outside.
void gatherNeighbours(RowsView input, std::int64_t grid, std::int64_t begin, MutableRows output) {
    const std::int64_t channels = input.size(1);
    kernels::forChunks(
        output.size(0), 32, [&](std::int64_t first, std::int64_t last, std::int64_t) {
            for (std::int64_t row = first; row < last; ++row) {
                const std::int64_t y = (begin + row) / grid, x = (begin + row) % grid;
                for (std::int64_t k = 0; k < 9; ++k) {
                    const std::int64_t ny = y + k / 3 - 1, nx = x + k % 3 - 1;
                    float* to = output.data() + row * output.size(1) + k * channels;
                    if (ny < 0 || ny >= grid || nx < 0 || nx >= grid)
                        std::fill_n(to, channels, 0.0f);
                    else
                        std::copy_n(input.data() + (ny * grid + nx) * channels, channels, to);
                }
            }
        });
}

} // namespace

SamNeck::SamNeck(NetworkWeights& weights, std::int64_t inputs)
    : reduce_(weights.takeLinear("image_encoder.neck.0", -1, inputs, false))
    , convolution_(takeConvolution(weights, "image_encoder.neck.2.weight", reduce_.outputs()))
    , reduceNorm_(weights.takeNorm("image_encoder.neck.1", reduce_.outputs(), epsilon))
    , outputNorm_(weights.takeNorm("image_encoder.neck.3", reduce_.outputs(), epsilon)) {}

Rows SamNeck::run(RowsView input, std::int64_t grid, const LayerObserver& observer) const {
    Rows reduced = reduce_(input);
    if (observer)
        observer("neck0_conv", reduced);
    reduceNorm_.run(reduced, reduced);
    if (observer)
        observer("neck1_ln", reduced);
    constexpr std::int64_t atOnce = 512;
    const std::int64_t count = input.size(0);
    Rows output(count, channels()), neighbours(std::min(atOnce, count), 9 * channels());
    for (std::int64_t begin = 0; begin < count; begin += atOnce) {
        const std::int64_t end = std::min(begin + atOnce, count);
        const MutableRows part = rowRange(neighbours.view(), 0, end - begin);
        gatherNeighbours(reduced, grid, begin, part);
        convolution_.run(part, rowRange(output.view(), begin, end));
    }
    outputNorm_.run(output, output);
    return output;
}

} // namespace cleave
