// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/methods/omniseg3d/omniseg3d.h"
#include "core/methods/omniseg3d/prompt_queries.h"
#include "core/selection/flood.h"
#include "core/selection/group_answer.h"
#include "core/selection/plateau_threshold.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/similarity.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cleave {

namespace {

constexpr int floodNeighbors = 16;
/// Below this similarity things are unlike anyway; the flood does not look there.
constexpr float floodFloor = 0.5f;
constexpr std::int64_t grain = 4096;

kernels::Array<float, 2> stacked(const std::vector<FeatureQuery>& queries) {
    kernels::Array<float, 2> rows(queries.size(), queries.front().feature.size());
    for (std::size_t m = 0; m < queries.size(); ++m)
        std::memcpy(rows.data() + static_cast<std::int64_t>(m) * rows.size(1),
                    queries[m].feature.data(),
                    queries[m].feature.size() * sizeof(float));
    return rows;
}

/// max over the queries, with the falloff when there is one.
void similarityTo(const std::vector<FeatureQuery>& queries,
                  const FeatureField& features,
                  const PrimitiveCloud& cloud,
                  float positionWeight,
                  kernels::ArrayView<float, 1> similarity) {
    if (!(positionWeight > 0))
        return kernels::querySimilarity(features.features, stacked(queries), similarity);
    const auto dimensions = static_cast<std::size_t>(features.dimensions());
    kernels::forChunks(
        features.count(), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                const std::span<const float> feature(
                    features.features.data() + i * features.dimensions(), dimensions);
                const Eigen::Vector3f position(
                    cloud.positions(i, 0), cloud.positions(i, 1), cloud.positions(i, 2));
                float best = 0;
                for (const FeatureQuery& query : queries)
                    best = std::max(
                        best,
                        clickSimilarity(
                            feature, position, query.feature, query.point, positionWeight));
                similarity(i) = std::min(best, 1.0f);
            }
        });
}

/// What resembles a negative prompt more than a positive one is not wanted at any threshold.
void withoutNegatives(const std::vector<FeatureQuery>& negatives,
                      const FeatureField& features,
                      kernels::ArrayView<float, 1> similarity) {
    kernels::Array<float, 1> against(similarity.size(0));
    kernels::querySimilarity(features.features, stacked(negatives), against);
    for (std::int64_t i = 0; i < similarity.size(0); ++i)
        if (against(i) >= similarity(i))
            similarity(i) = 0;
}

/// Each query asks for itself, but a box as a whole: the thing is what most of it shows.
std::vector<GroupSeeds> seedsOf(const std::vector<FeatureQuery>& queries,
                                std::span<const Prompt> prompts) {
    std::vector<GroupSeeds> seeds;
    for (std::size_t q = 0; q < queries.size(); ++q) {
        const FeatureQuery& query = queries[q];
        const bool isBox = prompts[query.prompt].kind == PromptKind::Box;
        if (!isBox || q == 0 || queries[q - 1].prompt != query.prompt)
            seeds.emplace_back();
        GroupSeeds& place = seeds.back();
        for (std::size_t i = 0; i < query.seeds.size(); ++i) {
            place.primitives.push_back(query.seeds[i]);
            place.weights.push_back(query.share * query.seedWeights[i]);
        }
    }
    return seeds;
}

} // namespace

struct Omniseg3d::QueryCache {
    Revision fieldRevision = 0;
    Revision stateRevision = 0;
    PrimitiveCloud cloud;
    PrimitiveGraph graph; ///< made when first needed
    GroupIndex groups;
};

Omniseg3d::Omniseg3d() = default;
Omniseg3d::~Omniseg3d() = default;

float clickSimilarity(std::span<const float> feature,
                      const Eigen::Vector3f& position,
                      std::span<const float> query,
                      const Eigen::Vector3f& queryPosition,
                      float positionWeight) {
    float dot = 0;
    for (std::size_t d = 0; d < feature.size(); ++d)
        dot += feature[d] * query[d];
    return (dot * std::exp(-positionWeight * (position - queryPosition).norm()) + 1) / 2;
}

Omniseg3d::QueryCache& Omniseg3d::cacheFor(const MethodInputs& inputs, const LiftedState& state) {
    if (cache_ && cache_->fieldRevision == revisionOf(inputs.field) &&
        cache_->stateRevision == state.revision)
        return *cache_;
    auto cache = std::make_unique<QueryCache>();
    cache->fieldRevision = revisionOf(inputs.field);
    cache->stateRevision = state.revision;
    cache->cloud = primitiveCloud(inputs.field);
    cache->groups = GroupIndex(loadGroups(state.arrays), cache->cloud.count());
    cache_ = std::move(cache);
    return *cache_;
}

Similarity Omniseg3d::query(const MethodInputs& inputs,
                            const LiftedState& state,
                            std::span<const Prompt> prompts,
                            const QueryParams& params) {
    CLEAVE_ASSERT(state.features && state.features->count() == primitiveCount(inputs.field));
    QueryCache& cache = cacheFor(inputs, state);
    const FeatureField& features = *state.features;
    const PromptQueries queries =
        promptQueries(prompts, inputs.field, cache.cloud, features, inputs.dataset.get());

    Similarity result;
    result.fieldRevision = revisionOf(inputs.field);
    result.values = kernels::Array<float, 1>(features.count());
    similarityTo(queries.positive, features, cache.cloud, params.positionWeight, result.values);
    if (!queries.negative.empty())
        withoutNegatives(queries.negative, features, result.values);

    // The published query asks for everything alike; a thing is what masks agree on.
    if (params.connected && !(params.positionWeight > 0) && !cache.groups.isEmpty()) {
        const std::vector<GroupSeeds> positive = seedsOf(queries.positive, prompts);
        const std::vector<GroupSeeds> negative = seedsOf(queries.negative, prompts);
        if (auto answer = answerFromGroups(
                cache.groups, positive, negative, params.granularity, result.values)) {
            result.values = std::move(answer->values);
            result.suggestedThreshold = answer->threshold;
            return result;
        }
    }
    if (params.connected) {
        if (cache.graph.count() == 0)
            cache.graph = primitiveGraph(cache.cloud, floodNeighbors);
        std::vector<std::int64_t> seeds;
        for (const FeatureQuery& query : queries.positive)
            seeds.insert(seeds.end(), query.seeds.begin(), query.seeds.end());
        floodFromSeeds(result.values, cache.graph, seeds, floodFloor);
    }
    result.suggestedThreshold = plateauThreshold(result.values, params.granularity);
    return result;
}

} // namespace cleave
