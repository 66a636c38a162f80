// SPDX-License-Identifier: Apache-2.0
// SAGA (Cen et al., AAAI 2025): features on the primitives of a frozen field, gated by a scale, so
// that one set of features answers at any size between part and group.
#pragma once

#include "core/methods/lifting_method.h"
#include "core/methods/saga/quantile_transform.h"
#include "core/methods/saga/saga_params.h"
#include "core/methods/saga/scale_gate.h"

namespace cleave {

class Saga final : public LiftingMethod {
public:
    std::string name() const override { return "saga"; }

    MarkedText label() const override { return CLEAVE_TR("Methods", "SAGA"); }

    ParamList params() override { return describe(params_); }

private:
    TrainedFeatures train(const MethodInputs& inputs, Progress& progress) override;
    /// The scale of a query is the quantile 1 - granularity of the mask sizes.
    std::vector<float> gates(const LiftedState& state, float granularity) const override;

    SagaParams params_;
};

/// Whether the state was lifted by the first version, which has no gate.
bool isFirstSaga(const LiftedState& state);

/// What a lift of the second version keeps beside the features.
struct SagaState {
    ScaleGate gate;
    QuantileTransform quantiles; ///< of the mask scales, scene units
};

void storeSagaState(const SagaState& saga, std::map<std::string, kernels::Array<float, 2>>& arrays);
/// Throws Error when the state is not one of SAGA with features of `dimensions` channels.
SagaState loadSagaState(const LiftedState& state, std::int64_t dimensions);

} // namespace cleave
