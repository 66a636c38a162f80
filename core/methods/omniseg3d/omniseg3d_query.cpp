// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"
#include "core/methods/omniseg3d/omniseg3d.h"
#include "core/methods/omniseg3d/prompt_queries.h"
#include "core/methods/omniseg3d/refine_similarity.h"
#include "core/selection/flood.h"
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
/// How much better the masks must fit a selection in scattered pieces, to be preferred to a
/// connected one.
constexpr double scatteredSupport = 1.15;
constexpr int refinementRounds = 2;
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

/// Similarity with the place to cut it.
struct Answer {
    kernels::Array<float, 1> values;
    std::optional<MaskThreshold> cut;
};

struct Answerer {
    const MaskEvidence& evidence;
    const PrimitiveCloud& cloud;
    const PrimitiveGraph& graph;
    const QueryParams& params;
    std::vector<EvidenceAnchor> anchors;
    std::vector<std::int64_t> seeds;

    Answer answer(kernels::Array<float, 1> similarity) const {
        Answer scattered{std::move(similarity), {}};
        scattered.cut =
            thresholdFromMasks(evidence, scattered.values, cloud, anchors, params.granularity);
        if (!params.connected)
            return scattered;
        Answer connected{scattered.values.clone(), {}};
        floodFromSeeds(connected.values, graph, seeds, floodFloor);
        connected.cut =
            thresholdFromMasks(evidence, connected.values, cloud, anchors, params.granularity);
        // Leaves of one plant hang together by what the field hardly shows; then the masks know
        // better than the surface.
        const bool isScattered = scattered.cut && connected.cut &&
                                 scattered.cut->support > scatteredSupport * connected.cut->support;
        return isScattered ? std::move(scattered) : std::move(connected);
    }
};

} // namespace

struct Omniseg3d::QueryCache {
    Revision fieldRevision = 0;
    Revision stateRevision = 0;
    PrimitiveCloud cloud;
    PrimitiveGraph graph;
    MaskEvidence evidence;
    float spacing = 0; ///< median distance to the nearest other primitive, scene units
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

const Omniseg3d::QueryCache& Omniseg3d::cacheFor(const MethodInputs& inputs,
                                                 const LiftedState& state) {
    if (cache_ && cache_->fieldRevision == revisionOf(inputs.field) &&
        cache_->stateRevision == state.revision)
        return *cache_;
    auto cache = std::make_unique<QueryCache>();
    cache->fieldRevision = revisionOf(inputs.field);
    cache->stateRevision = state.revision;
    cache->cloud = primitiveCloud(inputs.field);
    cache->graph = primitiveGraph(cache->cloud, floodNeighbors);
    cache->evidence = loadEvidence(state.arrays);
    std::vector<float> nearest;
    for (std::int64_t i = 0; i < cache->graph.count(); ++i)
        if (cache->graph.neighbors(i, 0) >= 0)
            nearest.push_back(cache->graph.distances(i, 0));
    if (!nearest.empty()) {
        const auto middle = nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2);
        std::nth_element(nearest.begin(), middle, nearest.end());
        cache->spacing = *middle;
    }
    cache_ = std::move(cache);
    return *cache_;
}

Similarity Omniseg3d::query(const MethodInputs& inputs,
                            const LiftedState& state,
                            std::span<const Prompt> prompts,
                            const QueryParams& params) {
    CLEAVE_ASSERT(state.features && state.features->count() == primitiveCount(inputs.field));
    const QueryCache& cache = cacheFor(inputs, state);
    const FeatureField& features = *state.features;
    const PromptQueries queries =
        promptQueries(prompts, inputs.field, cache.cloud, features, inputs.dataset.get());

    Similarity result;
    result.fieldRevision = revisionOf(inputs.field);
    result.values = kernels::Array<float, 1>(features.count());
    similarityTo(queries.positive, features, cache.cloud, params.positionWeight, result.values);
    if (!queries.negative.empty())
        withoutNegatives(queries.negative, features, result.values);
    Answerer answerer{cache.evidence, cache.cloud, cache.graph, params, {}, {}};
    for (const FeatureQuery& query : queries.positive) {
        answerer.anchors.push_back({query.point, std::max(query.radius, 3 * cache.spacing)});
        answerer.seeds.insert(answerer.seeds.end(), query.seeds.begin(), query.seeds.end());
    }
    Answer best = answerer.answer(result.values.clone());
    for (int round = 0; round < refinementRounds && best.cut; ++round) {
        kernels::Array<float, 1> refined(features.count());
        if (!refineSimilarity(cache.evidence,
                              features,
                              cache.cloud,
                              result.values,
                              best.values,
                              best.cut->threshold,
                              answerer.anchors,
                              refined))
            break;
        for (std::int64_t i = 0; i < refined.count(); ++i)
            if (!(result.values(i) > 0))
                refined(i) = 0; // ruled out by a negative prompt
        Answer next = answerer.answer(std::move(refined));
        if (!next.cut || next.cut->support < best.cut->support)
            break;
        best = std::move(next);
    }
    result.values = std::move(best.values);
    result.suggestedThreshold =
        best.cut ? best.cut->threshold : thresholdFromPlateau(result.values, params.granularity);
    return result;
}

} // namespace cleave
