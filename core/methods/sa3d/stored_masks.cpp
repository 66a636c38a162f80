// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/stored_masks.h"

#include "core/rendering/renderer.h"
#include "core/selection/mask_groups.h"

#include <algorithm>
#include <cmath>

namespace cleave::sa3d {

namespace {

/// Patches with this share of what the prompt shows in a photo are where it points.
constexpr float pointedShare = 0.15f;
/// Of a mask that an answer fills, for it to be a part of that.
constexpr float insideShare = 0.8f;
constexpr float leastMass = 4; ///< pixels of the answer in a view that is asked
constexpr int searchRounds = 3;
/// Votes against, in pixels, that every primitive starts with.
constexpr float startAgainst = 0.5f;
/// Values of members that no view has voted about, and the least and most of members and others.
constexpr float unseenMember = 0.75f, leastMember = 0.501f, mostOther = 0.499f;

/// Sums per patch, with the list of those that are not zero.
class PatchSums {
public:
    explicit PatchSums(const MaskVotes& votes)
        : sums_(static_cast<std::size_t>(votes.patchCount()), 0.0f) {}

    void add(std::int32_t patch, float weight) {
        float& sum = sums_[static_cast<std::size_t>(patch)];
        if (sum == 0)
            touched_.push_back(patch);
        sum += weight;
    }

    float operator[](std::int32_t patch) const { return sums_[static_cast<std::size_t>(patch)]; }

    /// Ascending.
    const std::vector<std::int32_t>& touched() {
        std::sort(touched_.begin(), touched_.end());
        return touched_;
    }

private:
    std::vector<float> sums_;
    std::vector<std::int32_t> touched_;
};

/// What an answer is in one view.
struct ViewFit {
    float mass = 0; ///< pixels that it fills
    std::int32_t mask = -1;
    float iou = 0; ///< of that mask, the best
};

class Asking {
public:
    Asking(const Task& task, const MaskVotes& votes, std::span<const std::size_t> views)
        : task_(task)
        , votes_(votes)
        , views_(views)
        , params_{.leastViews = std::min<int>(2, static_cast<int>(views.size()))} {}

    std::optional<StoredAnswer>
    answer(const PointedAt& pointed, const Candidate* boxed, Progress progress) {
        std::vector<GroupSeeds> wanted = pointed.wantedSeeds;
        std::vector<std::int32_t> starts;
        if (boxed) {
            const std::int32_t mask = maskOf(*boxed);
            if (mask < 0)
                return std::nullopt;
            starts.push_back(mask);
            wanted = {seedsIn(mask)};
        } else {
            for (const GroupSeeds& seeds : wanted)
                addMasksAround(seeds, starts);
        }
        for (const GroupSeeds& seeds : pointed.unwantedSeeds)
            addMasksAround(seeds, starts);
        const auto members =
            search(wanted, pointed.unwantedSeeds, starts, boxed != nullptr, progress);
        if (members.empty())
            return std::nullopt;
        return votedOn(pointed, withUnseen(members));
    }

private:
    /// The members of the answer, ascending; empty where too few views agree.
    std::vector<std::int32_t> search(std::span<const GroupSeeds> wanted,
                                     std::span<const GroupSeeds> unwanted,
                                     std::vector<std::int32_t> starts,
                                     bool isGiven,
                                     Progress& progress) const {
        const kernels::Array<float, 1> alike(votes_.primitiveCount);
        MaskGroupSearch groups(votes_, params_);
        std::vector<std::int32_t> members;
        for (int round = 0; round < searchRounds; ++round) {
            Progress part = progress.part(static_cast<double>(round) / searchRounds,
                                          (round + 1.0) / searchRounds);
            groups.growFrom(starts, part);
            const GroupIndex index(groups.groups(), votes_.primitiveCount);
            const auto found =
                answerFromGroups(index, wanted, unwanted, task_.granularity, alike.constView());
            if (!found)
                return {};
            std::vector<std::int32_t> now;
            for (std::int64_t i = 0; i < found->values.count(); ++i)
                if (found->values(i) > found->threshold)
                    now.push_back(static_cast<std::int32_t>(i));
            if (isGiven || now == members)
                return now;
            members = std::move(now);
            // Its parts tell what is left over beside them, and what only seems to be one thing.
            starts = masksInside(members);
        }
        return members;
    }

    /// Masks that hold what is pointed at, in all photos. A primitive counts the same however large
    /// it is: a large one beside a small thing would point everywhere else.
    void addMasksAround(const GroupSeeds& seeds, std::vector<std::int32_t>& masks) const {
        PatchSums shown(votes_);
        std::vector<float> filled(static_cast<std::size_t>(votes_.viewCount()));
        for (std::size_t i = 0; i < seeds.primitives.size(); ++i) {
            const auto entries = votes_.entriesOf(seeds.primitives[i]);
            std::fill(filled.begin(), filled.end(), 0.0f);
            for (const MaskVotes::Entry& entry : entries)
                filled[viewOf(entry.patch)] += entry.weight;
            for (const MaskVotes::Entry& entry : entries)
                shown.add(entry.patch,
                          seeds.weights[i] * entry.weight / filled[viewOf(entry.patch)]);
        }
        std::fill(filled.begin(), filled.end(), 0.0f);
        for (const std::int32_t patch : shown.touched())
            filled[viewOf(patch)] += shown[patch];
        for (const std::int32_t patch : shown.touched())
            if (shown[patch] >= pointedShare * filled[viewOf(patch)])
                for (const std::int32_t mask : votes_.holdersOf(patch))
                    masks.push_back(mask);
        makeUnique(masks);
    }

    std::vector<std::int32_t> masksInside(const std::vector<std::int32_t>& members) const {
        PatchSums filled = filledBy(members);
        std::vector<std::int32_t> masks;
        for (const std::int32_t patch : filled.touched())
            for (const std::int32_t mask : votes_.holdersOf(patch))
                masks.push_back(mask);
        makeUnique(masks);
        std::erase_if(masks, [&](std::int32_t mask) {
            return sharedWith(filled, mask) < insideShare * areaOf(mask);
        });
        return masks;
    }

    static void makeUnique(std::vector<std::int32_t>& values) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
    }

    std::size_t viewOf(std::int32_t patch) const {
        return static_cast<std::size_t>(votes_.viewOfPatch[static_cast<std::size_t>(patch)]);
    }

    float areaOf(std::int32_t mask) const {
        return votes_.maskAreas[static_cast<std::size_t>(mask)];
    }

    float sharedWith(const PatchSums& filled, std::int32_t mask) const {
        float shared = 0;
        for (const std::int32_t patch : votes_.patchesOf(mask))
            shared += filled[patch];
        return shared;
    }

    PatchSums filledBy(const std::vector<std::int32_t>& members) const {
        PatchSums filled(votes_);
        for (const std::int32_t member : members)
            for (const MaskVotes::Entry& entry : votes_.entriesOf(member))
                filled.add(entry.patch, entry.weight);
        return filled;
    }

    const MaskHierarchy& hierarchyOf(std::size_t view) const {
        return task_.segmenter.storedMasks()->find(task_.views[views_[view]].id)->hierarchy;
    }

    /// The mask with the patches that lie mostly inside the candidate; -1: none.
    std::int32_t maskOf(const Candidate& candidate) const {
        const auto found = std::find(views_.begin(), views_.end(), candidate.view);
        if (found == views_.end())
            return -1;
        const auto view = static_cast<std::size_t>(found - views_.begin());
        const MaskHierarchy& hierarchy = hierarchyOf(view);
        std::vector<std::int64_t> inside(static_cast<std::size_t>(hierarchy.patchCount), 0);
        for (std::size_t p = 0; p < candidate.mask.pixels.size(); ++p)
            inside[static_cast<std::size_t>(hierarchy.patches.pixels[p])] +=
                candidate.mask.pixels[p] ? 1 : -1;
        std::vector<std::int32_t> patches;
        for (std::size_t p = 1; p < inside.size(); ++p)
            if (inside[p] > 0)
                patches.push_back(votes_.patchStarts[view] + static_cast<std::int32_t>(p));
        for (std::int32_t mask = 0; mask < votes_.maskCount(); ++mask)
            if (std::ranges::equal(votes_.patchesOf(mask), patches))
                return mask;
        return -1;
    }

    /// What shows in a mask more than beside it, in its photo.
    GroupSeeds seedsIn(std::int32_t mask) const {
        const std::int32_t view = votes_.viewOfMask[static_cast<std::size_t>(mask)];
        std::vector<bool> isIn(static_cast<std::size_t>(votes_.patchCount()), false);
        for (const std::int32_t patch : votes_.patchesOf(mask))
            isIn[static_cast<std::size_t>(patch)] = true;
        GroupSeeds seeds;
        for (std::int64_t i = 0; i < votes_.primitiveCount; ++i) {
            float balance = 0;
            for (const MaskVotes::Entry& entry : votes_.entriesOf(i))
                if (votes_.viewOfPatch[static_cast<std::size_t>(entry.patch)] == view)
                    balance +=
                        isIn[static_cast<std::size_t>(entry.patch)] ? entry.weight : -entry.weight;
            if (!(balance > 0))
                continue;
            seeds.primitives.push_back(i);
            seeds.weights.push_back(balance);
        }
        return seeds;
    }

    /// What no view shows goes with what lies next to it: the inside of things, their underside.
    std::vector<std::int32_t> withUnseen(std::vector<std::int32_t> members) const {
        std::vector<MaskGroup> group(1);
        group[0].shares.assign(members.size(), 1.0f);
        group[0].primitives = std::move(members);
        adoptUnseen(votes_, task_.views.graph(), group);
        return std::move(group[0].primitives);
    }

    std::vector<ViewFit> fitsOf(const std::vector<std::int32_t>& members) const {
        PatchSums filled = filledBy(members);
        std::vector<ViewFit> fits(views_.size());
        std::vector<std::int32_t> masks;
        for (const std::int32_t patch : filled.touched()) {
            fits[viewOf(patch)].mass += filled[patch];
            for (const std::int32_t mask : votes_.holdersOf(patch))
                masks.push_back(mask);
        }
        makeUnique(masks);
        for (const std::int32_t mask : masks) {
            ViewFit& fit =
                fits[static_cast<std::size_t>(votes_.viewOfMask[static_cast<std::size_t>(mask)])];
            const float shared = sharedWith(filled, mask);
            const float iou = shared / (areaOf(mask) + fit.mass - shared);
            if (iou <= fit.iou)
                continue;
            fit.iou = iou;
            fit.mask = mask;
        }
        return fits;
    }

    bool isAccepted(const ViewFit& fit) const {
        return fit.mask >= 0 && fit.mass >= leastMass && fit.iou >= task_.params.gate;
    }

    StoredAnswer votedOn(const PointedAt& pointed, const std::vector<std::int32_t>& members) const {
        const std::vector<ViewFit> fits = fitsOf(members);
        StoredAnswer answer{sharesOf(members, fits), {}};
        const bool wantsMasks = static_cast<bool>(task_.feedback.onRefined);
        kernels::Array<float, 2> inside(wantsMasks ? votes_.primitiveCount : 0, 1);
        if (wantsMasks)
            for (const std::int32_t member : members)
                inside(member, 0) = 1;
        for (std::size_t v = 0; v < views_.size(); ++v) {
            const bool isPrompted =
                std::any_of(pointed.views.begin(),
                            pointed.views.end(),
                            [&](const PromptedView& each) { return each.view == views_[v]; });
            if (fits[v].mass < leastMass && !isPrompted)
                continue; // nothing of it is seen here
            answer.agreements.push_back(agreementOf(task_.views,
                                                    views_[v],
                                                    fits[v].mask < 0       ? ViewVerdict::Unanswered
                                                    : !isAccepted(fits[v]) ? ViewVerdict::Rejected
                                                    : isPrompted           ? ViewVerdict::Prompted
                                                                           : ViewVerdict::Accepted,
                                                    fits[v].iou));
            if (fits[v].mask >= 0)
                answer.agreements.back().predicted = storedMask(v, fits[v].mask);
            if (wantsMasks)
                answer.agreements.back().rendered = renderedMask(v, inside);
        }
        return answer;
    }

    /// Votes of the accepted views' masks, each by the pixels and by how well its mask fits.
    kernels::Array<float, 1> sharesOf(const std::vector<std::int32_t>& members,
                                      const std::vector<ViewFit>& fits) const {
        std::vector<bool> isIn(static_cast<std::size_t>(votes_.patchCount()), false);
        std::vector<float> weights(fits.size(), 0.0f);
        for (std::size_t v = 0; v < fits.size(); ++v) {
            if (!isAccepted(fits[v]))
                continue;
            weights[v] = fits[v].iou * fits[v].iou;
            for (const std::int32_t patch : votes_.patchesOf(fits[v].mask))
                isIn[static_cast<std::size_t>(patch)] = true;
        }
        std::vector<bool> isMember(static_cast<std::size_t>(votes_.primitiveCount), false);
        for (const std::int32_t member : members)
            isMember[static_cast<std::size_t>(member)] = true;
        kernels::Array<float, 1> values(votes_.primitiveCount);
        for (std::int64_t i = 0; i < values.count(); ++i) {
            float votesFor = 0, all = 0;
            for (const MaskVotes::Entry& entry : votes_.entriesOf(i)) {
                const float vote = weights[viewOf(entry.patch)] * entry.weight;
                all += vote;
                votesFor += isIn[static_cast<std::size_t>(entry.patch)] ? vote : 0;
            }
            const float share = votesFor / (all + startAgainst);
            if (isMember[static_cast<std::size_t>(i)])
                values(i) = all > 0 ? std::max(share, leastMember) : unseenMember;
            else
                values(i) = std::min(share, mostOther);
        }
        return values;
    }

    Rle renderedMask(std::size_t view, const kernels::Array<float, 2>& inside) const {
        task_.feedback.progress.check();
        RenderRequest request;
        request.color = false;
        request.values = inside.constView();
        const RenderedView rendered =
            renderView(task_.views.field(), task_.views[views_[view]].camera, request);
        Image mask(rendered.values.width, rendered.values.height, 1);
        for (std::size_t p = 0; p < mask.pixels.size(); ++p)
            mask.pixels[p] = rendered.values.pixels[p] > 0.5f * rendered.alpha.pixels[p] &&
                             rendered.alpha.pixels[p] > 0.5f;
        return encodeRle(mask);
    }

    Rle storedMask(std::size_t view, std::int32_t mask) const {
        const MaskHierarchy& hierarchy = hierarchyOf(view);
        std::vector<bool> isIn(static_cast<std::size_t>(hierarchy.patchCount), false);
        for (const std::int32_t patch : votes_.patchesOf(mask))
            isIn[static_cast<std::size_t>(patch - votes_.patchStarts[view])] = true;
        Image image(hierarchy.patches.width, hierarchy.patches.height, 1);
        for (std::size_t p = 0; p < image.pixels.size(); ++p)
            image.pixels[p] = isIn[static_cast<std::size_t>(hierarchy.patches.pixels[p])];
        return encodeRle(image);
    }

    const Task& task_;
    const MaskVotes& votes_;
    std::span<const std::size_t> views_; ///< in the order of the votes
    MaskGroupParams params_;
};

} // namespace

std::optional<StoredAnswer> askStoredMasks(const Task& task,
                                           const PointedAt& pointed,
                                           std::span<const std::size_t> views,
                                           const Candidate* boxed,
                                           const Progress& progress) {
    const MaskSet& masks = *task.segmenter.storedMasks();
    const auto votes = task.views.maskVotes(views, masks, progress.part(0, 0.7));
    return Asking(task, *votes, views).answer(pointed, boxed, progress.part(0.7, 1));
}

} // namespace cleave::sa3d
