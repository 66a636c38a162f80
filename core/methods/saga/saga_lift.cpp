// SPDX-License-Identifier: Apache-2.0
#include "core/features/smooth_features.h"
#include "core/methods/saga/guidance_training.h"
#include "core/methods/saga/saga.h"
#include "core/methods/saga/saga_training.h"

namespace cleave {

namespace {

TrainedFeatures
trainFirstVersion(const MethodInputs& inputs, const SagaParams& params, Progress& progress) {
    progress.phase(text(CLEAVE_TR("Methods", "Training features")));
    GuidanceTraining run(inputs, params);
    run.run(progress);
    TrainedFeatures trained;
    trained.features = std::move(run.features());
    trained.graph =
        primitiveGraph(primitiveCloud(inputs.field), std::max(1, params.smoothingNeighbors - 1));
    // Queries compare directions; what no photo shows takes over what surrounds it.
    smoothFeatures(trained.features, run.support(), trained.graph, 1, 4);
    return trained;
}

TrainedFeatures
trainSecondVersion(const MethodInputs& inputs, const SagaParams& params, Progress& progress) {
    Progress measuring = progress.part(0, 0.06), training = progress.part(0.06, 0.97);
    measuring.phase(text(CLEAVE_TR("Methods", "Measuring masks")));
    SagaTraining run(inputs, params, measuring);
    training.phase(text(CLEAVE_TR("Methods", "Training features")));
    run.run(training);

    progress.phase(text(CLEAVE_TR("Methods", "Smoothing features")));
    TrainedFeatures trained;
    trained.features = run.smoothedFeatures();
    // What no photo shows takes over what surrounds it.
    trained.graph =
        primitiveGraph(primitiveCloud(inputs.field), std::max(1, params.smoothingNeighbors - 1));
    smoothFeatures(trained.features, run.support(), trained.graph, 1, 4);
    storeSagaState({run.gate(), run.quantiles()}, trained.arrays);
    return trained;
}

} // namespace

TrainedFeatures Saga::train(const MethodInputs& inputs, Progress& progress) {
    TrainedFeatures trained = params_.version == SagaVersion::First
                                  ? trainFirstVersion(inputs, params_, progress)
                                  : trainSecondVersion(inputs, params_, progress);
    trained.iterations = params_.training.iterations;
    trained.memory = params_.training.memory;
    return trained;
}

std::vector<float> Saga::gates(const LiftedState& state, float granularity) const {
    if (isFirstSaga(state))
        return {};
    return loadSagaState(state, state.features->dimensions())
        .gate.at(1 - static_cast<double>(granularity));
}

} // namespace cleave
