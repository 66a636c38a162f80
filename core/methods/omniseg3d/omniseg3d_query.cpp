// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/methods/feature_similarity.h"
#include "core/methods/lifted_scene.h"
#include "core/methods/omniseg3d/omniseg3d.h"

namespace cleave {

Omniseg3d::Omniseg3d() = default;
Omniseg3d::~Omniseg3d() = default;

Similarity Omniseg3d::query(const MethodInputs& inputs,
                            const LiftedState& state,
                            std::span<const Prompt> prompts,
                            const QueryParams& params,
                            QueryFeedback& feedback) {
    feedback.progress.check();
    CLEAVE_ASSERT(state.features && state.features->count() == primitiveCount(inputs.field));
    if (!scene_ || !scene_->isOf(inputs.field, state))
        scene_ = std::make_unique<LiftedScene>(inputs.field, state);
    const FeatureField& features = *state.features;
    const PromptQueries queries =
        promptQueries(prompts, inputs.field, scene_->cloud, features, inputs.dataset.get());

    Similarity result;
    result.fieldRevision = revisionOf(inputs.field);
    result.values = kernels::Array<float, 1>(features.count());
    similarityTo(queries.positive, features, scene_->cloud, params.positionWeight, result.values);
    if (!queries.negative.empty())
        withoutNegatives(queries.negative, features, result.values);
    // The published query asks for everything alike; a thing is what masks agree on.
    answerQueries(*scene_, queries, prompts, params, result);
    return result;
}

} // namespace cleave
