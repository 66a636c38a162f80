// SPDX-License-Identifier: Apache-2.0
// The training of SAGA's first version (section 6.1 of its method): features of primitives answer
// to SAM's own features of the masked photos.
#pragma once

#include "core/base/progress.h"
#include "core/methods/saga/guidance_loss.h"
#include "core/methods/saga/projection_network.h"
#include "core/methods/saga/saga_params.h"
#include "core/methods/segmentation_method.h"
#include "kernels/blending/blend_weights.h"

#include <random>
#include <vector>

namespace cleave {

class Sam;

class GuidanceTraining {
public:
    static constexpr int dimensions = 32;

    /// Throws Error when no SAM is there, when there are no photos, and when none has masks.
    GuidanceTraining(const MethodInputs& inputs, const SagaParams& params);
    ~GuidanceTraining();

    void run(Progress& progress);

    /// [N, 32] as trained.
    kernels::Array<float, 2>& features() { return features_; }

    const kernels::Array<float, 1>& support() const { return support_; }

private:
    struct PreparedView;

    std::vector<PreparedView> prepareGroup(std::size_t& next, Progress& progress);
    void prepare(ViewId id, PreparedView& view, Progress& progress);
    void step(PreparedView& view);
    void stepFeatures();

    const MethodInputs& inputs_;
    const SagaParams& params_;
    std::mt19937_64 random_;
    std::shared_ptr<const Sam> sam_;
    ProjectionNetwork projection_;
    std::vector<ViewId> views_;         ///< last photo first, as published
    kernels::Array<float, 2> features_; ///< [N, C]
    kernels::Array<float, 2> gradients_, firstMoments_, secondMoments_; ///< [N, C]
    kernels::Array<float, 1> support_; ///< [N] summed blend weights of what was looked at
    std::int64_t step_ = 0;
    double meanLoss_ = 0;
};

} // namespace cleave
