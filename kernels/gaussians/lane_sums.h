// SPDX-License-Identifier: Apache-2.0
// Sums over the lanes of several packets at once: a transposing tree instead of one reduction each.
// For *_simd.cpp alone.
#pragma once

#include "kernels/math/packet.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

#if defined(__AVX512F__)

/// Four packets -> one whose 128-bit quarter q holds four partial sums of packet q.
CLEAVE_PACKET __m512 quarters(__m512 a, __m512 b, __m512 c, __m512 d) {
    const __m512 ab =
        _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x44), _mm512_shuffle_f32x4(a, b, 0xEE));
    const __m512 cd =
        _mm512_add_ps(_mm512_shuffle_f32x4(c, d, 0x44), _mm512_shuffle_f32x4(c, d, 0xEE));
    return _mm512_add_ps(_mm512_shuffle_f32x4(ab, cd, 0x88), _mm512_shuffle_f32x4(ab, cd, 0xDD));
}

CLEAVE_PACKET void sumFour(const Packet* v, float* out) {
    const __m512 q = quarters(v[0].v, v[1].v, v[2].v, v[3].v);
    const __m512 half = _mm512_add_ps(q, _mm512_permute_ps(q, 0x4E));
    const __m512 whole = _mm512_add_ps(half, _mm512_permute_ps(half, 0xB1));
    const __m512i pick = _mm512_setr_epi32(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
    _mm_storeu_ps(out, _mm512_castps512_ps128(_mm512_permutexvar_ps(pick, whole)));
}

CLEAVE_PACKET void sumEight(const Packet* v, float* out) {
    const __m512 p = quarters(v[0].v, v[1].v, v[2].v, v[3].v),
                 q = quarters(v[4].v, v[5].v, v[6].v, v[7].v);
    const __m512 pq = _mm512_add_ps(_mm512_unpacklo_ps(p, q), _mm512_unpackhi_ps(p, q));
    const __m512 sums = _mm512_add_ps(pq, _mm512_permute_ps(pq, 0x4E));
    const __m512i pick = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13);
    _mm256_storeu_ps(out, _mm512_castps512_ps256(_mm512_permutexvar_ps(pick, sums)));
}

#else

CLEAVE_PACKET void sumFour(const Packet* v, float* out) {
#if defined(__AVX2__)
    const __m256 ab = _mm256_hadd_ps((__m256)v[0].v, (__m256)v[1].v),
                 cd = _mm256_hadd_ps((__m256)v[2].v, (__m256)v[3].v);
    const __m256 abcd = _mm256_hadd_ps(ab, cd);
    _mm_storeu_ps(out, _mm_add_ps(_mm256_castps256_ps128(abcd), _mm256_extractf128_ps(abcd, 1)));
#else
    for (int i = 0; i < 4; ++i)
        out[i] = sumOfLanes(v[i]);
#endif
}

CLEAVE_PACKET void sumEight(const Packet* v, float* out) {
    sumFour(v, out);
    sumFour(v + 4, out + 4);
}

#endif

} // namespace

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
