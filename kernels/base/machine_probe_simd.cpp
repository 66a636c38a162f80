// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

#if defined(CLEAVE_SIMD_IS_avx512)
constexpr int lanes = 16;
#elif defined(CLEAVE_SIMD_IS_avx2)
constexpr int lanes = 8;
#else
constexpr int lanes = 4;
#endif

using Lanes [[gnu::vector_size(4 * lanes)]] = float;

// Enough independent chains to hide the latency of a multiply-add on both pipes.
constexpr int chains = 12;

} // namespace

std::int64_t multiplyAddRounds(std::int64_t rounds, float* result) {
    Lanes sums[chains];
    for (int c = 0; c < chains; ++c)
        sums[c] = Lanes{} + static_cast<float>(c);
    const Lanes factor = Lanes{} + 0.999f, term = Lanes{} + 0.001f;
    for (std::int64_t i = 0; i < rounds; ++i)
        for (int c = 0; c < chains; ++c)
            sums[c] = sums[c] * factor + term;
    Lanes total = sums[0];
    for (int c = 1; c < chains; ++c)
        total += sums[c];
    for (int i = 0; i < lanes; ++i)
        *result += total[i];
    return rounds * chains * lanes * 2;
}

float readAll(const float* values, std::int64_t count) {
    constexpr int streams = 8;
    Lanes sums[streams] = {};
    std::int64_t i = 0;
    for (; i + streams * lanes <= count; i += streams * lanes)
        for (int s = 0; s < streams; ++s) {
            Lanes loaded;
            __builtin_memcpy(&loaded, values + i + s * lanes, sizeof loaded);
            sums[s] += loaded;
        }
    float total = 0;
    for (; i < count; ++i)
        total += values[i];
    for (int s = 0; s < streams; ++s)
        for (int lane = 0; lane < lanes; ++lane)
            total += sums[s][lane];
    return total;
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
