// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/projection_network.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr std::int64_t rowGrain = 512;
constexpr float varianceGuard = 1e-5f;
constexpr float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-15f;

std::int64_t sizeOf(int inputs, int outputs, bool isNormalised) {
    return static_cast<std::int64_t>(inputs) * outputs + outputs * (isNormalised ? 3 : 1);
}

/// out = bias + in * weights, for one row.
void multiply(const float* in,
              ArrayView<const float, 2> weights,
              ArrayView<const float, 1> bias,
              float* out) {
    const std::int64_t outputs = weights.size(1);
    std::copy_n(bias.data(), outputs, out);
    for (std::int64_t i = 0; i < weights.size(0); ++i) {
        const float value = in[i];
        const float* row = weights.data() + i * outputs;
        for (std::int64_t o = 0; o < outputs; ++o)
            out[o] += value * row[o];
    }
}

} // namespace

ProjectionNetwork::Layer
ProjectionNetwork::layer(std::int64_t offset, int inputs, int outputs, bool isNormalised) {
    float* at = parameters_.values.data() + offset;
    Layer result;
    result.offset = offset;
    result.isNormalised = isNormalised;
    result.weights = ArrayView<float, 2>(at, inputs, outputs);
    at += static_cast<std::int64_t>(inputs) * outputs;
    result.bias = ArrayView<float, 1>(at, outputs);
    if (isNormalised) {
        result.gain = ArrayView<float, 1>(at + outputs, outputs);
        result.shift = ArrayView<float, 1>(at + 2 * outputs, outputs);
    }
    return result;
}

ProjectionNetwork::ProjectionNetwork(int inputs, int outputs, std::mt19937_64& random) {
    const std::int64_t first = sizeOf(inputs, hidden, true), second = sizeOf(hidden, hidden, true),
                       third = sizeOf(hidden, outputs, false);
    for (Array<float, 1>* part : {&parameters_.values, &parameters_.first, &parameters_.second})
        *part = Array<float, 1>(first + second + third);
    layers_[0] = layer(0, inputs, hidden, true);
    layers_[1] = layer(first, hidden, hidden, true);
    layers_[2] = layer(first + second, hidden, outputs, false);
    for (Layer& one : layers_) {
        const float bound = 1 / std::sqrt(static_cast<float>(one.weights.size(0)));
        const auto draw = [&] {
            return bound * (2 * static_cast<float>(random() >> 40) * 0x1p-24f - 1);
        };
        for (std::int64_t i = 0; i < one.weights.count(); ++i)
            one.weights.data()[i] = draw();
        for (std::int64_t o = 0; o < one.bias.size(0); ++o)
            one.bias(o) = draw();
        for (std::int64_t o = 0; o < one.gain.size(0); ++o)
            one.gain(o) = 1;
    }
}

void ProjectionNetwork::forward(ArrayView<const float, 2> input, ArrayView<float, 2> output) {
    const std::int64_t rows = input.size(0);
    requireShape(input, {rows, layers_[0].weights.size(0)}, "input");
    requireShape(output, {rows, layers_[2].weights.size(1)}, "output");
    if (entering_[0].size(0) != rows)
        for (int k = 0; k < 2; ++k) {
            entering_[k] = Array<float, 2>(rows, hidden);
            normalised_[k] = Array<float, 2>(rows, hidden);
            inverseDeviation_[k] = Array<float, 1>(rows);
        }
    kernels::forChunks(rows, rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t r = begin; r < end; ++r) {
            const float* in = input.data() + r * input.size(1);
            for (int k = 0; k < 2; ++k) {
                const Layer& one = layers_[k];
                float* sums = &normalised_[k](r, 0);
                multiply(in, one.weights, one.bias, sums);
                float mean = 0, variance = 0;
                for (int o = 0; o < hidden; ++o)
                    mean += sums[o] / hidden;
                for (int o = 0; o < hidden; ++o)
                    variance += (sums[o] - mean) * (sums[o] - mean) / hidden;
                const float inverse = 1 / std::sqrt(variance + varianceGuard);
                inverseDeviation_[k](r) = inverse;
                float* out = &entering_[k](r, 0);
                for (int o = 0; o < hidden; ++o) {
                    sums[o] = (sums[o] - mean) * inverse;
                    const float value = one.gain(o) * sums[o] + one.shift(o);
                    out[o] = value > 0 ? value : leak * value;
                }
                in = out;
            }
            multiply(in, layers_[2].weights, layers_[2].bias, &output(r, 0));
        }
    });
}

void ProjectionNetwork::backward(ArrayView<const float, 2> input,
                                 ArrayView<const float, 2> outputGradient,
                                 ArrayView<float, 1> gradients) const {
    const std::int64_t rows = input.size(0), count = parameters_.values.count();
    requireShape(gradients, {count}, "gradients");
    const std::int64_t chunks = kernels::chunkCount(rows, rowGrain);
    Array<float, 2> partials(chunks, count);
    kernels::forChunks(rows, rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t c) {
        float* partial = &partials(c, 0);
        std::vector<float> slope, before(hidden);
        for (std::int64_t r = begin; r < end; ++r) {
            slope.assign(&outputGradient(r, 0), &outputGradient(r, 0) + outputGradient.size(1));
            for (int k = 2; k >= 0; --k) {
                const Layer& one = layers_[k];
                const std::int64_t inputs = one.weights.size(0), outputs = one.weights.size(1);
                float* weightGradient = partial + one.offset;
                float* biasGradient = weightGradient + inputs * outputs;
                if (one.isNormalised) {
                    const float* normalised = &normalised_[k](r, 0);
                    float mean = 0, along = 0;
                    for (std::int64_t o = 0; o < outputs; ++o) {
                        float& s = slope[static_cast<std::size_t>(o)];
                        s *= one.gain(o) * normalised[o] + one.shift(o) > 0 ? 1 : leak;
                        biasGradient[outputs + o] += s * normalised[o]; // gain
                        biasGradient[2 * outputs + o] += s;             // shift
                        s *= one.gain(o);
                        mean += s / static_cast<float>(outputs);
                        along += s * normalised[o] / static_cast<float>(outputs);
                    }
                    for (std::int64_t o = 0; o < outputs; ++o) {
                        float& s = slope[static_cast<std::size_t>(o)];
                        s = (s - mean - normalised[o] * along) * inverseDeviation_[k](r);
                    }
                }
                const float* in = k == 0 ? input.data() + r * inputs : &entering_[k - 1](r, 0);
                for (std::int64_t o = 0; o < outputs; ++o)
                    biasGradient[o] += slope[static_cast<std::size_t>(o)];
                for (std::int64_t i = 0; i < inputs; ++i) {
                    const float* row = one.weights.data() + i * outputs;
                    float back = 0;
                    for (std::int64_t o = 0; o < outputs; ++o) {
                        weightGradient[i * outputs + o] +=
                            in[i] * slope[static_cast<std::size_t>(o)];
                        back += row[o] * slope[static_cast<std::size_t>(o)];
                    }
                    if (k > 0)
                        before[static_cast<std::size_t>(i)] = back;
                }
                if (k > 0)
                    slope.assign(before.begin(), before.end());
            }
        }
    });
    for (std::int64_t c = 0; c < chunks; ++c)
        for (std::int64_t i = 0; i < count; ++i)
            gradients(i) += partials(c, i);
}

void ProjectionNetwork::step(ArrayView<const float, 2> input,
                             ArrayView<const float, 2> outputGradient,
                             float learningRate) {
    Array<float, 1> gradients(parameters_.values.count());
    backward(input, outputGradient, gradients);
    const auto n = static_cast<float>(++stepCount_);
    const float correction1 = 1 / (1 - std::pow(beta1, n)),
                correction2 = 1 / (1 - std::pow(beta2, n));
    for (std::int64_t i = 0; i < gradients.count(); ++i) {
        float &m = parameters_.first(i), &v = parameters_.second(i);
        m = beta1 * m + (1 - beta1) * gradients(i);
        v = beta2 * v + (1 - beta2) * gradients(i) * gradients(i);
        parameters_.values(i) -=
            learningRate * (m * correction1) / (std::sqrt(v * correction2) + epsilon);
    }
}

} // namespace cleave
