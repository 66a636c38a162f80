// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/features/smooth_features.h"
#include "core/methods/saga/saga.h"
#include "core/methods/saga/saga_training.h"
#include "core/selection/mask_groups.h"

#include <chrono>

namespace cleave {

std::shared_ptr<const LiftedState> Saga::lift(const MethodInputs& inputs, Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Progress measuring = progress.part(0, 0.05), training = progress.part(0.05, 0.85);
    Progress gathering = progress.part(0.85, 0.92), grouping = progress.part(0.92, 1);
    measuring.phase(text(CLEAVE_TR("Methods", "Measuring masks")));
    SagaTraining run(inputs, params_, measuring);
    training.phase(text(CLEAVE_TR("Methods", "Training features")));
    run.run(training);

    gathering.phase(text(CLEAVE_TR("Methods", "Smoothing features")));
    auto features = std::make_shared<FeatureField>();
    features->features = run.smoothedFeatures();
    features->fieldRevision = revisionOf(inputs.field);
    // What no photo shows takes over what surrounds it.
    const PrimitiveGraph graph =
        primitiveGraph(primitiveCloud(inputs.field), std::max(1, params_.smoothingNeighbors - 1));
    smoothFeatures(features->features, run.support(), graph, 1, 4);

    auto state = std::make_shared<LiftedState>();
    state->method = name();
    state->features = std::move(features);
    storeSagaState({run.gate(), run.quantiles()}, state->arrays);
    gathering.phase(text(CLEAVE_TR("Methods", "Asking the masks")));
    const MaskVotes votes =
        gatherMaskVotes(*inputs.dataset, inputs.field, *inputs.masks, params_.memory, gathering);
    std::vector<MaskGroup> groups = findMaskGroups(votes, {}, grouping);
    adoptUnseen(votes, graph, groups);
    storeGroups(groups, state->arrays);
    state->params = paramTexts(params());
    state->fieldRevision = revisionOf(inputs.field);
    state->iterations = params_.iterations;
    state->seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return state;
}

} // namespace cleave
