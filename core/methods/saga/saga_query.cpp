// SPDX-License-Identifier: Apache-2.0
#include "core/methods/feature_similarity.h"
#include "core/methods/lifted_scene.h"
#include "core/methods/saga/saga.h"
#include "kernels/base/parallel_for.h"

#include <cmath>

namespace cleave {

namespace {

constexpr std::int64_t grain = 4096;

/// Every feature times the gates, at unit length.
kernels::Array<float, 2> gatedFeatures(const FeatureField& features, std::span<const float> gates) {
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

struct Saga::QueryCache {
    LiftedScene scene;
    SagaState saga;
    double scale = -1;  ///< of the gated features
    FeatureField gated; ///< the state's at that scale, unit length
};

Saga::Saga() = default;
Saga::~Saga() = default;

Similarity Saga::query(const MethodInputs& inputs,
                       const LiftedState& state,
                       std::span<const Prompt> prompts,
                       const QueryParams& params,
                       QueryFeedback& feedback) {
    feedback.progress.check();
    CLEAVE_ASSERT(state.features && state.features->count() == primitiveCount(inputs.field));
    if (!cache_ || !cache_->scene.isOf(inputs.field, state)) {
        auto cache = std::make_unique<QueryCache>();
        cache->saga = loadSagaState(state, state.features->dimensions());
        cache->scene = LiftedScene(inputs.field, state);
        cache_ = std::move(cache);
    }
    const double scale = 1 - static_cast<double>(params.granularity);
    const std::vector<float> gates = cache_->saga.gate.at(scale);
    if (scale != cache_->scale) {
        cache_->gated.features = gatedFeatures(*state.features, gates);
        cache_->scale = scale;
    }
    // Pixels are gated after rendering, as in training; the queries follow the slider.
    const PromptQueries queries = promptQueries(
        prompts, inputs.field, cache_->scene.cloud, *state.features, inputs.dataset.get(), gates);
    Similarity result;
    result.fieldRevision = revisionOf(inputs.field);
    result.values = kernels::Array<float, 1>(state.features->count());
    similarityTo(
        queries.positive, cache_->gated, cache_->scene.cloud, params.positionWeight, result.values);
    if (!queries.negative.empty())
        withoutNegatives(queries.negative, cache_->gated, result.values);
    answerQueries(cache_->scene, queries, prompts, params, result);
    return result;
}

} // namespace cleave
