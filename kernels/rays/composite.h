// SPDX-License-Identifier: Apache-2.0
// Samples along a ray, front to back: alpha = 1 - exp(-density * stepSize), weight = alpha *
// transmittance. And what training asks of the weights beside the colour: that they lie close
// together (distortion, Barron et al. 2022). Each call works on one ray, on the calling thread.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// A ray ends behind the sample where its transmittance falls to this.
inline constexpr float leastTransmittance = 1e-4f;

/// weights out [N]; those behind the end of the ray are 0. Returns how many samples count: up to
/// and with the one at which the transmittance falls to `least`. densities, stepSizes [N].
/// transmittance in and out: in front of the first sample, and behind the last that counts.
std::int64_t rayWeights(ArrayView<const float, 1> densities,
                        ArrayView<const float, 1> stepSizes,
                        float least,
                        float& transmittance,
                        ArrayView<float, 1> weights);

/// densityGradients out [N], overwritten, of what has the gradient weightGradients [N] with respect
/// to the weights and transmittanceGradient with respect to the transmittance behind the last
/// sample, which is `transmittance`. For N samples that all count.
void rayWeightsBackward(ArrayView<const float, 1> stepSizes,
                        ArrayView<const float, 1> weights,
                        ArrayView<const float, 1> weightGradients,
                        float transmittance,
                        float transmittanceGradient,
                        ArrayView<float, 1> densityGradients);

/// sum over s of 2 (WT_s W_(s-1) - W_s WT_(s-1)) + w_s^2 step_s / 3 with W, WT the sums up to s of
/// w and w * t. weights, t ascending, stepSizes [N].
double rayDistortion(ArrayView<const float, 1> weights,
                     ArrayView<const float, 1> t,
                     ArrayView<const float, 1> stepSizes);

/// Adds factor * its gradient to weightGradients [N].
void rayDistortionBackward(ArrayView<const float, 1> weights,
                           ArrayView<const float, 1> t,
                           ArrayView<const float, 1> stepSizes,
                           float factor,
                           ArrayView<float, 1> weightGradients);

} // namespace cleave::kernels
