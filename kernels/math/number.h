// SPDX-License-Identifier: Apache-2.0
// The few functions that branch-free formulas need beside + - * /, for plain numbers. Formulas are
// templates over the number type: float and double here, SIMD lanes in packet.h.
#pragma once

#include "kernels/base/device.h"

#include <cmath>

namespace cleave::kernels {

/// What a comparison of numbers gives; packets bring their own.
template <class Number>
struct NumberTraits {
    using Mask = typename Number::Mask;
};

template <>
struct NumberTraits<float> {
    using Mask = bool;
};

template <>
struct NumberTraits<double> {
    using Mask = bool;
};

template <class Number>
using MaskOf = typename NumberTraits<Number>::Mask;

CLEAVE_HD inline float select(bool mask, float yes, float no) {
    return mask ? yes : no;
}

CLEAVE_HD inline double select(bool mask, double yes, double no) {
    return mask ? yes : no;
}

CLEAVE_HD inline float minimum(float a, float b) {
    return a < b ? a : b;
}

CLEAVE_HD inline double minimum(double a, double b) {
    return a < b ? a : b;
}

CLEAVE_HD inline float maximum(float a, float b) {
    return a > b ? a : b;
}

CLEAVE_HD inline double maximum(double a, double b) {
    return a > b ? a : b;
}

CLEAVE_HD inline float squareRoot(float x) {
    return std::sqrt(x);
}

CLEAVE_HD inline double squareRoot(double x) {
    return std::sqrt(x);
}

CLEAVE_HD inline float exp2(float x) {
    return std::exp2(x);
}

CLEAVE_HD inline double exp2(double x) {
    return std::exp2(x);
}

/// exp2 where packets may save what large numbers need.
CLEAVE_HD inline float exp2OfBounded(float x) {
    return exp2(x);
}

CLEAVE_HD inline double exp2OfBounded(double x) {
    return exp2(x);
}

CLEAVE_HD inline float log2(float x) {
    return std::log2(x);
}

CLEAVE_HD inline double log2(double x) {
    return std::log2(x);
}

inline constexpr float log2OfE = 1.44269504088896341f;

/// e^x through 2^x, the one exponential that every number type has.
template <class T>
CLEAVE_HD inline T exponential(T x) {
    return exp2(x * T(log2OfE));
}

/// 1 / (1 + e^-x)
template <class T>
CLEAVE_HD inline T logistic(T x) {
    return T(1.0f) / (T(1.0f) + exponential(-x));
}

} // namespace cleave::kernels
