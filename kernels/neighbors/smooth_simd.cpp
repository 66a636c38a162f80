// SPDX-License-Identifier: Apache-2.0
#include "kernels/neighbors/smooth_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr float least = 1e-9f; ///< added to lengths, as published

/// C = 0: channels known at run time only.
template <int C>
void smooth(const SmoothJob& j, std::int64_t begin, std::int64_t end) {
    const std::int64_t channels = C > 0 ? C : j.channels;
    float sum[mostSmoothChannels];
    for (std::int64_t m = begin; m < end; ++m) {
        const std::int32_t* neighbors = j.neighbors + j.primitives[m] * j.neighborCount;
        for (std::int64_t d = 0; d < channels; ++d)
            sum[d] = 0;
        int count = 0;
        for (std::int64_t r = 0; r < j.neighborCount; ++r) {
            const std::int32_t i = neighbors[r];
            if (!((j.ranks >> r) & 1) || i < 0)
                continue;
            const float* __restrict feature = j.features + i * channels;
            float squared = 0;
            for (std::int64_t d = 0; d < channels; ++d)
                squared += feature[d] * feature[d];
            const float scale = 1 / (__builtin_sqrtf(squared) + least);
            for (std::int64_t d = 0; d < channels; ++d)
                sum[d] += scale * feature[d];
            ++count;
        }
        const float share = count > 0 ? 1 / static_cast<float>(count) : 0;
        float squared = 0;
        for (std::int64_t d = 0; d < channels; ++d) {
            sum[d] *= share;
            squared += sum[d] * sum[d];
        }
        const float length = j.normalised ? __builtin_sqrtf(squared) + least : 1;
        j.lengths[m] = length;
        float* __restrict out = j.means + m * channels;
        for (std::int64_t d = 0; d < channels; ++d)
            out[d] = sum[d] / length;
    }
}

template <int C>
void back(const SmoothBackJob& j, std::int64_t begin, std::int64_t end) {
    const std::int64_t channels = C > 0 ? C : j.channels;
    float sum[mostSmoothChannels];
    for (std::int64_t m = begin; m < end; ++m) {
        for (std::int64_t d = 0; d < channels; ++d)
            sum[d] = 0;
        for (std::int64_t i = j.columnStarts[m]; i < j.columnStarts[m + 1]; ++i) {
            const float weight = j.weights[i];
            const float* __restrict gradient = j.pixelGradients + j.rows[i] * channels;
            for (std::int64_t d = 0; d < channels; ++d)
                sum[d] += weight * gradient[d];
        }
        const float* __restrict mean = j.means + m * channels;
        float along = 0;
        for (std::int64_t d = 0; d < channels; ++d)
            along += sum[d] * mean[d];
        const float inverse = 1 / j.lengths[m];
        float* __restrict out = j.meanGradients + m * channels;
        for (std::int64_t d = 0; d < channels; ++d)
            out[d] = (sum[d] - along * mean[d]) * inverse;
    }
}

template <int C>
void adam(const SmoothAdamJob& j, std::int64_t begin, std::int64_t end) {
    const std::int64_t channels = C > 0 ? C : j.channels;
    float sum[mostSmoothChannels];
    for (std::int64_t i = begin; i < end; ++i) {
        bool isTouched = false;
        for (std::int64_t e = j.starts[i]; e < j.starts[i + 1]; ++e) {
            if (!((j.ranks >> j.placeRanks[e]) & 1))
                continue;
            const std::int32_t column = j.columnOf[j.places[e]];
            if (column < 0)
                continue;
            if (!isTouched)
                for (std::int64_t d = 0; d < channels; ++d)
                    sum[d] = 0;
            isTouched = true;
            const float* __restrict gradient = j.meanGradients + column * channels;
            for (std::int64_t d = 0; d < channels; ++d)
                sum[d] += gradient[d];
        }
        if (!isTouched)
            continue;
        float* __restrict feature = j.features + i * channels;
        float* __restrict first = j.firstMoments + i * channels;
        float* __restrict second = j.secondMoments + i * channels;
        float squared = 0, along = 0;
        for (std::int64_t d = 0; d < channels; ++d) {
            squared += feature[d] * feature[d];
            along += feature[d] * sum[d];
        }
        const float length = __builtin_sqrtf(squared) + least;
        const float scale = 1 / (static_cast<float>(__builtin_popcount(j.ranks)) * length);
        along /= length * length;
        const auto step = static_cast<float>(++j.steps[i]);
        const float correction1 = 1 / (1 - __builtin_powf(j.beta1, step));
        const float correction2 = 1 / (1 - __builtin_powf(j.beta2, step));
        for (std::int64_t d = 0; d < channels; ++d) {
            const float g = (sum[d] - along * feature[d]) * scale;
            const float m = j.beta1 * first[d] + (1 - j.beta1) * g;
            const float v = j.beta2 * second[d] + (1 - j.beta2) * g * g;
            first[d] = m;
            second[d] = v;
            feature[d] -=
                j.learningRate * (m * correction1) / (__builtin_sqrtf(v * correction2) + j.epsilon);
        }
    }
}

} // namespace

void smoothRows(const SmoothJob& job, std::int64_t begin, std::int64_t end) {
    job.channels == 32 ? smooth<32>(job, begin, end) : smooth<0>(job, begin, end);
}

void smoothBack(const SmoothBackJob& job, std::int64_t begin, std::int64_t end) {
    job.channels == 32 ? back<32>(job, begin, end) : back<0>(job, begin, end);
}

void smoothAdam(const SmoothAdamJob& job, std::int64_t begin, std::int64_t end) {
    job.channels == 32 ? adam<32>(job, begin, end) : adam<0>(job, begin, end);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
