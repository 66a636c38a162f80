// SPDX-License-Identifier: Apache-2.0
#include "core/training/densify.h"

#include "core/base/error.h"
#include "kernels/gaussians/mcmc.h"
#include "kernels/math/random.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

namespace plane = kernels::plane;
using Origin = GaussianState::Origin;

constexpr std::uint64_t mcmcStream = 0x6d636d63, classicStream = 0x73706c69;
constexpr float maxOpacity = 1 - 1e-6f;
constexpr double splitShrink = 1.6; // both parts of a split, Kerbl et al. 2023
constexpr double denseShare = 0.01; // of the extent: what is smaller is cloned
constexpr double hugeShare = 0.1;   // of the extent: what is larger is removed
constexpr float resetOpacityTo = 0.01f;

float opacityOf(float logit) {
    return 1 / (1 + std::exp(-logit));
}

float logitOf(double opacity) {
    return static_cast<float>(std::log(opacity / (1 - opacity)));
}

/// How many draws fell on each gaussian, by opacity among the living.
std::vector<int>
drawSources(const GaussianState& state, std::int64_t draws, kernels::RandomStream& random) {
    const auto count = static_cast<std::size_t>(state.field.count);
    std::vector<double> sums(count);
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const float opacity = opacityOf(state.field.plane(plane::opacityLogit)[i]);
        if (opacity > deadOpacity)
            sum += opacity;
        sums[i] = sum;
    }
    std::vector<int> drawn(count, 0);
    if (!(sum > 0))
        return drawn;
    for (std::int64_t d = 0; d < draws;) {
        // Where the few living are drawn too often, the formula ends: they take what they may, the
        // rest waits for the next round.
        bool full = true;
        for (int attempt = 0; attempt < 8 && full; ++attempt) {
            const auto found =
                std::upper_bound(sums.begin(), sums.end(), random.uniform() * sum) - sums.begin();
            int& times = drawn[std::min(static_cast<std::size_t>(found), count - 1)];
            full = times + 1 >= kernels::maxCopiesInPlace;
            if (!full)
                ++times;
        }
        ++d;
    }
    return drawn;
}

void shareInPlace(GaussianField& field, std::int64_t i, int copies) {
    float& logit = field.plane(plane::opacityLogit)[i];
    const double opacity =
        std::clamp(static_cast<double>(opacityOf(logit)), 1e-4, static_cast<double>(maxOpacity));
    const kernels::SplitInPlace split = kernels::splitInPlace(opacity, copies);
    logit = logitOf(std::clamp(
        split.opacity, static_cast<double>(deadOpacity), static_cast<double>(maxOpacity)));
    for (int k = 0; k < 3; ++k)
        field.plane(plane::logScale + k)[i] += static_cast<float>(std::log(split.scaleFactor));
}

/// Draws a new mean from the gaussian itself and makes it smaller.
void scatterWithin(GaussianField& field,
                   std::int64_t i,
                   std::uint64_t seed,
                   std::int64_t iteration) {
    kernels::RandomStream random(
        seed, classicStream + static_cast<std::uint64_t>(iteration), static_cast<std::uint64_t>(i));
    const float* rotation[4];
    for (int k = 0; k < 4; ++k)
        rotation[k] = field.plane(plane::rotation + k) + i;
    const Eigen::Quaternionf turn =
        Eigen::Quaternionf(*rotation[0], *rotation[1], *rotation[2], *rotation[3]).normalized();
    Eigen::Vector3f offset;
    for (int k = 0; k < 3; ++k) {
        float& logScale = field.plane(plane::logScale + k)[i];
        offset[k] = static_cast<float>(random.normal()) * std::exp(logScale);
        logScale -= static_cast<float>(std::log(splitShrink));
    }
    offset = turn * offset;
    for (int k = 0; k < 3; ++k)
        field.plane(plane::mean + k)[i] += offset[k];
}

} // namespace

void densifyMcmc(GaussianState& state, std::int64_t targetCount, std::uint64_t seed) {
    GaussianField& field = state.field;
    const std::int64_t before = field.count;
    std::vector<std::int64_t> dead;
    for (std::int64_t i = 0; i < before; ++i)
        if (!(opacityOf(field.plane(plane::opacityLogit)[i]) > deadOpacity))
            dead.push_back(i);
    const auto deadCount = static_cast<std::int64_t>(dead.size());
    const std::int64_t added = std::max<std::int64_t>(0, targetCount - before);
    kernels::RandomStream random(seed, mcmcStream, static_cast<std::uint64_t>(state.iteration));
    const std::vector<int> drawn = drawSources(state, deadCount + added, random);

    std::vector<Origin> origins;
    origins.reserve(static_cast<std::size_t>(before + added));
    for (std::int64_t i = 0; i < before; ++i) {
        const int extra = drawn[static_cast<std::size_t>(i)];
        if (extra == 0)
            continue;
        shareInPlace(field, i, extra + 1);
        for (int copy = 0; copy < extra; ++copy)
            origins.push_back({static_cast<std::int32_t>(i), true});
    }
    // Dead ones stay only where there was no place to go to.
    const std::int64_t placed = static_cast<std::int64_t>(origins.size());
    std::int64_t kept = std::max<std::int64_t>(0, deadCount - placed);
    for (std::int64_t i = 0, next = 0; i < before; ++i) {
        const bool isDead = next < deadCount && dead[static_cast<std::size_t>(next)] == i;
        if (isDead) {
            ++next;
            if (kept == 0)
                continue;
            --kept;
        }
        origins.push_back({static_cast<std::int32_t>(i), drawn[static_cast<std::size_t>(i)] > 0});
    }
    state.rearrange(std::move(origins));
}

void densifyClassic(GaussianState& state, const ClassicLimits& limits, std::uint64_t seed) {
    GaussianField& field = state.field;
    const std::int64_t before = field.count;
    const auto at = [&](int p, std::int64_t i) -> float& { return field.plane(p)[i]; };
    const auto largest = [&](std::int64_t i) {
        return std::exp(std::max(
            {at(plane::logScale, i), at(plane::logScale + 1, i), at(plane::logScale + 2, i)}));
    };
    std::vector<bool> stays(static_cast<std::size_t>(before));
    std::vector<std::pair<float, std::int64_t>> pulled;
    std::int64_t staying = 0;
    for (std::int64_t i = 0; i < before; ++i) {
        stays[static_cast<std::size_t>(i)] =
            opacityOf(at(plane::opacityLogit, i)) > deadOpacity &&
            !(limits.prunesLarge && largest(i) > hugeShare * limits.extent);
        if (!stays[static_cast<std::size_t>(i)])
            continue;
        ++staying;
        const float seen = state.statistics(1, i);
        const float gradient = seen > 0 ? state.statistics(0, i) / seen : 0;
        if (gradient > limits.gradientThreshold)
            pulled.emplace_back(gradient, i);
    }
    const auto room =
        static_cast<std::size_t>(std::max<std::int64_t>(0, limits.maxPrimitives - staying));
    std::sort(pulled.begin(), pulled.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    if (pulled.size() > room)
        pulled.resize(room);

    std::vector<Origin> origins;
    std::vector<bool> isSplit(static_cast<std::size_t>(before), false);
    for (const auto& [gradient, i] : pulled) {
        isSplit[static_cast<std::size_t>(i)] = largest(i) > denseShare * limits.extent;
        origins.push_back({static_cast<std::int32_t>(i), true});
    }
    for (std::int64_t i = 0; i < before; ++i)
        if (stays[static_cast<std::size_t>(i)])
            origins.push_back({static_cast<std::int32_t>(i), isSplit[static_cast<std::size_t>(i)]});
    if (origins.empty()) {
        state.statistics.fill(0);
        return;
    }
    const std::vector<Origin> arranged = state.rearrange(std::move(origins));

    // Both parts of a split begin anew and follow each other; a clone follows or precedes an
    // original that does not.
    for (std::size_t i = 0; i + 1 < arranged.size(); ++i) {
        if (arranged[i].source != arranged[i + 1].source || !arranged[i].isNew ||
            !arranged[i + 1].isNew)
            continue;
        const auto part = static_cast<std::int64_t>(i);
        scatterWithin(field, part, seed, state.iteration);
        scatterWithin(field, part + 1, seed, state.iteration);
        ++i;
    }
}

void resetOpacity(GaussianState& state) {
    const float limit = logitOf(resetOpacityTo);
    float* logits = state.field.plane(plane::opacityLogit);
    float* first = state.first.data() + plane::opacityLogit * state.first.size(1);
    float* second = state.second.data() + plane::opacityLogit * state.second.size(1);
    for (std::int64_t i = 0; i < state.field.count; ++i) {
        logits[i] = std::min(logits[i], limit);
        first[i] = second[i] = 0;
    }
}

} // namespace cleave
