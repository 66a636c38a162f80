// SPDX-License-Identifier: Apache-2.0
// One compositing step: a gaussian over a pixel (or a pack of pixels), and what its backward needs.
#pragma once

#include "kernels/gaussians/gaussian_view.h"
#include "kernels/math/number.h"

namespace cleave::kernels {

/// The numbers of a projected gaussian that alpha depends on, broadcast.
template <class T>
struct Ellipse {
    T x, y, quadXX, quadXY, quadYY, logOpacity;
};

/// opacity * exp(-d^T conic d / 2) before the cap.
template <class T>
CLEAVE_HD inline T alphaAt(const Ellipse<T>& e, T dx, T dy) {
    return exp2OfBounded(dx * (e.quadXX * dx + e.quadXY * dy) +
                         (e.quadYY * dy * dy + e.logOpacity));
}

/// The transmittance of a pixel carries two things: its size what is left of the light, its sign
/// (negative) that the pixel is done.
template <class T>
struct CompositingStep {
    T alpha, weight;  ///< weight 0 where the gaussian is skipped
    T transmittance;  ///< afterwards
    MaskOf<T> counts; ///< the gaussian was blended
    MaskOf<T> ends;   ///< the pixel was done already, or is from here on
};

template <class T>
CLEAVE_HD inline CompositingStep<T> compositingStep(T rawAlpha, T transmittance) {
    CompositingStep<T> step;
    step.alpha = minimum(rawAlpha, T(splatting::maxAlpha));
    const T weight = transmittance * step.alpha, left = transmittance - weight;
    const MaskOf<T> visible = step.alpha >= T(splatting::minAlpha);
    step.counts = visible & (left > T(splatting::minTransmittance));
    step.ends = visible & !step.counts;
    step.weight = select(step.counts, weight, T(0.0f));
    step.transmittance = select(step.counts, left, transmittance);
    return step;
}

/// alpha dL/dalpha of a step. `behind`: gradient-weighted light of everything after this gaussian,
/// the background included, so that no pixel needs a list: going front to back it is the total
/// minus what was blended. `value`: gradient-weighted value of the gaussian.
template <class T>
CLEAVE_HD inline T alphaGradient(
    const CompositingStep<T>& step, T rawAlpha, T transmittanceBefore, T value, T behind) {
    const T gradient =
        (transmittanceBefore * value - behind * reciprocal(T(1.0f) - step.alpha)) * step.alpha;
    return select(step.counts & (rawAlpha <= T(splatting::maxAlpha)), gradient, T(0.0f));
}

} // namespace cleave::kernels
