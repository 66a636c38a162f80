// SPDX-License-Identifier: Apache-2.0
// SAGA (Cen et al., AAAI 2025): features on the primitives of a frozen field, gated by a scale, so
// that one set of features answers at any size between part and group.
#pragma once

#include "core/methods/saga/quantile_transform.h"
#include "core/methods/saga/saga_params.h"
#include "core/methods/saga/scale_gate.h"
#include "core/methods/segmentation_method.h"

#include <memory>

namespace cleave {

class Saga final : public SegmentationMethod {
public:
    Saga();
    ~Saga() override;

    std::string name() const override { return "saga"; }

    MarkedText label() const override { return CLEAVE_TR("Methods", "SAGA"); }

    MethodNeeds needs() const override { return {.masks = true, .photos = false, .lifting = true}; }

    ParamList params() override { return describe(params_); }

    std::shared_ptr<const LiftedState> lift(const MethodInputs& inputs,
                                            Progress& progress) override;
    /// QueryParams::granularity chooses the scale: the quantile 1 - granularity of the mask sizes.
    Similarity query(const MethodInputs& inputs,
                     const LiftedState& state,
                     std::span<const Prompt> prompts,
                     const QueryParams& params,
                     QueryFeedback& feedback) override;

private:
    struct QueryCache;

    SagaParams params_;
    std::unique_ptr<QueryCache> cache_;
};

/// What a lift keeps beside the features.
struct SagaState {
    ScaleGate gate;
    QuantileTransform quantiles; ///< of the mask scales, scene units
};

void storeSagaState(const SagaState& saga, std::map<std::string, kernels::Array<float, 2>>& arrays);
/// Throws Error when the state is not one of SAGA with features of `dimensions` channels.
SagaState loadSagaState(const LiftedState& state, std::int64_t dimensions);

} // namespace cleave
