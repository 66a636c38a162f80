// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/similarity.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/similarity_simd.h"

#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t rowsPerChunk = 16384;

} // namespace

void querySimilarity(ArrayView<const float, 2> features,
                     ArrayView<const float, 2> queries,
                     ArrayView<float, 1> similarity) {
    requireCpu(deviceOf(features, queries, similarity), "querySimilarity");
    requireShape(queries, {-1, features.size(1)}, "queries");
    requireShape(similarity, {features.size(0)}, "similarity");
    CLEAVE_ASSERT(queries.size(0) >= 1);
    const bool fast = features.size(1) == 16 && queries.size(0) == 1;
    forChunks(
        features.size(0), rowsPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            if (fast)
                CLEAVE_SIMD_CALL(
                    similarity16, features.data(), queries.data(), similarity.data(), begin, end);
            else
                CLEAVE_SIMD_CALL(similarityAny,
                                 features.data(),
                                 queries.data(),
                                 features.size(1),
                                 queries.size(0),
                                 similarity.data(),
                                 begin,
                                 end);
        });
}

std::int64_t thresholdBits(ArrayView<const float, 1> values,
                           float threshold,
                           ArrayView<std::uint64_t, 1> words) {
    requireCpu(deviceOf(values, words), "thresholdBits");
    requireShape(words, {(values.size(0) + 63) / 64}, "words");
    constexpr std::int64_t grain = 1 << 17;
    std::vector<std::int64_t> counts(static_cast<std::size_t>(chunkCount(values.size(0), grain)));
    forChunks(values.size(0), grain, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
        counts[static_cast<std::size_t>(chunk)] =
            CLEAVE_SIMD_CALL(thresholdWords, values.data(), threshold, words.data(), begin, end);
    });
    std::int64_t total = 0;
    for (std::int64_t count : counts)
        total += count;
    return total;
}

} // namespace cleave::kernels
