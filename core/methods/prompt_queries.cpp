// SPDX-License-Identifier: Apache-2.0
#include "core/methods/prompt_queries.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

constexpr int clickRadius = 2;   ///< pixels
constexpr float agreeing = 0.9f; ///< cosine from which neighbouring pixels show the same thing
constexpr float distinct = 0.8f; ///< cosine below which a stroke's pixels are different things
constexpr int strokePixels = 64;
constexpr int boxPixels = 900;
constexpr int largestQueryCount = 8; ///< per prompt
constexpr float solidAlpha = 0.5f;
constexpr float seedShare = 0.05f; ///< least blend weight of a primitive that a click means

struct GatedFeatures {
    const FeatureField& features;
    std::span<const float> gates; ///< [D], or none
};

/// The rendered, unit length features of a prompt's pixels [P, D].
kernels::Array<float, 2> renderedFeatures(const PromptHits& hits, const GatedFeatures& gated) {
    kernels::Array<float, 2> rendered(hits.weights.rowCount(), gated.features.dimensions());
    kernels::renderValues(hits.weights, gated.features.features, rendered);
    for (std::int64_t row = 0; row < rendered.size(0); ++row) {
        for (std::size_t d = 0; d < gated.gates.size(); ++d)
            rendered(row, static_cast<std::int64_t>(d)) *= gated.gates[d];
        float squared = 0;
        for (float value : rendered.view().row(row))
            squared += value * value;
        const float length = std::sqrt(squared);
        for (float& value : rendered.view().row(row))
            value /= length + 1e-6f;
    }
    return rendered;
}

float cosine(const kernels::Array<float, 2>& features, std::size_t a, std::size_t b) {
    const auto x = features.view().row(static_cast<std::int64_t>(a)),
               y = features.view().row(static_cast<std::int64_t>(b));
    float sum = 0;
    for (std::int64_t d = 0; d < x.size(0); ++d)
        sum += x(d) * y(d);
    return sum;
}

/// The mean of the pixels that agree with pixel `center`.
FeatureQuery queryAround(const PromptHits& hits,
                         const kernels::Array<float, 2>& rendered,
                         std::size_t center,
                         const std::vector<std::size_t>& candidates) {
    FeatureQuery query;
    query.feature.assign(static_cast<std::size_t>(rendered.size(1)), 0.0f);
    query.point = hits.points[center];
    for (std::size_t i : candidates) {
        if (!(hits.alphas[i] >= solidAlpha) || cosine(rendered, center, i) < agreeing)
            continue;
        for (std::size_t d = 0; d < query.feature.size(); ++d)
            query.feature[d] +=
                rendered(static_cast<std::int64_t>(i), static_cast<std::int64_t>(d));
        query.radius = std::max(query.radius, (hits.points[i] - query.point).norm());
    }
    float squared = 0;
    for (float value : query.feature)
        squared += value * value;
    for (float& value : query.feature)
        value /= std::sqrt(squared) + 1e-12f;
    const auto row = static_cast<std::int64_t>(center);
    for (std::int64_t i = hits.weights.rowStarts(row); i < hits.weights.rowStarts(row + 1); ++i)
        if (hits.weights.weights(i) >= seedShare) {
            query.seeds.push_back(hits.weights.primitives(i));
            query.seedWeights.push_back(hits.weights.weights(i));
        }
    return query;
}

void addClick(const PromptHits& hits,
              const kernels::Array<float, 2>& rendered,
              std::vector<FeatureQuery>& queries) {
    std::vector<std::size_t> all(hits.pixels.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    queries.push_back(queryAround(hits, rendered, 0, all));
}

void addStroke(const PromptHits& hits,
               const kernels::Array<float, 2>& rendered,
               std::vector<FeatureQuery>& queries) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < hits.pixels.size(); ++i)
        if (hits.alphas[i] >= solidAlpha)
            open.push_back(i);
    for (int k = 0; k < largestQueryCount && !open.empty(); ++k) {
        // The pixel that most others resemble stands for them.
        std::size_t best = open.front();
        int bestCount = -1;
        for (std::size_t i : open) {
            int count = 0;
            for (std::size_t j : open)
                count += cosine(rendered, i, j) >= distinct;
            if (count > bestCount) {
                bestCount = count;
                best = i;
            }
        }
        queries.push_back(queryAround(hits, rendered, best, open));
        std::erase_if(open, [&](std::size_t i) {
            return i == best || cosine(rendered, best, i) >= distinct;
        });
    }
}

/// A frame of pixels around the box, a quarter of its size wide.
std::vector<Eigen::Vector2i> surroundings(const Prompt& prompt) {
    const Eigen::Vector2f low = prompt.points[0].cwiseMin(prompt.points[1]),
                          high = prompt.points[0].cwiseMax(prompt.points[1]);
    const Eigen::Vector2f margin = 0.25f * (high - low) + Eigen::Vector2f(2, 2);
    Prompt outer = prompt;
    outer.points = {low - margin, high + margin};
    std::vector<Eigen::Vector2i> pixels = promptPixels(outer, 0, 2 * boxPixels, nullptr);
    std::erase_if(pixels, [&](const Eigen::Vector2i& p) {
        return p.x() + 1 > low.x() && p.x() < high.x() && p.y() + 1 > low.y() && p.y() < high.y();
    });
    return pixels;
}

/// Features that fill the box: each more frequent inside than around it, the most frequent first.
void addBox(const Prompt& prompt,
            const PromptHits& hits,
            const kernels::Array<float, 2>& rendered,
            const RadianceField& field,
            const PrimitiveCloud& cloud,
            const GatedFeatures& features,
            std::vector<FeatureQuery>& queries) {
    const PromptHits outside = pixelHits(surroundings(prompt), prompt.camera, field, cloud);
    const kernels::Array<float, 2> outsideFeatures = renderedFeatures(outside, features);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < hits.pixels.size(); ++i)
        if (hits.alphas[i] >= solidAlpha)
            open.push_back(i);
    const auto shareOutside = [&](std::size_t pixel) {
        int count = 0;
        for (std::int64_t j = 0; j < outsideFeatures.size(0); ++j) {
            float sum = 0;
            for (std::int64_t d = 0; d < outsideFeatures.size(1); ++d)
                sum += outsideFeatures(j, d) * rendered(static_cast<std::int64_t>(pixel), d);
            count += sum >= distinct;
        }
        return outsideFeatures.size(0) > 0
                   ? static_cast<double>(count) / static_cast<double>(outsideFeatures.size(0))
                   : 0.0;
    };
    const auto total = static_cast<double>(open.size());
    for (int k = 0; k < largestQueryCount && !open.empty(); ++k) {
        std::size_t best = open.front();
        double bestGain = -2;
        int bestCount = 0;
        const std::size_t stride = std::max<std::size_t>(1, open.size() / 48);
        for (std::size_t c = stride / 2; c < open.size(); c += stride) {
            int count = 0;
            for (std::size_t j : open)
                count += cosine(rendered, open[c], j) >= distinct;
            const double gain = count / total - shareOutside(open[c]);
            if (gain > bestGain) {
                bestGain = gain;
                bestCount = count;
                best = open[c];
            }
        }
        // Always one; further ones only when they are a fair part of the box.
        if (k > 0 && (bestGain < 0.05 || bestCount < 0.08 * total))
            return;
        queries.push_back(queryAround(hits, rendered, best, open));
        queries.back().share = static_cast<float>(std::max(bestGain, 0.01));
        std::erase_if(open, [&](std::size_t i) {
            return i == best || cosine(rendered, best, i) >= distinct;
        });
    }
}

} // namespace

PromptQueries promptQueries(std::span<const Prompt> prompts,
                            const RadianceField& field,
                            const PrimitiveCloud& cloud,
                            const FeatureField& features,
                            const Dataset* dataset,
                            std::span<const float> gates) {
    CLEAVE_ASSERT(gates.empty() ||
                  static_cast<std::int64_t>(gates.size()) == features.dimensions());
    const GatedFeatures gated{features, gates};
    PromptQueries queries;
    for (std::size_t p = 0; p < prompts.size(); ++p) {
        const Prompt& prompt = prompts[p];
        const int limit = prompt.kind == PromptKind::Box ? boxPixels : strokePixels;
        const PromptHits hits = promptHits(prompt, field, cloud, clickRadius, limit, dataset);
        const kernels::Array<float, 2> rendered = renderedFeatures(hits, gated);
        std::vector<FeatureQuery>& found = prompt.isNegative ? queries.negative : queries.positive;
        const std::size_t before = found.size();
        if (prompt.kind == PromptKind::Point)
            addClick(hits, rendered, found);
        else if (prompt.kind == PromptKind::Stroke)
            addStroke(hits, rendered, found);
        else
            addBox(prompt, hits, rendered, field, cloud, gated, found);
        for (std::size_t q = before; q < found.size(); ++q)
            found[q].prompt = p;
    }
    if (queries.positive.empty())
        throw badInput(CLEAVE_TR("Selection",
                                 "a selection needs at least one prompt that says what to take, "
                                 "not only what to leave out"));
    return queries;
}

} // namespace cleave
