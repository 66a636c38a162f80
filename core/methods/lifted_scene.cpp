// SPDX-License-Identifier: Apache-2.0
#include "core/methods/lifted_scene.h"

#include "core/methods/feature_similarity.h"
#include "core/selection/plateau_threshold.h"

namespace cleave {

namespace {

constexpr int floodNeighbors = 16;
/// Below this similarity things are unlike anyway; the flood does not look there.
constexpr float floodFloor = 0.5f;

} // namespace

LiftedScene::LiftedScene(const RadianceField& field, const LiftedState& state)
    : fieldRevision(revisionOf(field))
    , stateRevision(state.revision)
    , cloud(primitiveCloud(field))
    , groups(loadGroups(state.arrays), cloud.count()) {}

void answerQueries(LiftedScene& scene,
                   const PromptQueries& queries,
                   std::span<const Prompt> prompts,
                   const QueryParams& params,
                   Similarity& result) {
    if (params.connected && !(params.positionWeight > 0) && !scene.groups.isEmpty()) {
        const std::vector<GroupSeeds> positive = groupSeeds(queries.positive, prompts);
        const std::vector<GroupSeeds> negative = groupSeeds(queries.negative, prompts);
        if (auto answer = answerFromGroups(
                scene.groups, positive, negative, params.granularity, result.values)) {
            result.values = std::move(answer->values);
            result.suggestedThreshold = answer->threshold;
            return;
        }
    }
    if (params.connected) {
        if (scene.graph.count() != scene.cloud.count())
            scene.graph = FloodGraph(primitiveGraph(scene.cloud, floodNeighbors));
        std::vector<std::int64_t> seeds;
        for (const FeatureQuery& query : queries.positive)
            seeds.insert(seeds.end(), query.seeds.begin(), query.seeds.end());
        floodFromSeeds(result.values, scene.graph, seeds, floodFloor);
    }
    result.suggestedThreshold = plateauThreshold(result.values, params.granularity);
}

} // namespace cleave
