// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/gated_correspondence_simd.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr int tile = static_cast<int>(gatedTile);
constexpr std::int64_t mostChannels = 64;

template <class T>
struct Lanes;

template <>
struct Lanes<float> {
    typedef float Vector __attribute__((vector_size(64), aligned(4), may_alias));
};

template <>
struct Lanes<double> {
    typedef double Vector __attribute__((vector_size(64), aligned(8), may_alias));
};

template <class T>
void gate(const GatedJob<T>& j, std::int64_t begin, std::int64_t end) {
    const std::int64_t channels = j.channels;
    for (std::int64_t p = begin; p < end; ++p) {
        const T* __restrict feature = j.features + p * channels;
        for (std::int64_t k = 0; k < j.scaleCount; ++k) {
            const T* __restrict gates = j.gates + k * channels;
            T* __restrict row = j.rows + (p * j.scaleCount + k) * channels;
            T squared = 0;
            for (std::int64_t d = 0; d < channels; ++d) {
                row[d] = feature[d] * gates[d];
                squared += row[d] * row[d];
            }
            const T length = __builtin_sqrt(squared) + static_cast<T>(1e-12);
            j.lengths[p * j.scaleCount + k] = length;
            for (std::int64_t d = 0; d < channels; ++d) {
                row[d] /= length;
                j.columns[(k * channels + d) * j.padded + p] = row[d];
            }
        }
    }
}

/// Cosines of one pixel with a tile of others at one scale.
template <class T>
inline void
cosines(const T* row, const T* columns, std::int64_t padded, std::int64_t channels, T* out) {
    using Vector = typename Lanes<T>::Vector;
    constexpr int lanes = static_cast<int>(sizeof(Vector) / sizeof(T));
    constexpr int blocks = tile / lanes / 4; // four vectors at a time stay in registers
    for (int block = 0; block < blocks; ++block) {
        Vector a{}, b{}, c{}, d{};
        const T* from = columns + block * 4 * lanes;
        for (std::int64_t channel = 0; channel < channels; ++channel, from += padded) {
            const T value = row[channel];
            a += value * *reinterpret_cast<const Vector*>(from);
            b += value * *reinterpret_cast<const Vector*>(from + lanes);
            c += value * *reinterpret_cast<const Vector*>(from + 2 * lanes);
            d += value * *reinterpret_cast<const Vector*>(from + 3 * lanes);
        }
        T* to = out + block * 4 * lanes;
        *reinterpret_cast<Vector*>(to) = a;
        *reinterpret_cast<Vector*>(to + lanes) = b;
        *reinterpret_cast<Vector*>(to + 2 * lanes) = c;
        *reinterpret_cast<Vector*>(to + 3 * lanes) = d;
    }
}

/// 24 random bits of a pair.
inline std::uint32_t pairHash(std::uint32_t seed, std::uint32_t p, std::uint32_t q) {
    std::uint32_t h = seed ^ (p * 0x9e3779b9u) ^ (q * 0x85ebca6bu + 0x165667b1u);
    h = (h ^ (h >> 16)) * 0x7feb352du;
    h = (h ^ (h >> 15)) * 0x846ca68bu;
    return (h ^ (h >> 16)) >> 8;
}

template <class T>
void choose(const GatedJob<T>& j, std::int64_t begin, std::int64_t end, double* sums) {
    const auto scales = static_cast<int>(j.scaleCount);
    const std::int32_t full = (1 << scales) - 1;
    alignas(64) T cosine[mostGatedScales * gatedTile];
    alignas(64) std::int32_t related[gatedTile], together[gatedTile], apart[gatedTile],
        bits[gatedTile];
    alignas(64) T weight[gatedTile], lossTogether[gatedTile], lossApart[gatedTile],
        sumTogether[gatedTile], sumApart[gatedTile], countTogether[gatedTile], valid[gatedTile];
    for (std::int64_t p = begin; p < end; ++p) {
        const std::int64_t patch = j.patches[p];
        for (std::int64_t first = p / tile * tile; first < j.pixelCount; first += tile) {
            for (int k = 0; k < scales; ++k)
                cosines(j.rows + (p * j.scaleCount + k) * j.channels,
                        j.columns + k * j.channels * j.padded + first,
                        j.padded,
                        j.channels,
                        cosine + k * tile);
            for (int i = 0; i < tile; ++i) {
                const std::int64_t q = first + i;
                const bool counts = q > p && q < j.pixelCount;
                const std::int64_t other = counts ? j.patches[q] : patch;
                related[i] = j.related[patch * j.patchCount + other];
                weight[i] = j.weights[patch * j.patchCount + other];
                valid[i] = counts ? 1 : 0;
            }
            for (int i = 0; i < tile; ++i) {
                const std::uint32_t chance = pairHash(
                    j.seed, static_cast<std::uint32_t>(p), static_cast<std::uint32_t>(first + i));
                const bool always = related[i] == full, never = related[i] == 0;
                const bool changes = !always && !never;
                together[i] = changes || (always && chance < j.togetherChance);
                apart[i] = changes || (never && chance < j.apartChance);
                bits[i] = 0;
                lossTogether[i] = lossApart[i] = sumTogether[i] = sumApart[i] = countTogether[i] =
                    0;
            }
            for (int k = 0; k < scales; ++k) {
                const T* __restrict c = cosine + k * tile;
                for (int i = 0; i < tile; ++i) {
                    const bool y = (related[i] >> k) & 1;
                    together[i] |= y && c[i] < j.togetherBelow;
                    apart[i] |= !y && c[i] > j.apartAbove;
                }
            }
            for (int k = 0; k < scales; ++k) {
                const T* __restrict c = cosine + k * tile;
                for (int i = 0; i < tile; ++i) {
                    const std::int32_t y = (related[i] >> k) & 1;
                    const bool pulls = y && together[i];
                    const bool pushes = !y && apart[i] && c[i] > 0;
                    lossTogether[i] -= pulls ? c[i] : 0;
                    lossApart[i] += pushes ? c[i] : 0;
                    sumTogether[i] += y ? c[i] : 0;
                    sumApart[i] += y ? 0 : c[i];
                    countTogether[i] += static_cast<T>(y);
                    bits[i] |= (pulls || pushes ? 1 : 0) << k;
                }
            }
            std::uint16_t* __restrict active = j.active + p * j.padded + first;
            T totals[8] = {};
            for (int i = 0; i < tile; ++i) {
                active[i] = static_cast<std::uint16_t>(valid[i] > 0 ? bits[i] : 0);
                totals[0] += valid[i] * weight[i] * lossTogether[i];
                totals[1] += valid[i] * weight[i] * lossApart[i];
                totals[2] += valid[i] * static_cast<T>(together[i]);
                totals[3] += valid[i] * static_cast<T>(apart[i]);
                totals[4] += valid[i] * sumTogether[i];
                totals[5] += valid[i] * sumApart[i];
                totals[6] += valid[i] * countTogether[i];
                totals[7] += valid[i] * (static_cast<T>(scales) - countTogether[i]);
            }
            for (int s = 0; s < 8; ++s)
                sums[s] += static_cast<double>(totals[s]);
        }
    }
}

template <class T>
void gradients(const GatedJob<T>& j, std::int64_t begin, std::int64_t end, T* gateGradients) {
    const std::int64_t channels = j.channels, scales = j.scaleCount, width = scales * channels;
    T sums[mostGatedScales * mostChannels];
    for (std::int64_t p = begin; p < end; ++p) {
        for (std::int64_t i = 0; i < width; ++i)
            sums[i] = 0;
        const std::int64_t patchRow = j.patches[p] * j.patchCount;
        for (std::int64_t q = 0; q < j.pixelCount; ++q) {
            unsigned open = j.active[p * j.padded + q];
            if (open == 0)
                continue;
            const std::int64_t pair = patchRow + j.patches[q];
            const unsigned related = j.related[pair];
            const T pull = -j.togetherFactor * j.weights[pair],
                    push = j.apartFactor * j.weights[pair];
            for (; open != 0; open &= open - 1) {
                const int k = __builtin_ctz(open);
                const T factor = (related >> k) & 1 ? pull : push;
                const T* __restrict other = j.rows + (q * scales + k) * channels;
                T* __restrict sum = sums + k * channels;
                for (std::int64_t d = 0; d < channels; ++d)
                    sum[d] += factor * other[d];
            }
        }
        const T* __restrict feature = j.features + p * channels;
        T* __restrict gradient = j.gradients + p * channels;
        for (std::int64_t d = 0; d < channels; ++d)
            gradient[d] = 0;
        for (std::int64_t k = 0; k < scales; ++k) {
            const T* __restrict row = j.rows + (p * scales + k) * channels;
            const T* __restrict sum = sums + k * channels;
            const T* __restrict gates = j.gates + k * channels;
            T* __restrict gateGradient = gateGradients + k * channels;
            T along = 0;
            for (std::int64_t d = 0; d < channels; ++d)
                along += sum[d] * row[d];
            const T inverse = 1 / j.lengths[p * scales + k];
            for (std::int64_t d = 0; d < channels; ++d) {
                const T gated = (sum[d] - along * row[d]) * inverse;
                gradient[d] += gated * gates[d];
                gateGradient[d] += gated * feature[d];
            }
        }
    }
}

} // namespace

void gateRows(const GatedJob<float>& job, std::int64_t begin, std::int64_t end) {
    gate(job, begin, end);
}

void gateRows(const GatedJob<double>& job, std::int64_t begin, std::int64_t end) {
    gate(job, begin, end);
}

void choosePairs(const GatedJob<float>& job, std::int64_t begin, std::int64_t end, double* sums) {
    choose(job, begin, end, sums);
}

void choosePairs(const GatedJob<double>& job, std::int64_t begin, std::int64_t end, double* sums) {
    choose(job, begin, end, sums);
}

void pairGradients(const GatedJob<float>& job,
                   std::int64_t begin,
                   std::int64_t end,
                   float* gateGradients) {
    gradients(job, begin, end, gateGradients);
}

void pairGradients(const GatedJob<double>& job,
                   std::int64_t begin,
                   std::int64_t end,
                   double* gateGradients) {
    gradients(job, begin, end, gateGradients);
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
