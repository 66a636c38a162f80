// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/depthwise_rows.h"
#include "kernels/dense/micro_product.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

/// One output position; the neighbours inside the map and the weights that go with them.
struct Neighbours {
    const float* inputs[9];
    const float* weights[9];
    int count = 0;
};

CLEAVE_PACKET Packet activated(Packet value, Activation activation) {
    if (activation == Activation::Gelu)
        return gelu(value);
    return activation == Activation::Relu ? maximum(value, 0.0f) : value;
}

Neighbours neighboursOf(const DepthwiseTask& task, std::int64_t y, std::int64_t x) {
    Neighbours result;
    for (int k = 0; k < 9; ++k) {
        const std::int64_t ny = y * task.stride + k / 3 - 1, nx = x * task.stride + k % 3 - 1;
        if (ny < 0 || ny >= task.height || nx < 0 || nx >= task.width)
            continue;
        result.inputs[result.count] = task.input + (ny * task.width + nx) * task.channels;
        result.weights[result.count] = task.weights + k * task.channels;
        ++result.count;
    }
    return result;
}

CLEAVE_PACKET Packet sumOf(const Neighbours& n, Packet start, std::int64_t channel) {
    if (n.count == 9) {
#pragma GCC unroll 9
        for (int k = 0; k < 9; ++k)
            start += load(n.inputs[k] + channel) * load(n.weights[k] + channel);
    } else {
        for (int k = 0; k < n.count; ++k)
            start += load(n.inputs[k] + channel) * load(n.weights[k] + channel);
    }
    return start;
}

} // namespace

void convolveRows(const DepthwiseTask& task, std::int64_t begin, std::int64_t end) {
    for (std::int64_t y = begin; y < end; ++y)
        for (std::int64_t x = 0; x < task.outWidth; ++x) {
            const Neighbours n = neighboursOf(task, y, x);
            float* out = task.output + (y * task.outWidth + x) * task.channels;
            std::int64_t channel = 0;
            for (; channel + lanes <= task.channels; channel += lanes)
                store(out + channel,
                      activated(sumOf(n, load(task.bias + channel), channel), task.activation));
            if (channel == task.channels)
                continue;
            float rest[lanes] = {};
            for (std::int64_t i = 0; channel + i < task.channels; ++i) {
                rest[i] = task.bias[channel + i];
                for (int k = 0; k < n.count; ++k)
                    rest[i] += n.inputs[k][channel + i] * n.weights[k][channel + i];
            }
            store(rest, activated(load(rest), task.activation));
            for (std::int64_t i = 0; channel + i < task.channels; ++i)
                out[channel + i] = rest[i];
        }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
