// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/consensus.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave::sa3d {

namespace {

/// Primitives that are compared at most: a sample says enough.
constexpr std::size_t mostCompared = 6000;
constexpr float leastShare = 0.25f; ///< of a primitive inside a candidate, to be compared
constexpr float leastSeen = 0.25f;  ///< pixels
/// Confirmation is the fit to this power: a mask half as large as another hardly confirms it.
constexpr float fitPower = 4;
/// A candidate with less than this share of the best confirmation is no answer, however large or
/// small.
constexpr double leastSupport = 0.4;
/// Weight of a doubling in size, at granularity 0 and 1.
constexpr double coarsePreference = 0.5, finePreference = 1.0;

/// Shares of the compared primitives, by candidate and view.
struct Compared {
    std::vector<std::vector<float>> shares; ///< [candidates][n] in [0, 1]
    std::vector<std::vector<float>> seen;   ///< [candidates][n] pixels in the candidate's view
};

Compared compress(SceneViews& views, const std::vector<Candidate>& candidates) {
    const std::size_t primitives = candidates.front().inside.size();
    std::vector<std::shared_ptr<const ViewSight>> sights;
    for (const Candidate& candidate : candidates)
        sights.push_back(views.sight(candidate.view));
    std::vector<std::uint32_t> scope;
    for (std::size_t i = 0; i < primitives; ++i)
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            const float seen = sights[c]->seen[i];
            if (seen <= leastSeen || candidates[c].inside[i] <= leastShare * seen)
                continue;
            scope.push_back(static_cast<std::uint32_t>(i));
            break;
        }
    const std::size_t stride = (scope.size() + mostCompared - 1) / mostCompared;
    Compared compared;
    for (std::size_t c = 0; c < candidates.size(); ++c) {
        auto& shares = compared.shares.emplace_back();
        auto& seen = compared.seen.emplace_back();
        for (std::size_t k = 0; k < scope.size(); k += stride) {
            const float pixels = sights[c]->seen[scope[k]];
            seen.push_back(pixels > leastSeen ? pixels : 0);
            shares.push_back(pixels > leastSeen ? candidates[c].inside[scope[k]] / pixels : 0);
        }
    }
    return compared;
}

struct Fit {
    float iou = 0;     ///< over the primitives that both views see
    float covered = 0; ///< share of the first candidate that the second's view sees
};

Fit compare(const Compared& compared, std::size_t a, std::size_t b) {
    const std::vector<float>&pa = compared.shares[a], &pb = compared.shares[b];
    const std::vector<float>&sa = compared.seen[a], &sb = compared.seen[b];
    float smaller = 0, larger = 0, covered = 0, whole = 0;
    for (std::size_t k = 0; k < pa.size(); ++k) {
        const float weight = std::min(sa[k], sb[k]);
        smaller += weight * std::min(pa[k], pb[k]);
        larger += weight * std::max(pa[k], pb[k]);
        whole += sa[k] * pa[k];
        covered += sb[k] > 0 ? sa[k] * pa[k] : 0;
    }
    return {larger > 0 ? smaller / larger : 0, whole > 0 ? covered / whole : 0};
}

} // namespace

Consensus
findConsensus(SceneViews& views, const std::vector<Candidate>& candidates, float granularity) {
    const Compared compared = compress(views, candidates);
    const std::size_t count = candidates.size();
    std::vector<Fit> fits(count * count);
    kernels::forChunks(static_cast<std::int64_t>(count),
                       4,
                       [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                           for (std::int64_t a = begin; a < end; ++a)
                               for (std::size_t b = 0; b < count; ++b)
                                   fits[static_cast<std::size_t>(a) * count + b] =
                                       compare(compared, static_cast<std::size_t>(a), b);
                       });
    /// Per view the candidate that fits `a` best.
    const auto bestPerView = [&](std::size_t a) {
        std::vector<std::optional<std::size_t>> best(views.count());
        for (std::size_t b = 0; b < count; ++b) {
            auto& place = best[candidates[b].view];
            if (!place || fits[a * count + b].iou > fits[a * count + *place].iou)
                place = b;
        }
        return best;
    };
    std::vector<double> support(count), sizes(count);
    double most = 0;
    for (std::size_t a = 0; a < count; ++a) {
        double confirmed = 0, asked = 0;
        for (const auto& b : bestPerView(a)) {
            if (!b)
                continue;
            const Fit& fit = fits[a * count + *b];
            confirmed += fit.covered * std::pow(fit.iou, fitPower);
            asked += fit.covered;
        }
        support[a] = asked > 0 ? confirmed / asked : 0;
        for (std::size_t k = 0; k < compared.shares[a].size(); ++k)
            sizes[a] += compared.shares[a][k] > 0.5f;
        most = std::max(most, support[a]);
    }
    const double preference =
        coarsePreference - (coarsePreference + finePreference) * static_cast<double>(granularity);
    Consensus consensus;
    double highest = -1;
    for (std::size_t a = 0; a < count; ++a) {
        if (support[a] < leastSupport * most || !(sizes[a] > 0))
            continue;
        const double score = support[a] * std::exp(preference * std::log2(sizes[a]));
        if (score <= highest)
            continue;
        highest = score;
        consensus.chosen = a;
    }
    consensus.best = bestPerView(consensus.chosen);
    consensus.fits.assign(views.count(), 0);
    for (std::size_t v = 0; v < views.count(); ++v)
        if (consensus.best[v])
            consensus.fits[v] = fits[consensus.chosen * count + *consensus.best[v]].iou;
    return consensus;
}

} // namespace cleave::sa3d
