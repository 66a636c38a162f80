// SPDX-License-Identifier: Apache-2.0
// SIMD lanes as a number type: 16 with AVX-512, else 8 (two registers on the baseline, which the
// compiler splits). For *_simd.cpp files alone: everything lives in the namespace of the
// instruction set.
#pragma once

#include "kernels/math/number.h"

#include <cstdint>

#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

#define CLEAVE_PACKET inline __attribute__((always_inline))

#if defined(__AVX512F__)

inline constexpr int lanes = 16;

struct Mask {
    __mmask16 bits;
};

CLEAVE_PACKET Mask operator&(Mask a, Mask b) {
    return {static_cast<__mmask16>(a.bits & b.bits)};
}

CLEAVE_PACKET Mask operator|(Mask a, Mask b) {
    return {static_cast<__mmask16>(a.bits | b.bits)};
}

CLEAVE_PACKET Mask operator!(Mask a) {
    return {static_cast<__mmask16>(~a.bits)};
}

CLEAVE_PACKET bool any(Mask a) {
    return a.bits != 0;
}

CLEAVE_PACKET std::uint32_t laneBits(Mask a) {
    return a.bits;
}

CLEAVE_PACKET Mask maskOfBits(std::uint32_t bits) {
    return {static_cast<__mmask16>(bits)};
}

struct Packet {
    using Mask = CLEAVE_SIMD_TARGET::Mask;
    __m512 v;

    Packet() = default;

    CLEAVE_PACKET Packet(__m512 raw) : v(raw) {} // NOLINT(google-explicit-constructor)

    CLEAVE_PACKET Packet(float x) : v(_mm512_set1_ps(x)) {} // NOLINT(google-explicit-constructor)
};

CLEAVE_PACKET Packet load(const float* p) {
    return _mm512_loadu_ps(p);
}

CLEAVE_PACKET void store(float* p, Packet a) {
    _mm512_storeu_ps(p, a.v);
}

CLEAVE_PACKET Packet operator+(Packet a, Packet b) {
    return _mm512_add_ps(a.v, b.v);
}

CLEAVE_PACKET Packet operator-(Packet a, Packet b) {
    return _mm512_sub_ps(a.v, b.v);
}

CLEAVE_PACKET Packet operator*(Packet a, Packet b) {
    return _mm512_mul_ps(a.v, b.v);
}

CLEAVE_PACKET Packet operator/(Packet a, Packet b) {
    return _mm512_div_ps(a.v, b.v);
}

CLEAVE_PACKET Mask operator<(Packet a, Packet b) {
    return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)};
}

CLEAVE_PACKET Mask operator<=(Packet a, Packet b) {
    return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ)};
}

CLEAVE_PACKET Mask operator==(Packet a, Packet b) {
    return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)};
}

CLEAVE_PACKET Packet minimum(Packet a, Packet b) {
    return _mm512_min_ps(a.v, b.v);
}

CLEAVE_PACKET Packet maximum(Packet a, Packet b) {
    return _mm512_max_ps(a.v, b.v);
}

CLEAVE_PACKET Packet squareRoot(Packet a) {
    return _mm512_sqrt_ps(a.v);
}

CLEAVE_PACKET Packet select(Mask m, Packet yes, Packet no) {
    return _mm512_mask_blend_ps(m.bits, no.v, yes.v);
}

/// a where the mask is set, else 0.
CLEAVE_PACKET Packet keep(Mask m, Packet a) {
    return _mm512_maskz_mov_ps(m.bits, a.v);
}

CLEAVE_PACKET float sumOfLanes(Packet a) {
    return _mm512_reduce_add_ps(a.v);
}

/// -|a| where the mask is set, else a.
CLEAVE_PACKET Packet negateWhere(Mask m, Packet a) {
    const __m512i bits = _mm512_castps_si512(a.v);
    return _mm512_castsi512_ps(
        _mm512_mask_or_epi32(bits, m.bits, bits, _mm512_set1_epi32(INT32_MIN)));
}

CLEAVE_PACKET Packet absolute(Packet a) {
    return _mm512_abs_ps(a.v);
}

/// 1 / x within 1e-8 relative, for x far from 0 and infinity.
CLEAVE_PACKET Packet reciprocal(Packet x) {
    const Packet r = _mm512_rcp14_ps(x.v);
    return r * (Packet(2.0f) - x * r);
}

/// 2^f for f in [0, 1): minimax polynomial, 2e-7 relative.
CLEAVE_PACKET Packet exp2Fraction(Packet f) {
    Packet p = 1.877576673e-3f;
    p = p * f + 8.989340095e-3f;
    p = p * f + 5.582631805e-2f;
    p = p * f + 2.401536170e-1f;
    p = p * f + 6.931530732e-1f;
    return p * f + 9.999999251e-1f;
}

CLEAVE_PACKET Packet exp2(Packet x) {
    const __m512 fraction = _mm512_reduce_ps(x.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    return _mm512_scalef_ps(exp2Fraction(fraction).v, x.v);
}

CLEAVE_PACKET Packet exp2OfBounded(Packet x) {
    return exp2(x);
}

CLEAVE_PACKET Packet exponentOf(Packet x) {
    return _mm512_getexp_ps(x.v);
}

CLEAVE_PACKET Packet mantissaOf(Packet x) {
    return _mm512_getmant_ps(x.v, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero);
}

#else

inline constexpr int lanes = 8;
typedef float RawFloats __attribute__((vector_size(32)));
typedef std::int32_t RawInts __attribute__((vector_size(32)));

struct Mask {
    RawInts bits;
};

CLEAVE_PACKET Mask operator&(Mask a, Mask b) {
    return {a.bits & b.bits};
}

CLEAVE_PACKET Mask operator|(Mask a, Mask b) {
    return {a.bits | b.bits};
}

CLEAVE_PACKET Mask operator!(Mask a) {
    return {~a.bits};
}

CLEAVE_PACKET std::uint32_t laneBits(Mask a) {
#if defined(__AVX2__)
    return static_cast<std::uint32_t>(_mm256_movemask_ps((__m256)a.bits));
#else
    std::uint32_t bits = 0;
    for (int i = 0; i < lanes; ++i)
        bits |= static_cast<std::uint32_t>(a.bits[i] & 1) << i;
    return bits;
#endif
}

CLEAVE_PACKET bool any(Mask a) {
    return laneBits(a) != 0;
}

CLEAVE_PACKET Mask maskOfBits(std::uint32_t bits) {
    RawInts m;
    for (int i = 0; i < lanes; ++i)
        m[i] = (bits >> i & 1) ? -1 : 0;
    return {m};
}

struct Packet {
    using Mask = CLEAVE_SIMD_TARGET::Mask;
    RawFloats v;

    Packet() = default;

    CLEAVE_PACKET Packet(RawFloats raw) : v(raw) {} // NOLINT(google-explicit-constructor)

    CLEAVE_PACKET Packet(float x) : v(RawFloats{} + x) {} // NOLINT(google-explicit-constructor)
};

CLEAVE_PACKET Packet load(const float* p) {
    Packet a;
    __builtin_memcpy(&a.v, p, sizeof a.v);
    return a;
}

CLEAVE_PACKET void store(float* p, Packet a) {
    __builtin_memcpy(p, &a.v, sizeof a.v);
}

CLEAVE_PACKET Packet operator+(Packet a, Packet b) {
    return a.v + b.v;
}

CLEAVE_PACKET Packet operator-(Packet a, Packet b) {
    return a.v - b.v;
}

CLEAVE_PACKET Packet operator*(Packet a, Packet b) {
    return a.v * b.v;
}

CLEAVE_PACKET Packet operator/(Packet a, Packet b) {
    return a.v / b.v;
}

CLEAVE_PACKET Mask operator<(Packet a, Packet b) {
    return {a.v < b.v};
}

CLEAVE_PACKET Mask operator<=(Packet a, Packet b) {
    return {a.v <= b.v};
}

CLEAVE_PACKET Mask operator==(Packet a, Packet b) {
    return {a.v == b.v};
}

CLEAVE_PACKET Packet select(Mask m, Packet yes, Packet no) {
    return m.bits ? yes.v : no.v;
}

CLEAVE_PACKET Packet keep(Mask m, Packet a) {
    return (RawFloats)((RawInts)a.v & m.bits);
}

CLEAVE_PACKET Packet negateWhere(Mask m, Packet a) {
    return (RawFloats)((RawInts)a.v | (m.bits & INT32_MIN));
}

CLEAVE_PACKET Packet absolute(Packet a) {
    return (RawFloats)((RawInts)a.v & INT32_MAX);
}

#if defined(__AVX2__)
CLEAVE_PACKET Packet minimum(Packet a, Packet b) {
    return (RawFloats)_mm256_min_ps((__m256)a.v, (__m256)b.v);
}

CLEAVE_PACKET Packet maximum(Packet a, Packet b) {
    return (RawFloats)_mm256_max_ps((__m256)a.v, (__m256)b.v);
}

CLEAVE_PACKET Packet squareRoot(Packet a) {
    return (RawFloats)_mm256_sqrt_ps((__m256)a.v);
}

CLEAVE_PACKET float sumOfLanes(Packet a) {
    const __m128 half =
        _mm_add_ps(_mm256_castps256_ps128((__m256)a.v), _mm256_extractf128_ps((__m256)a.v, 1));
    const __m128 pair = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(pair, _mm_movehdup_ps(pair)));
}

CLEAVE_PACKET Packet reciprocal(Packet x) {
    const Packet r = (RawFloats)_mm256_rcp_ps((__m256)x.v);
    return r * (Packet(2.0f) - x * r);
}
#else
CLEAVE_PACKET Packet minimum(Packet a, Packet b) {
    return a.v < b.v ? a.v : b.v;
}

CLEAVE_PACKET Packet maximum(Packet a, Packet b) {
    return a.v > b.v ? a.v : b.v;
}

CLEAVE_PACKET Packet squareRoot(Packet a) {
    RawFloats r;
    for (int i = 0; i < lanes; ++i)
        r[i] = __builtin_sqrtf(a.v[i]);
    return r;
}

CLEAVE_PACKET float sumOfLanes(Packet a) {
    return ((a.v[0] + a.v[4]) + (a.v[2] + a.v[6])) + ((a.v[1] + a.v[5]) + (a.v[3] + a.v[7]));
}

CLEAVE_PACKET Packet reciprocal(Packet x) {
    return Packet(1.0f) / x;
}
#endif

/// 2^f for f in [-0.5, 0.5]: minimax polynomial, 2e-7 relative.
CLEAVE_PACKET Packet exp2Fraction(Packet f) {
    Packet p = 1.327647198e-3f;
    p = p * f + 9.675541334e-3f;
    p = p * f + 5.550713274e-2f;
    p = p * f + 2.402211972e-1f;
    p = p * f + 6.931469671e-1f;
    return p * f + 1.0f;
}

/// 2^x for x <= 127, at least 2^-126: for what is compared with a threshold anyway.
CLEAVE_PACKET Packet exp2OfBounded(Packet x) {
    const Packet bounded = maximum(x, -126.0f);
    const Packet shifted =
        bounded + 12582912.0f; // 1.5 * 2^23: the sum's low bits are the rounded integer
    const Packet mantissa = exp2Fraction(bounded - (shifted - 12582912.0f));
    return (RawFloats)((RawInts)mantissa.v + ((RawInts)shifted.v << 23));
}

/// 0 up to 2^-126; infinity from 2^127.
CLEAVE_PACKET Packet exp2(Packet x) {
    const Packet result = exp2OfBounded(minimum(x, 127.0f));
    return select(
        x <= Packet(-126.0f), Packet(0.0f), select(x < Packet(127.0f), result, __builtin_inff()));
}

CLEAVE_PACKET Packet exponentOf(Packet x) {
    return Packet(__builtin_convertvector(((RawInts)x.v >> 23) - 127, RawFloats));
}

CLEAVE_PACKET Packet mantissaOf(Packet x) {
    return (RawFloats)(((RawInts)x.v & 0x007fffff) | 0x3f800000);
}

#endif

CLEAVE_PACKET Packet operator-(Packet a) {
    return Packet(0.0f) - a;
}

CLEAVE_PACKET Mask operator>(Packet a, Packet b) {
    return b < a;
}

CLEAVE_PACKET Mask operator>=(Packet a, Packet b) {
    return b <= a;
}

CLEAVE_PACKET Packet& operator+=(Packet& a, Packet b) {
    return a = a + b;
}

CLEAVE_PACKET Packet& operator-=(Packet& a, Packet b) {
    return a = a - b;
}

CLEAVE_PACKET Packet& operator*=(Packet& a, Packet b) {
    return a = a * b;
}

/// log2 of positive normal numbers, to about 1e-7 absolute plus half a unit in the last place.
CLEAVE_PACKET Packet log2(Packet x) {
    const Packet mantissa = mantissaOf(x);
    const Mask upper = mantissa > Packet(1.41421356f);
    const Packet m = select(upper, mantissa * 0.5f, mantissa);
    const Packet exponent = exponentOf(x) + keep(upper, 1.0f);
    // ln m = 2 artanh((m - 1) / (m + 1)), here with |argument| < 0.172
    const Packet s = (m - 1.0f) / (m + 1.0f), ss = s * s;
    const Packet series =
        ((Packet(0.41219858f) * ss + 0.57707802f) * ss + 0.96179669f) * ss + 2.88539008f;
    return exponent + s * series;
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
