// SPDX-License-Identifier: Apache-2.0
#include "core/methods/feature_similarity.h"

#include "kernels/base/parallel_for.h"
#include "kernels/features/similarity.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cleave {

namespace {

constexpr std::int64_t grain = 4096;

kernels::Array<float, 2> stacked(const std::vector<FeatureQuery>& queries) {
    kernels::Array<float, 2> rows(queries.size(), queries.front().feature.size());
    for (std::size_t m = 0; m < queries.size(); ++m)
        std::memcpy(rows.data() + static_cast<std::int64_t>(m) * rows.size(1),
                    queries[m].feature.data(),
                    queries[m].feature.size() * sizeof(float));
    return rows;
}

} // namespace

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

void withoutNegatives(const std::vector<FeatureQuery>& negatives,
                      const FeatureField& features,
                      kernels::ArrayView<float, 1> similarity) {
    kernels::Array<float, 1> against(similarity.size(0));
    kernels::querySimilarity(features.features, stacked(negatives), against);
    for (std::int64_t i = 0; i < similarity.size(0); ++i)
        if (against(i) >= similarity(i))
            similarity(i) = 0;
}

std::vector<GroupSeeds> groupSeeds(const std::vector<FeatureQuery>& queries,
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

} // namespace cleave
