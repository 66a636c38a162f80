// SPDX-License-Identifier: Apache-2.0
#include "core/methods/saga/saga_loss.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// Pairs of all pixels, order and the pixel with itself included, by how their target behaves.
struct PairCounts {
    double always = 0, never = 0, changing = 0;
};

PairCounts countPairs(kernels::ArrayView<const std::int32_t, 1> patches,
                      kernels::ArrayView<const std::uint16_t, 2> related,
                      std::size_t scales) {
    std::vector<double> sizes(static_cast<std::size_t>(related.size(0)), 0.0);
    for (const std::int32_t patch : patches)
        ++sizes[static_cast<std::size_t>(patch)];
    const unsigned all = (1u << scales) - 1;
    PairCounts counts;
    for (std::int64_t p = 0; p < related.size(0); ++p)
        for (std::int64_t q = 0; q < related.size(0); ++q) {
            const double pairs =
                sizes[static_cast<std::size_t>(p)] * sizes[static_cast<std::size_t>(q)];
            const unsigned bits = related(p, q);
            (bits == all ? counts.always : bits == 0 ? counts.never : counts.changing) += pairs;
        }
    return counts;
}

double chance(double changing, double others) {
    return others > 0 ? changing / (2 * others) : 0;
}

/// (1 - R)^2 with R the mean length; its gradient is added.
template <class T>
void lengthLoss(kernels::ArrayView<const T, 2> features,
                double weight,
                SagaLoss& loss,
                kernels::ArrayView<T, 2> gradients) {
    const std::int64_t pixels = features.size(0), channels = features.size(1);
    std::vector<double> lengths(static_cast<std::size_t>(pixels), 0.0);
    double sum = 0;
    for (std::int64_t p = 0; p < pixels; ++p) {
        double squared = 0;
        for (std::int64_t d = 0; d < channels; ++d)
            squared += static_cast<double>(features(p, d)) * features(p, d);
        sum += lengths[static_cast<std::size_t>(p)] = std::sqrt(squared);
    }
    loss.meanLength = sum / static_cast<double>(pixels);
    loss.length = (1 - loss.meanLength) * (1 - loss.meanLength);
    const double slope = -2 * weight * (1 - loss.meanLength) / static_cast<double>(pixels);
    for (std::int64_t p = 0; p < pixels; ++p) {
        const double length = lengths[static_cast<std::size_t>(p)];
        if (!(length > 0))
            continue;
        for (std::int64_t d = 0; d < channels; ++d)
            gradients(p, d) += static_cast<T>(slope * features(p, d) / length);
    }
}

} // namespace

template <class T>
SagaLoss sagaLoss(const SagaLossInputs<T>& inputs,
                  const ScaleGate& gate,
                  const SagaLossParams& params,
                  kernels::GatedCorrespondenceWork<T>& work,
                  kernels::ArrayView<T, 2> gradients,
                  kernels::ArrayView<double, 2> gateGradients) {
    const std::int64_t channels = inputs.features.size(1);
    const auto scales = static_cast<std::int64_t>(inputs.scales.size());
    requireShape(gateGradients, {2, channels}, "gateGradients");
    std::fill(gateGradients.data(), gateGradients.data() + 2 * channels, 0.0);
    SagaLoss loss;
    if (inputs.features.size(0) == 0)
        return loss;
    kernels::Array<T, 2> gates(scales, channels), gateSlopes(scales, channels);
    for (std::int64_t k = 0; k < scales; ++k)
        for (std::int64_t d = 0; d < channels; ++d)
            gates(k, d) = static_cast<T>(
                gate(static_cast<std::size_t>(d), inputs.scales[static_cast<std::size_t>(k)]));

    kernels::PairChoice choice;
    choice.seed = params.seed;
    if (params.drawsPairs) {
        const PairCounts counts = countPairs(inputs.patches, inputs.related, inputs.scales.size());
        choice.togetherChance = chance(counts.changing, counts.always);
        choice.apartChance = chance(counts.changing, counts.never);
    }
    const kernels::GatedCorrespondenceLoss pairs = kernels::gatedCorrespondence<T>(
        inputs.features,
        gates,
        kernels::PatchPairs<T>{inputs.patches, inputs.related, inputs.weights},
        choice,
        work,
        gradients,
        gateSlopes);
    for (std::int64_t k = 0; k < scales; ++k)
        for (std::int64_t d = 0; d < channels; ++d) {
            const double open = gates(k, d), slope = gateSlopes(k, d) * open * (1 - open);
            gateGradients(0, d) += slope * inputs.scales[static_cast<std::size_t>(k)];
            gateGradients(1, d) += slope;
        }
    loss.together = pairs.together;
    loss.apart = pairs.apart;
    loss.meanTogether = pairs.meanTogether;
    loss.meanApart = pairs.meanApart;
    loss.togetherPairs = pairs.togetherPairs;
    loss.apartPairs = pairs.apartPairs;
    lengthLoss(inputs.features, params.lengthWeight, loss, gradients);
    loss.total = loss.together + loss.apart + params.lengthWeight * loss.length;
    return loss;
}

template SagaLoss sagaLoss<float>(const SagaLossInputs<float>&,
                                  const ScaleGate&,
                                  const SagaLossParams&,
                                  kernels::GatedCorrespondenceWork<float>&,
                                  kernels::ArrayView<float, 2>,
                                  kernels::ArrayView<double, 2>);
template SagaLoss sagaLoss<double>(const SagaLossInputs<double>&,
                                   const ScaleGate&,
                                   const SagaLossParams&,
                                   kernels::GatedCorrespondenceWork<double>&,
                                   kernels::ArrayView<double, 2>,
                                   kernels::ArrayView<double, 2>);

} // namespace cleave
