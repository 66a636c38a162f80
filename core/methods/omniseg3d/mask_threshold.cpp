// SPDX-License-Identifier: Apache-2.0
// The choice of a threshold from evidence; mask_evidence.cpp gathers it.
#include "core/methods/omniseg3d/mask_evidence.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cleave {

namespace {

constexpr int binCount = 200;
/// A mask speaks for a selection as their overlap to this power: only good matches count.
constexpr double fitPower = 4;
/// At granularity 0 a selection twice as large may have less support by a factor of
/// e^-coarsePreference; at 1 one half as large by e^-finePreference, because parts are masked more
/// rarely than wholes.
constexpr double coarsePreference = 0.5;
constexpr double finePreference = 0.6;
/// An answer needs this share of the support of the best supported one.
constexpr double leastSupport = 0.2;
/// Samples that vote on which patch shows the prompted spot.
constexpr int voterCount = 5;
constexpr float alikeShare = 0.9f; ///< of the best voter's similarity

using Curve = std::array<double, binCount>;

/// Bins are even in the angle between features, not in its cosine: near 1, where parts differ, the
/// cosine hardly moves.
int binOf(float value) {
    const double angle = std::acos(std::clamp(2.0 * static_cast<double>(value) - 1, -1.0, 1.0));
    return std::clamp(static_cast<int>((1 - angle / M_PI) * binCount), 0, binCount - 1);
}

/// Bin b of the curve belongs to the threshold at its lower border: values in bin b and above are
/// selected.
float thresholdOf(double bin) {
    return static_cast<float>((1 + std::cos(M_PI * (1 - bin / binCount))) / 2);
}

/// [N] bin of every primitive.
using Bins = std::vector<std::uint8_t>;
static_assert(binCount <= 256);

Bins binsOf(kernels::ArrayView<const float, 1> values) {
    Bins bins(static_cast<std::size_t>(values.size(0)));
    kernels::forChunks(
        values.size(0), 4096, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i)
                bins[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(binOf(values(i)));
        });
    return bins;
}

void sumFromAbove(Curve& curve) {
    for (int b = binCount - 2; b >= 0; --b)
        curve[static_cast<std::size_t>(b)] += curve[static_cast<std::size_t>(b) + 1];
}

/// The patch of a view that shows the anchor; 0 when it shows none or is not seen.
int patchAt(const MaskEvidence::ViewEvidence& view,
            kernels::ArrayView<const float, 1> values,
            const PrimitiveCloud& cloud,
            const EvidenceAnchor& anchor) {
    struct Voter {
        float distance;
        std::int32_t patch;
        float similarity;
    };

    std::array<Voter, voterCount> voters;
    int count = 0;
    for (const auto& sample : view.samples) {
        const float* p = cloud.positions.data() + 3 * static_cast<std::int64_t>(sample.primitive);
        const float distance = (Eigen::Vector3f(p[0], p[1], p[2]) - anchor.point).norm();
        if (!(distance <= anchor.radius + sample.reach))
            continue;
        int place = count < voterCount ? count++ : voterCount;
        if (place == voterCount && distance >= voters.back().distance)
            continue;
        if (place == voterCount)
            --place;
        for (; place > 0 && voters[static_cast<std::size_t>(place) - 1].distance > distance;
             --place)
            voters[static_cast<std::size_t>(place)] = voters[static_cast<std::size_t>(place) - 1];
        voters[static_cast<std::size_t>(place)] = {
            distance, sample.patch, values(sample.primitive)};
    }
    float best = 0;
    for (int i = 0; i < count; ++i)
        best = std::max(best, voters[static_cast<std::size_t>(i)].similarity);
    int winner = 0;
    double winnerVotes = 0;
    for (int i = 0; i < count; ++i) {
        double votes = 0;
        for (int j = 0; j < count; ++j) {
            const Voter& voter = voters[static_cast<std::size_t>(j)];
            if (voter.patch == voters[static_cast<std::size_t>(i)].patch &&
                voter.similarity >= alikeShare * best)
                votes += 1 / (0.1 + std::pow(voter.distance / anchor.radius, 2.0));
        }
        if (votes > winnerVotes) {
            winnerVotes = votes;
            winner = voters[static_cast<std::size_t>(i)].patch;
        }
    }
    return winner;
}

/// Adds, for every threshold, how well the best of the masks around `patch` fits what is selected
/// in this view.
void addSupport(const MaskEvidence::ViewEvidence& view,
                const Bins& bins,
                int patch,
                Curve& support) {
    const std::uint16_t* shared =
        view.correlation.data() +
        static_cast<std::size_t>(patch) * static_cast<std::size_t>(view.patchCount);
    std::vector<int> levels; // distinct numbers of shared masks
    for (int j = 0; j < view.patchCount; ++j)
        if (shared[j] > 0)
            levels.push_back(shared[j]);
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());

    Curve selected{};
    for (const auto& sample : view.samples)
        selected[bins[static_cast<std::size_t>(sample.primitive)]] += sample.share;
    sumFromAbove(selected);
    Curve best{};
    for (int level : levels) {
        Curve inside{};
        double area = 0;
        for (const auto& sample : view.samples) {
            if (shared[sample.patch] < level)
                continue;
            area += sample.share;
            inside[bins[static_cast<std::size_t>(sample.primitive)]] += sample.share;
        }
        sumFromAbove(inside);
        for (std::size_t b = 0; b < binCount; ++b) {
            const double united = area + selected[b] - inside[b];
            if (united > 0)
                best[b] = std::max(best[b], std::pow(inside[b] / united, fitPower));
        }
    }
    for (std::size_t b = 0; b < binCount; ++b)
        support[b] += best[b];
}

Curve selectedCounts(const Bins& bins) {
    Curve counts{};
    for (std::uint8_t bin : bins)
        counts[bin] += 1;
    sumFromAbove(counts);
    return counts;
}

} // namespace

std::vector<int> patchesAt(const MaskEvidence::ViewEvidence& view,
                           kernels::ArrayView<const float, 1> values,
                           const PrimitiveCloud& cloud,
                           std::span<const EvidenceAnchor> anchors) {
    std::vector<int> patches;
    for (const EvidenceAnchor& anchor : anchors)
        if (const int patch = patchAt(view, values, cloud, anchor); patch > 0)
            patches.push_back(patch);
    std::sort(patches.begin(), patches.end());
    patches.erase(std::unique(patches.begin(), patches.end()), patches.end());
    return patches;
}

std::optional<MaskThreshold> thresholdFromMasks(const MaskEvidence& evidence,
                                                kernels::ArrayView<const float, 1> values,
                                                const PrimitiveCloud& cloud,
                                                std::span<const EvidenceAnchor> anchors,
                                                float granularity) {
    const Bins bins = binsOf(values);
    Curve support{};
    bool any = false;
    for (const auto& view : evidence.views) {
        for (int patch : patchesAt(view, values, cloud, anchors)) {
            addSupport(view, bins, patch, support);
            any = true;
        }
    }
    if (!any)
        return std::nullopt;

    const Curve sizes = selectedCounts(bins);
    const double preference =
        coarsePreference - (coarsePreference + finePreference) * static_cast<double>(granularity);
    const double most = *std::max_element(support.begin(), support.end());
    Curve score{};
    for (std::size_t b = 0; b < binCount; ++b)
        if (sizes[b] > 0 && support[b] >= leastSupport * most)
            score[b] = support[b] * std::exp(preference * std::log2(sizes[b]));
    const auto top = static_cast<int>(std::max_element(score.begin(), score.end()) - score.begin());
    if (!(score[static_cast<std::size_t>(top)] > 0))
        return std::nullopt;
    // The middle of the top's flat part is the safest place.
    int low = top, high = top;
    const double level = 0.98 * score[static_cast<std::size_t>(top)];
    while (low > 0 && score[static_cast<std::size_t>(low) - 1] >= level)
        --low;
    while (high + 1 < binCount && score[static_cast<std::size_t>(high) + 1] >= level)
        ++high;
    return MaskThreshold{thresholdOf(0.5 * (low + high)), support[static_cast<std::size_t>(top)]};
}

float thresholdFromPlateau(kernels::ArrayView<const float, 1> values, float granularity) {
    // Coarse answers lie lower; the window slides with the granularity.
    const Curve sizes = selectedCounts(binsOf(values));
    const int from = binOf(0.55f + 0.25f * granularity), to = binOf(0.8f + 0.15f * granularity);
    constexpr int halfWidth = binCount / 50;
    const auto flatness = [&](int b) {
        const double above = sizes[static_cast<std::size_t>(std::min(binCount - 1, b + halfWidth))];
        const double below = sizes[static_cast<std::size_t>(std::max(0, b - halfWidth))];
        return below > 0 ? above / below : 0;
    };
    int first = from, last = from;
    for (int b = from + 1; b <= to; ++b) {
        if (flatness(b) > flatness(first))
            first = last = b;
        if (last == b - 1 && flatness(b) == flatness(first))
            last = b;
    }
    return thresholdOf(0.5 * (first + last));
}

} // namespace cleave
