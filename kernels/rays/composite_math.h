// SPDX-License-Identifier: Apache-2.0
// Compositing along one ray, over the number type.
#pragma once

#include "kernels/math/number.h"

#include <cmath>
#include <cstdint>

namespace cleave::kernels {

/// 1 - exp(-density * step), exact also where it is small.
template <class T>
CLEAVE_HD inline T alphaOf(T density, T step) {
    return -std::expm1(-density * step);
}

/// Fills weights until the transmittance is at most `least`; returns how many samples count.
template <class T>
CLEAVE_HD inline std::int64_t compositeRay(
    const T* densities, const T* steps, std::int64_t count, T least, T& transmittance, T* weights) {
    std::int64_t i = 0;
    while (i < count && transmittance > least) {
        weights[i] = alphaOf(densities[i], steps[i]) * transmittance;
        transmittance -= weights[i];
        ++i;
    }
    for (std::int64_t k = i; k < count; ++k)
        weights[k] = T(0);
    return i;
}

/// Back to front: d weight_i / d density_i = step_i * (transmittance behind i), and everything
/// behind shrinks by step_i.
template <class T>
CLEAVE_HD inline void compositeRayBackward(const T* steps,
                                           const T* weights,
                                           const T* weightGradients,
                                           std::int64_t count,
                                           T transmittance,
                                           T transmittanceGradient,
                                           T* densityGradients) {
    T behind = transmittance, rest = transmittance * transmittanceGradient;
    for (std::int64_t i = count - 1; i >= 0; --i) {
        densityGradients[i] = steps[i] * (weightGradients[i] * behind - rest);
        rest += weightGradients[i] * weights[i];
        behind += weights[i];
    }
}

template <class T>
CLEAVE_HD inline T
distortionOfRay(const T* weights, const T* t, const T* steps, std::int64_t count) {
    T sum = T(0), weightSum = T(0), placeSum = T(0);
    for (std::int64_t s = 0; s < count; ++s) {
        sum += T(2) * weights[s] * (t[s] * weightSum - placeSum) +
               weights[s] * weights[s] * steps[s] / T(3);
        weightSum += weights[s];
        placeSum += weights[s] * t[s];
    }
    return sum;
}

/// Adds factor * d distortion / d weight_s = 2 (t_s W - WT of those in front, and WT - t_s W of
/// those behind) + 2 w_s step_s / 3.
template <class T>
CLEAVE_HD inline void distortionOfRayBackward(const T* weights,
                                              const T* t,
                                              const T* steps,
                                              std::int64_t count,
                                              T factor,
                                              T* weightGradients) {
    T weightBehind = T(0), placeBehind = T(0);
    for (std::int64_t s = 0; s < count; ++s) {
        weightBehind += weights[s];
        placeBehind += weights[s] * t[s];
    }
    T weightSum = T(0), placeSum = T(0);
    for (std::int64_t s = 0; s < count; ++s) {
        weightBehind -= weights[s];
        placeBehind -= weights[s] * t[s];
        weightGradients[s] +=
            factor * (T(2) * (t[s] * (weightSum - weightBehind) + placeBehind - placeSum) +
                      T(2) * weights[s] * steps[s] / T(3));
        weightSum += weights[s];
        placeSum += weights[s] * t[s];
    }
}

} // namespace cleave::kernels
