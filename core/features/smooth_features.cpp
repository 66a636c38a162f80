// SPDX-License-Identifier: Apache-2.0
#include "core/features/smooth_features.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace cleave {

namespace {

constexpr std::int64_t grain = 512;
/// A primitive that the photos supported less than this share of the median has no opinion of its
/// own.
constexpr float weakShare = 0.02f;

float dot(const float* a, const float* b, std::int64_t dimensions) {
    float sum = 0;
    for (std::int64_t d = 0; d < dimensions; ++d)
        sum += a[d] * b[d];
    return sum;
}

void normalise(float* feature, std::int64_t dimensions) {
    const float length = std::sqrt(dot(feature, feature, dimensions));
    if (!(length > 0))
        return;
    for (std::int64_t d = 0; d < dimensions; ++d)
        feature[d] /= length;
}

float medianOfPositive(kernels::ArrayView<const float, 1> values) {
    std::vector<float> positive;
    for (float value : values)
        if (value > 0)
            positive.push_back(value);
    if (positive.empty())
        return 0;
    const auto middle = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() / 2);
    std::nth_element(positive.begin(), middle, positive.end());
    return *middle;
}

} // namespace

void smoothFeatures(kernels::ArrayView<float, 2> features,
                    kernels::ArrayView<const float, 1> support,
                    const PrimitiveGraph& graph,
                    int rounds,
                    float sharpness) {
    const std::int64_t count = features.size(0), dimensions = features.size(1);
    requireShape(support, {count}, "support");
    CLEAVE_ASSERT(graph.count() == count);
    const float typical = medianOfPositive(support);
    // Above the median more support makes no louder voice: large primitives would overrule their
    // surroundings.
    std::vector<float> voice(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i)
        voice[static_cast<std::size_t>(i)] =
            typical > 0 ? std::min(1.0f, support(i) / typical) : 1.0f;

    kernels::Array<float, 2> before(count, dimensions);
    kernels::forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i)
            normalise(features.row(i).data(), dimensions);
    });
    for (int round = 0; round < rounds; ++round) {
        std::memcpy(before.data(), features.data(), before.bytes());
        kernels::forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                const float* own = before.data() + i * dimensions;
                float* out = features.row(i).data();
                const float ownVoice = voice[static_cast<std::size_t>(i)];
                const bool isWeak = ownVoice < weakShare;
                for (std::int64_t d = 0; d < dimensions; ++d)
                    out[d] = own[d] * (isWeak ? 1e-3f : ownVoice);
                for (std::int64_t k = 0; k < graph.neighborCount(); ++k) {
                    const std::int32_t neighbor = graph.neighbors(i, k);
                    if (neighbor < 0)
                        break;
                    const float* other = before.data() + neighbor * dimensions;
                    const float likeness =
                        isWeak ? 1.0f
                               : std::pow(std::max(0.0f, dot(own, other, dimensions)), sharpness);
                    const float weight = likeness * voice[static_cast<std::size_t>(neighbor)];
                    for (std::int64_t d = 0; d < dimensions; ++d)
                        out[d] += weight * other[d];
                }
                normalise(out, dimensions);
            }
        });
        // What was weak has heard its neighbours and passes it on in the next round.
        for (std::int64_t i = 0; i < count; ++i) {
            float& own = voice[static_cast<std::size_t>(i)];
            if (own >= weakShare)
                continue;
            float loudest = 0;
            for (std::int64_t k = 0; k < graph.neighborCount() && graph.neighbors(i, k) >= 0; ++k)
                loudest = std::max(loudest, voice[static_cast<std::size_t>(graph.neighbors(i, k))]);
            if (loudest >= weakShare)
                own = -weakShare; // heard in this round; counted from the next on
        }
        for (float& own : voice)
            own = std::abs(own);
    }
}

} // namespace cleave
