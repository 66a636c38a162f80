// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/votes.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>

namespace cleave::sa3d {

namespace {

/// Votes against, in pixels, that every primitive starts with: what a mask's own weak tail behind
/// the surface shows must not count.
constexpr float startAgainst = 0.5f;
/// Below this many pixels nothing has been said about a primitive.
constexpr float leastSeen = 0.25f;
constexpr std::int64_t grain = 8192;

} // namespace

kernels::Array<float, 2> liftMasks(const ViewSight& sight, std::span<const Image* const> masks) {
    const std::int64_t rows = sight.weights.rowCount();
    const auto channels = static_cast<std::int64_t>(masks.size());
    kernels::Array<float, 2> image(rows, channels), lifted(sight.weights.primitiveCount, channels);
    for (std::int64_t c = 0; c < channels; ++c) {
        const Image& mask = *masks[static_cast<std::size_t>(c)];
        CLEAVE_ASSERT(static_cast<std::int64_t>(mask.pixels.size()) == rows);
        for (std::int64_t p = 0; p < rows; ++p)
            image.data()[p * channels + c] = mask.pixels[static_cast<std::size_t>(p)] ? 1.0f : 0.0f;
    }
    kernels::liftValues(sight.weights, image, lifted);
    return lifted;
}

Votes::Votes(std::int64_t primitives)
    : inside(static_cast<std::size_t>(primitives), 0)
    , seen(inside) {}

void Votes::add(const ViewSight& sight, const Image& mask, float weight) {
    const Image* const masks[] = {&mask};
    const kernels::Array<float, 2> lifted = liftMasks(sight, masks);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        inside[i] += weight * lifted.data()[i];
        seen[i] += weight * sight.seen[i];
    }
}

kernels::Array<float, 1> Votes::values() const {
    kernels::Array<float, 1> result(static_cast<std::int64_t>(seen.size()));
    for (std::size_t i = 0; i < seen.size(); ++i)
        result.data()[i] = std::clamp(inside[i] / (seen[i] + startAgainst), 0.0f, 1.0f);
    return result;
}

std::int64_t RenderedAnswer::insideCount() const {
    return std::count(inside.begin(), inside.end(), std::uint8_t{1});
}

RenderedAnswer renderAnswer(const ViewSight& sight,
                            const Votes& votes,
                            kernels::ArrayView<const float, 1> values) {
    const std::int64_t primitives = sight.weights.primitiveCount, rows = sight.weights.rowCount();
    kernels::Array<float, 2> carried(primitives, 3), rendered(rows, 3);
    for (std::int64_t i = 0; i < primitives; ++i) {
        const bool isKnown = votes.seen[static_cast<std::size_t>(i)] > leastSeen;
        carried(i, 0) = isKnown && values(i) > 0.5f;
        carried(i, 1) = isKnown;
        carried(i, 2) = isKnown ? values(i) : 0;
    }
    kernels::renderValues(sight.weights, carried, rendered);
    RenderedAnswer answer;
    answer.inside.resize(static_cast<std::size_t>(rows));
    answer.known.resize(static_cast<std::size_t>(rows));
    answer.score.resize(static_cast<std::size_t>(rows));
    kernels::forChunks(rows, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t row = begin; row < end; ++row) {
            const auto p = static_cast<std::size_t>(row);
            const float alpha = sight.alphas[p];
            answer.inside[p] = rendered(row, 0) > 0.5f * alpha && alpha > 0.5f;
            answer.known[p] = alpha <= 0.5f || rendered(row, 1) > 0.5f * alpha;
            answer.score[p] = rendered(row, 2);
        }
    });
    return answer;
}

float agreement(const RenderedAnswer& rendered, const Image& mask) {
    std::int64_t both = 0, either = 0;
    for (std::size_t p = 0; p < mask.pixels.size(); ++p) {
        const bool inside = rendered.inside[p], masked = mask.pixels[p] != 0;
        both += rendered.known[p] & (inside && masked);
        either += rendered.known[p] & (inside || masked);
    }
    return either > 0 ? static_cast<float>(both) / static_cast<float>(either) : 0;
}

} // namespace cleave::sa3d
