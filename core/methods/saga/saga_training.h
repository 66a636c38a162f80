// SPDX-License-Identifier: Apache-2.0
// The training of SAGA's features and gate over frozen geometry: what a sampled pixel shows of each
// primitive is known beforehand, so a step never renders an image.
#pragma once

#include "core/base/progress.h"
#include "core/methods/pixel_sample.h"
#include "core/methods/saga/quantile_transform.h"
#include "core/methods/saga/saga_loss.h"
#include "core/methods/saga/saga_params.h"
#include "core/methods/segmentation_method.h"
#include "kernels/neighbors/smooth.h"

#include <random>
#include <vector>

namespace cleave {

class SagaTraining {
public:
    static constexpr int dimensions = 32;

    /// Measures all masks. Throws Error when no training photo has masks of a size.
    SagaTraining(const MethodInputs& inputs, const SagaParams& params, Progress& progress);

    void run(Progress& progress);

    /// [N, 32] unit length means over each primitive's neighbours.
    kernels::Array<float, 2> smoothedFeatures() const;

    const kernels::Array<float, 1>& support() const { return support_; }

    const ScaleGate& gate() const { return gate_; }

    const QuantileTransform& quantiles() const { return quantiles_; }

private:
    struct MeasuredView {
        ViewId id;
        ScaledMasks masks; ///< over the patches of its hierarchy
    };

    struct PreparedView;

    void measure(Progress& progress);
    void startFromNoise();
    std::vector<PreparedView> prepareGroup(std::size_t& next, Progress& progress);
    void prepare(const MeasuredView& measured, PreparedView& view);
    void trainOn(const std::vector<PreparedView>& group, Progress& progress);
    void step(const PreparedView& view);
    void stepGate(const kernels::Array<double, 2>& gradients);
    std::uint32_t drawRanks();
    void report(Progress& progress);

    const MethodInputs& inputs_;
    const SagaParams& params_;
    std::mt19937_64 random_;
    std::vector<MeasuredView> views_;
    QuantileTransform quantiles_;
    double largestScale_ = 0;                   ///< scene units
    kernels::Array<std::int32_t, 2> neighbors_; ///< [N, k], itself first
    kernels::NeighborOf neighborOf_;
    kernels::Array<float, 2> features_; ///< [N, C]
    kernels::Array<float, 1> support_;  ///< [N] summed weights of the pixels drawn
    kernels::LiftAdamState adam_;
    ScaleGate gate_;
    kernels::Array<double, 3> gateMoments_; ///< [2, 2, C] first and second, of weights and biases
    kernels::Array<std::int32_t, 1> columnOf_; ///< [N] place in the current photo, -1
    kernels::GatedCorrespondenceWork<float> work_;
    kernels::Array<float, 1> means_, meanGradients_, lengths_, rendered_, gradients_;
    std::int64_t step_ = 0;
    SagaLoss mean_; ///< moving average, for showing
};

} // namespace cleave
