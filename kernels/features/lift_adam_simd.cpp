// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/lift_adam_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr int lanes = 16;

/// One block of up to 16 channels of one primitive; the block of a shorter remainder is padded with
/// zeros.
struct Block {
    float value[lanes];
};

inline void gather(const LiftAdamPointers& p,
                   std::int64_t begin,
                   std::int64_t end,
                   std::int64_t stride,
                   std::int64_t offset,
                   int used,
                   Block& sum) {
    for (int k = 0; k < lanes; ++k)
        sum.value[k] = 0;
    if (used == lanes) {
        Block even, odd; // two chains of additions, so that one does not wait for the other
        for (int k = 0; k < lanes; ++k)
            even.value[k] = odd.value[k] = 0;
        std::int64_t i = begin;
        for (; i + 2 <= end; i += 2) {
            const float* __restrict a = p.pixelGradients + p.rows[i] * stride + offset;
            const float* __restrict b = p.pixelGradients + p.rows[i + 1] * stride + offset;
            const float wa = p.weights[i], wb = p.weights[i + 1];
            for (int k = 0; k < lanes; ++k)
                even.value[k] += wa * a[k];
            for (int k = 0; k < lanes; ++k)
                odd.value[k] += wb * b[k];
        }
        if (i < end) {
            const float* __restrict a = p.pixelGradients + p.rows[i] * stride + offset;
            for (int k = 0; k < lanes; ++k)
                even.value[k] += p.weights[i] * a[k];
        }
        for (int k = 0; k < lanes; ++k)
            sum.value[k] = even.value[k] + odd.value[k];
    } else {
        for (std::int64_t i = begin; i < end; ++i)
            for (int k = 0; k < used; ++k)
                sum.value[k] += p.weights[i] * p.pixelGradients[p.rows[i] * stride + offset + k];
    }
}

} // namespace

void liftAdamColumns(const LiftAdamPointers& p, std::int64_t begin, std::int64_t end) {
    const std::int64_t dimensions = p.dimensions;
    for (std::int64_t column = begin; column < end; ++column) {
        const std::int64_t primitive = p.primitives[column];
        float* __restrict feature = p.features + primitive * dimensions;
        float* __restrict first = p.firstMoments + primitive * dimensions;
        float* __restrict second = p.secondMoments + primitive * dimensions;
        const auto step = static_cast<float>(++p.steps[primitive]);
        const float correction1 = 1 / (1 - __builtin_powf(p.beta1, step));
        const float correction2 = 1 / (1 - __builtin_powf(p.beta2, step));

        float squared = 0;
        for (std::int64_t d = 0; d < dimensions; ++d)
            squared += feature[d] * feature[d];
        const float length = __builtin_sqrtf(squared);
        const float pull = length > 0 ? 2 * p.unitWeight * (length - 1) / length : 0;

        for (std::int64_t offset = 0; offset < dimensions; offset += lanes) {
            const int used =
                dimensions - offset < lanes ? static_cast<int>(dimensions - offset) : lanes;
            Block gradient;
            gather(p,
                   p.columnStarts[column],
                   p.columnStarts[column + 1],
                   dimensions,
                   offset,
                   used,
                   gradient);
            for (int k = 0; k < used; ++k) {
                const float g = gradient.value[k] + pull * feature[offset + k];
                const float m = p.beta1 * first[offset + k] + (1 - p.beta1) * g;
                const float v = p.beta2 * second[offset + k] + (1 - p.beta2) * g * g;
                first[offset + k] = m;
                second[offset + k] = v;
                feature[offset + k] -= p.learningRate * (m * correction1) /
                                       (__builtin_sqrtf(v * correction2) + p.epsilon);
            }
        }
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
