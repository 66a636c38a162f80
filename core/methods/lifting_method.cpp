// SPDX-License-Identifier: Apache-2.0
#include "core/methods/lifting_method.h"

#include "core/methods/feature_similarity.h"
#include "core/methods/lifted_scene.h"
#include "core/selection/mask_groups.h"
#include "kernels/base/parallel_for.h"

#include <chrono>
#include <cmath>

namespace cleave {

namespace {

constexpr std::int64_t grain = 4096;

/// Every feature times the gates, at unit length.
kernels::Array<float, 2> gatedBy(std::span<const float> gates, const FeatureField& features) {
    const std::int64_t dimensions = features.dimensions();
    kernels::Array<float, 2> gated(features.count(), dimensions);
    kernels::forChunks(
        features.count(), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                const float* feature = features.features.data() + i * dimensions;
                float* out = gated.data() + i * dimensions;
                float squared = 0;
                for (std::int64_t d = 0; d < dimensions; ++d) {
                    out[d] = feature[d] * gates[static_cast<std::size_t>(d)];
                    squared += out[d] * out[d];
                }
                const float factor = 1 / (std::sqrt(squared) + 1e-12f);
                for (std::int64_t d = 0; d < dimensions; ++d)
                    out[d] *= factor;
            }
        });
    return gated;
}

} // namespace

LiftingMethod::LiftingMethod() = default;
LiftingMethod::~LiftingMethod() = default;

std::shared_ptr<const LiftedState> LiftingMethod::lift(const MethodInputs& inputs,
                                                       Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Progress training = progress.part(0, 0.85);
    Progress gathering = progress.part(0.85, 0.92), grouping = progress.part(0.92, 1);
    TrainedFeatures trained = train(inputs, training);

    auto features = std::make_shared<FeatureField>();
    features->features = std::move(trained.features);
    features->fieldRevision = revisionOf(inputs.field);
    auto state = std::make_shared<LiftedState>();
    state->method = name();
    state->features = std::move(features);
    state->arrays = std::move(trained.arrays);
    gathering.phase(text(CLEAVE_TR("Methods", "Asking the masks")));
    const MaskVotes votes =
        gatherMaskVotes(*inputs.dataset, inputs.field, *inputs.masks, trained.memory, gathering);
    std::vector<MaskGroup> groups = findMaskGroups(votes, {}, grouping);
    adoptUnseen(votes, trained.graph, groups);
    storeGroups(groups, state->arrays);
    state->params = paramTexts(params());
    state->fieldRevision = revisionOf(inputs.field);
    state->iterations = trained.iterations;
    state->seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return state;
}

std::vector<float> LiftingMethod::gates(const LiftedState& /*state*/, float /*granularity*/) const {
    return {};
}

const FeatureField& LiftingMethod::gatedFeatures(const LiftedState& state,
                                                 std::span<const float> gates) {
    if (gates.empty())
        return *state.features;
    if (!std::equal(gates.begin(), gates.end(), gatesOf_.begin(), gatesOf_.end())) {
        gated_.features = gatedBy(gates, *state.features);
        gatesOf_.assign(gates.begin(), gates.end());
    }
    return gated_;
}

Similarity LiftingMethod::query(const MethodInputs& inputs,
                                const LiftedState& state,
                                std::span<const Prompt> prompts,
                                const QueryParams& params,
                                QueryFeedback& feedback) {
    feedback.progress.check();
    CLEAVE_ASSERT(state.features && state.features->count() == primitiveCount(inputs.field));
    if (!scene_ || !scene_->isOf(inputs.field, state)) {
        scene_ = std::make_unique<LiftedScene>(inputs.field, state);
        gatesOf_.clear();
    }
    // Pixels are gated after rendering, as in training; the queries follow the slider.
    const std::vector<float> open = gates(state, params.granularity);
    const FeatureField& features = gatedFeatures(state, open);
    const PromptQueries queries = promptQueries(
        prompts, inputs.field, scene_->cloud, *state.features, inputs.dataset.get(), open);

    Similarity result;
    result.fieldRevision = revisionOf(inputs.field);
    result.values = kernels::Array<float, 1>(features.count());
    similarityTo(queries.positive, features, scene_->cloud, params.positionWeight, result.values);
    if (!queries.negative.empty())
        withoutNegatives(queries.negative, features, result.values);
    // The published queries ask for everything alike; a thing is what masks agree on.
    answerQueries(*scene_, queries, prompts, params, result);
    return result;
}

} // namespace cleave
