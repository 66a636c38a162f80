// SPDX-License-Identifier: Apache-2.0
#include "core/features/smooth_features.h"
#include "core/methods/saga/saga.h"
#include "core/methods/saga/saga_training.h"

namespace cleave {

TrainedFeatures Saga::train(const MethodInputs& inputs, Progress& progress) {
    Progress measuring = progress.part(0, 0.06), training = progress.part(0.06, 0.97);
    measuring.phase(text(CLEAVE_TR("Methods", "Measuring masks")));
    SagaTraining run(inputs, params_, measuring);
    training.phase(text(CLEAVE_TR("Methods", "Training features")));
    run.run(training);

    progress.phase(text(CLEAVE_TR("Methods", "Smoothing features")));
    TrainedFeatures trained;
    trained.features = run.smoothedFeatures();
    // What no photo shows takes over what surrounds it.
    trained.graph =
        primitiveGraph(primitiveCloud(inputs.field), std::max(1, params_.smoothingNeighbors - 1));
    smoothFeatures(trained.features, run.support(), trained.graph, 1, 4);
    storeSagaState({run.gate(), run.quantiles()}, trained.arrays);
    trained.iterations = params_.training.iterations;
    trained.memory = params_.training.memory;
    return trained;
}

std::vector<float> Saga::gates(const LiftedState& state, float granularity) const {
    return loadSagaState(state, state.features->dimensions())
        .gate.at(1 - static_cast<double>(granularity));
}

} // namespace cleave
