// SPDX-License-Identifier: Apache-2.0
// What queries on one field and lifted state share, and how a similarity becomes an answer: the
// part that the methods which lift features have in common.
#pragma once

#include "core/methods/prompt_queries.h"
#include "core/methods/segmentation_method.h"
#include "core/selection/flood.h"
#include "core/selection/group_answer.h"

#include <span>

namespace cleave {

struct LiftedScene {
    Revision fieldRevision = 0;
    Revision stateRevision = 0;
    PrimitiveCloud cloud;
    FloodGraph graph;  ///< made when first needed
    GroupIndex groups; ///< empty where the state has none

    LiftedScene() = default;
    LiftedScene(const RadianceField& field, const LiftedState& state);

    bool isOf(const RadianceField& field, const LiftedState& state) const {
        return fieldRevision == revisionOf(field) && stateRevision == state.revision;
    }
};

/// result.values hold the similarity to the queries. Connected: what masks agree on decides, in the
/// order of the similarity; where they say nothing, what hangs together with the seeds. Else, and
/// with a falloff, everything alike. Sets the suggested threshold.
void answerQueries(LiftedScene& scene,
                   const PromptQueries& queries,
                   std::span<const Prompt> prompts,
                   const QueryParams& params,
                   Similarity& result);

} // namespace cleave
