// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/layer_norm_rows.h"
#include "kernels/dense/micro_product.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

/// The last vector of a row may be part of one: through a copy filled up with zeros.
CLEAVE_PACKET Packet loadUpTo(const float* from, std::int64_t count) {
    if (count >= lanes)
        return load(from);
    float copy[lanes] = {};
    for (std::int64_t i = 0; i < count; ++i)
        copy[i] = from[i];
    return load(copy);
}

CLEAVE_PACKET void storeUpTo(float* to, Packet value, std::int64_t count) {
    if (count >= lanes)
        return store(to, value);
    float copy[lanes];
    store(copy, value);
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = copy[i];
}

/// 1 in the first `count` lanes.
CLEAVE_PACKET Packet onesUpTo(std::int64_t count) {
    float ones[lanes];
    for (std::int64_t i = 0; i < lanes; ++i)
        ones[i] = i < count ? 1.0f : 0.0f;
    return load(ones);
}

template <Activation A>
void normalizeRow(const NormTask& task, const float* row, float* out) {
    const float count = static_cast<float>(task.width);
    Packet sum = 0.0f;
    for (std::int64_t i = 0; i < task.width; i += lanes)
        sum += loadUpTo(row + i, task.width - i);
    const Packet mean = sumOfLanes(sum) / count;
    Packet squares = 0.0f;
    for (std::int64_t i = 0; i < task.width; i += lanes) {
        Packet away = loadUpTo(row + i, task.width - i) - mean;
        if (task.width - i < lanes)
            away *= onesUpTo(task.width - i);
        squares += away * away;
    }
    const Packet scale = 1.0f / __builtin_sqrtf(sumOfLanes(squares) / count + task.epsilon);
    for (std::int64_t i = 0; i < task.width; i += lanes) {
        const std::int64_t rest = task.width - i;
        Packet value = (loadUpTo(row + i, rest) - mean) * scale * loadUpTo(task.weights + i, rest) +
                       loadUpTo(task.bias + i, rest);
        if constexpr (A == Activation::Relu)
            value = maximum(value, 0.0f);
        if constexpr (A == Activation::Gelu)
            value = gelu(value);
        storeUpTo(out + i, value, rest);
    }
}

template <Activation A>
void normalizeAll(const NormTask& task, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row)
        normalizeRow<A>(task, task.input + row * task.width, task.output + row * task.width);
}

} // namespace

void normalizeRange(const NormTask& task, std::int64_t begin, std::int64_t end) {
    if (task.activation == Activation::Gelu)
        normalizeAll<Activation::Gelu>(task, begin, end);
    else if (task.activation == Activation::Relu)
        normalizeAll<Activation::Relu>(task, begin, end);
    else
        normalizeAll<Activation::None>(task, begin, end);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
