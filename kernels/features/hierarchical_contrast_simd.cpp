// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/hierarchical_contrast_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

// exp for x <= 0 within 2 ulp: 2^n * 2^r with r in [-1/2, 1/2] by a polynomial; a plain loop over
// it becomes SIMD code.
inline float exponential(float x) {
    const float y = (x > -87.0f ? x : -87.0f) * 1.44269504089f;
    const float shifted = y + 12582912.0f; // 1.5 * 2^23: the sum's low bits are round(y)
    const float r = y - (shifted - 12582912.0f);
    float p = 1.5403530e-4f;
    p = p * r + 1.33335581e-3f;
    p = p * r + 9.61812911e-3f;
    p = p * r + 5.55041087e-2f;
    p = p * r + 2.40226507e-1f;
    p = p * r + 6.93147181e-1f;
    p = p * r + 1.0f;
    const std::int32_t bits = __builtin_bit_cast(std::int32_t, shifted) << 23;
    return __builtin_bit_cast(float, __builtin_bit_cast(std::int32_t, p) + bits);
}

inline double exponential(double x) {
    return __builtin_exp(x);
}

inline double logarithm(double x) {
    return __builtin_log(x);
}

/// D = 0: dimensions known at run time only.
template <class T, int D>
double run(const ContrastChunk<T>& c, std::int64_t begin, std::int64_t end) {
    const std::int64_t dimensions = D > 0 ? D : c.dimensions;
    const std::int64_t padded = c.padded;
    T* __restrict logits = c.scratch;
    T* __restrict exps = c.scratch + padded;
    T* __restrict weights = c.scratch + 2 * padded;
    double total = 0;
    for (std::int64_t p = begin; p < end; ++p) {
        const std::int32_t cluster = c.clusters[p];
        if (cluster < 0 || c.levelStarts[cluster] == c.levelStarts[cluster + 1])
            continue;
        const T* __restrict feature = c.features + p * dimensions;
        for (std::int64_t k = 0; k < padded; ++k)
            logits[k] = 0;
        for (std::int64_t d = 0; d < dimensions; ++d) {
            const T f = feature[d];
            const T* __restrict row = c.transposed + d * padded;
            for (std::int64_t k = 0; k < padded; ++k)
                logits[k] += f * row[k];
        }
        T largest = logits[0];
        for (std::int64_t k = 1; k < c.clusterCount; ++k)
            largest = logits[k] > largest ? logits[k] : largest;
        for (std::int64_t k = 0; k < padded; ++k)
            exps[k] = exponential(logits[k] - largest);
        double sum = 0;
        for (std::int64_t k = 0; k < c.clusterCount; ++k)
            sum += exps[k];
        // log(S + 1e-6) with S = sum * e^largest.
        const double guarded = sum + 1e-6 * __builtin_exp(-static_cast<double>(largest));
        const T logSum = static_cast<T>(static_cast<double>(largest) + logarithm(guarded));

        for (std::int64_t k = 0; k < padded; ++k)
            weights[k] = 0;
        T weightSum = 0, levelFactor = 1, bound = 0;
        std::int32_t boundCluster = -1;
        for (std::int32_t l = c.levelStarts[cluster]; l < c.levelStarts[cluster + 1]; ++l) {
            const std::int32_t first = c.memberStarts[l], last = c.memberStarts[l + 1];
            const T share = levelFactor / static_cast<T>(last - first);
            T nextBound = bound, levelSum = 0;
            std::int32_t nextCluster = boundCluster;
            for (std::int32_t m = first; m < last; ++m) {
                std::int32_t source = c.members[m];
                T value = logSum - logits[source];
                if (boundCluster >= 0 && bound > value) {
                    value = bound;
                    source = boundCluster;
                }
                levelSum += value;
                weights[source] += share;
                if (nextCluster < 0 || value > nextBound) {
                    nextBound = value;
                    nextCluster = source;
                }
            }
            total += static_cast<double>(levelSum * share);
            weightSum += levelFactor;
            bound = nextBound;
            boundCluster = nextCluster;
            levelFactor /= c.levelWeight;
        }
        // d l_pj / d z_pk = softmax_k - [j = k]
        const T scale = static_cast<T>(static_cast<double>(weightSum) / guarded);
        for (std::int64_t k = 0; k < padded; ++k)
            weights[k] = scale * exps[k] - weights[k];

        T* __restrict gradient = c.featureGradients + p * dimensions;
        if constexpr (D > 0) {
            T sumOf[D > 0 ? D : 1];
            for (int d = 0; d < D; ++d)
                sumOf[d] = gradient[d];
            for (std::int64_t k = 0; k < c.clusterCount; ++k) {
                const T w = weights[k];
                const T* __restrict prototype = c.prototypes + k * D;
                T* __restrict back = c.prototypeGradients + k * D;
                for (int d = 0; d < D; ++d) {
                    sumOf[d] += w * prototype[d];
                    back[d] += w * feature[d];
                }
            }
            for (int d = 0; d < D; ++d)
                gradient[d] = sumOf[d];
        } else {
            for (std::int64_t k = 0; k < c.clusterCount; ++k)
                for (std::int64_t d = 0; d < dimensions; ++d) {
                    gradient[d] += weights[k] * c.prototypes[k * dimensions + d];
                    c.prototypeGradients[k * dimensions + d] += weights[k] * feature[d];
                }
        }
    }
    return total;
}

template <class T>
double runAny(const ContrastChunk<T>& chunk, std::int64_t begin, std::int64_t end) {
    return chunk.dimensions == 16 ? run<T, 16>(chunk, begin, end) : run<T, 0>(chunk, begin, end);
}

} // namespace

double contrastChunk(const ContrastChunk<float>& chunk, std::int64_t begin, std::int64_t end) {
    return runAny(chunk, begin, end);
}

double contrastChunk(const ContrastChunk<double>& chunk, std::int64_t begin, std::int64_t end) {
    return runAny(chunk, begin, end);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
