// SPDX-License-Identifier: Apache-2.0
// The training loss of SAGA version 2 on the sampled pixels of one photo.
#pragma once

#include "core/methods/saga/scale_gate.h"
#include "core/methods/saga/scale_targets.h"
#include "kernels/features/gated_correspondence.h"

#include <span>

namespace cleave {

struct SagaLossParams {
    double lengthWeight = 1; ///< of (1 - mean length)^2
    bool drawsPairs = true;  ///< also pairs that are always right, by chance
    std::uint32_t seed = 0;  ///< of that chance
};

struct SagaLoss {
    double together = 0, apart = 0, length = 0, total = 0;
    double meanLength = 0;   ///< of the rendered features
    double meanTogether = 0; ///< cosine over pairs that belong together
    double meanApart = 0;    ///< and over those that do not
    std::int64_t togetherPairs = 0, apartPairs = 0;
};

template <class T>
struct SagaLossInputs {
    kernels::ArrayView<const T, 2> features;            ///< [S, C] rendered
    kernels::ArrayView<const std::int32_t, 1> patches;  ///< [S] ascending
    kernels::ArrayView<const std::uint16_t, 2> related; ///< [P, P] of scaleTargets
    kernels::ArrayView<const T, 2> weights;             ///< [P, P] of pairWeights
    std::span<const double> scales;                     ///< [K] quantiles
};

/// gradients out [S, C]; gateGradients out [2, C]: of the gate's weights and biases. Both
/// overwritten.
template <class T>
SagaLoss sagaLoss(const SagaLossInputs<T>& inputs,
                  const ScaleGate& gate,
                  const SagaLossParams& params,
                  kernels::GatedCorrespondenceWork<T>& work,
                  kernels::ArrayView<T, 2> gradients,
                  kernels::ArrayView<double, 2> gateGradients);

} // namespace cleave
