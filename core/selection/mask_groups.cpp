// SPDX-License-Identifier: Apache-2.0
#include "core/selection/mask_groups.h"

#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

constexpr float leastMass = 4;         ///< pixels of a group in a photo that is asked
constexpr double votePower = 4;        ///< of the fit: photos whose mask fits poorly hardly count
constexpr double explains = 0.8;       ///< IoU with a group from which a mask starts no other
constexpr double restShare = 0.002;    ///< of a group, whose change it no longer follows
constexpr std::int64_t batchSize = 16; ///< starts looked at at once
constexpr std::int64_t grain = 2;
constexpr const char* tableName = "groups";
constexpr const char* membersName = "group-members";
constexpr std::int64_t tableColumns = 5; ///< primitives, support, agreement, agreeing, seeing

std::int64_t sharedCount(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
    std::int64_t shared = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const std::int32_t left = a[i], right = b[j];
        shared += left == right;
        i += left <= right;
        j += right <= left;
    }
    return shared;
}

/// How many are in one of two ascending lists alone.
double differences(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b) {
    return static_cast<double>(static_cast<std::int64_t>(a.size() + b.size()) -
                               2 * sharedCount(a, b));
}

/// A mask that coincides with a group.
struct Fit {
    std::int32_t mask;
    double iou;
};

/// A group with the masks that speak for it, one a photo at most.
struct Candidate {
    MaskGroup group;
    std::vector<Fit> fits;
};

/// Grows one group at a time; the arrays are kept between groups.
class GroupFinder {
public:
    GroupFinder(const MaskVotes& votes, const MaskGroupParams& params)
        : votes_(votes)
        , params_(params)
        , filled_(static_cast<std::size_t>(votes.patchCount()), 0.0f)
        , chosen_(static_cast<std::size_t>(votes.patchCount()), false)
        , viewVote_(static_cast<std::size_t>(votes.viewCount()), 0.0)
        , viewFit_(static_cast<std::size_t>(votes.viewCount()), 0.0)
        , viewMask_(static_cast<std::size_t>(votes.viewCount()), -1)
        , isCandidate_(static_cast<std::size_t>(votes.primitiveCount), false) {}

    /// Empty when too few photos agree.
    Candidate grow(std::int32_t mask) {
        Candidate candidate;
        MaskGroup& group = candidate.group;
        group.primitives = insideOf(mask);
        for (int round = 0; round < params_.rounds; ++round) {
            const std::vector<std::int32_t> before = group.primitives;
            askViews(group);
            if (group.agreeing < params_.leastViews)
                return {};
            countVotes(group);
            if (differences(group.primitives, before) <=
                restShare * static_cast<double>(before.size()))
                break;
        }
        for (std::size_t view = 0; view < viewMask_.size(); ++view)
            if (viewMask_[view] >= 0)
                candidate.fits.push_back({viewMask_[view], viewFit_[view]});
        return candidate;
    }

private:
    /// Primitives that lie in the mask more than beside it, in its own photo.
    std::vector<std::int32_t> insideOf(std::int32_t mask) {
        const std::int32_t view = votes_.viewOfMask[static_cast<std::size_t>(mask)];
        choose(mask, true);
        std::vector<std::int32_t> inside;
        for (std::int32_t primitive : candidatesOf({&mask, 1})) {
            float sum = 0;
            for (const MaskVotes::Entry& entry : votes_.entriesOf(primitive)) {
                if (votes_.viewOfPatch[static_cast<std::size_t>(entry.patch)] != view)
                    continue;
                sum +=
                    chosen_[static_cast<std::size_t>(entry.patch)] ? entry.weight : -entry.weight;
            }
            if (sum > 0)
                inside.push_back(primitive);
        }
        choose(mask, false);
        return inside;
    }

    void choose(std::int32_t mask, bool isChosen) {
        for (std::int32_t patch : votes_.patchesOf(mask))
            chosen_[static_cast<std::size_t>(patch)] = isChosen;
    }

    /// All primitives that show in the masks, ascending.
    std::vector<std::int32_t> candidatesOf(std::span<const std::int32_t> masks) {
        std::vector<std::int32_t> candidates;
        for (std::int32_t mask : masks) {
            for (std::int32_t patch : votes_.patchesOf(mask)) {
                for (std::int32_t primitive : votes_.membersOf(patch)) {
                    if (isCandidate_[static_cast<std::size_t>(primitive)])
                        continue;
                    isCandidate_[static_cast<std::size_t>(primitive)] = true;
                    candidates.push_back(primitive);
                }
            }
        }
        for (std::int32_t primitive : candidates)
            isCandidate_[static_cast<std::size_t>(primitive)] = false;
        std::sort(candidates.begin(), candidates.end());
        return candidates;
    }

    /// Lets every photo choose the mask that coincides best with the group.
    void askViews(MaskGroup& group) {
        std::vector<std::int32_t> touched;
        for (std::int32_t primitive : group.primitives) {
            for (const MaskVotes::Entry& entry : votes_.entriesOf(primitive)) {
                float& sum = filled_[static_cast<std::size_t>(entry.patch)];
                if (sum == 0)
                    touched.push_back(entry.patch);
                sum += entry.weight;
            }
        }
        std::sort(touched.begin(), touched.end());
        group.agreement = 0;
        group.agreeing = group.seeing = 0;
        std::fill(viewMask_.begin(), viewMask_.end(), -1);
        for (auto begin = touched.begin(); begin != touched.end();) {
            const std::int32_t view = votes_.viewOfPatch[static_cast<std::size_t>(*begin)];
            const auto end = std::lower_bound(
                begin, touched.end(), votes_.patchStarts[static_cast<std::size_t>(view) + 1]);
            askView(view, {begin, end}, group);
            begin = end;
        }
        for (std::int32_t patch : touched)
            filled_[static_cast<std::size_t>(patch)] = 0;
    }

    void askView(std::int32_t view, std::span<const std::int32_t> touched, MaskGroup& group) {
        float mass = 0;
        std::int32_t fullest = -1;
        for (std::int32_t patch : touched) {
            mass += filled_[static_cast<std::size_t>(patch)];
            if (patch == votes_.patchStarts[static_cast<std::size_t>(view)])
                continue; // in no mask
            if (fullest < 0 || filled_[static_cast<std::size_t>(patch)] >
                                   filled_[static_cast<std::size_t>(fullest)])
                fullest = patch;
        }
        if (mass < leastMass)
            return;
        ++group.seeing;
        if (fullest < 0)
            return;
        double best = 0;
        std::int32_t bestMask = -1;
        for (std::int32_t mask : votes_.holdersOf(fullest)) {
            double shared = 0;
            for (std::int32_t patch : votes_.patchesOf(mask))
                shared += filled_[static_cast<std::size_t>(patch)];
            const double fit =
                shared / (votes_.maskAreas[static_cast<std::size_t>(mask)] + mass - shared);
            if (fit > best) {
                best = fit;
                bestMask = mask;
            }
        }
        if (best < params_.leastFit)
            return;
        viewFit_[static_cast<std::size_t>(view)] = best;
        viewVote_[static_cast<std::size_t>(view)] = std::pow(best, votePower);
        viewMask_[static_cast<std::size_t>(view)] = bestMask;
        ++group.agreeing;
        group.agreement += static_cast<float>(best * best);
    }

    /// Every primitive in a chosen mask stays or goes with the majority.
    void countVotes(MaskGroup& group) {
        std::vector<std::int32_t> masks;
        for (std::int32_t mask : viewMask_)
            if (mask >= 0)
                masks.push_back(mask);
        for (std::int32_t mask : masks)
            choose(mask, true);
        group.primitives.clear();
        group.shares.clear();
        for (std::int32_t primitive : candidatesOf(masks)) {
            double votesFor = 0, all = 0;
            for (const MaskVotes::Entry& entry : votes_.entriesOf(primitive)) {
                const auto view = static_cast<std::size_t>(
                    votes_.viewOfPatch[static_cast<std::size_t>(entry.patch)]);
                if (viewMask_[view] < 0)
                    continue;
                const double vote = viewVote_[view] * static_cast<double>(entry.weight);
                all += vote;
                if (chosen_[static_cast<std::size_t>(entry.patch)])
                    votesFor += vote;
            }
            if (!(votesFor > 0.5 * all))
                continue;
            group.primitives.push_back(primitive);
            group.shares.push_back(static_cast<float>(votesFor / all));
        }
        for (std::int32_t mask : masks)
            choose(mask, false);
    }

    const MaskVotes& votes_;
    const MaskGroupParams& params_;
    std::vector<float> filled_;          ///< [patches] by the group
    std::vector<bool> chosen_;           ///< [patches]
    std::vector<double> viewVote_;       ///< [V] weight of a vote
    std::vector<double> viewFit_;        ///< [V]
    std::vector<std::int32_t> viewMask_; ///< [V]
    std::vector<bool> isCandidate_;      ///< [N]
};

double overlapOf(const MaskGroup& a, const MaskGroup& b) {
    const auto shared = static_cast<double>(sharedCount(a, b));
    const double united = static_cast<double>(a.primitives.size() + b.primitives.size()) - shared;
    return united > 0 ? shared / united : 0;
}

/// Adds a candidate, or lets it stand for one that is alike and less supported.
void addCandidate(Candidate candidate, double alike, std::vector<Candidate>& candidates) {
    for (Candidate& known : candidates) {
        const double ratio = static_cast<double>(known.group.primitives.size()) /
                             static_cast<double>(candidate.group.primitives.size());
        if (ratio < alike || ratio > 1 / alike || overlapOf(known.group, candidate.group) < alike)
            continue;
        if (candidate.group.agreement > known.group.agreement)
            known = std::move(candidate);
        return;
    }
    candidates.push_back(std::move(candidate));
}

/// The fewest groups that explain the masks: each mask speaks for the group that it fits best, and
/// groups that are left with masks of too few photos go, the weakest first.
void keepNeeded(std::int64_t maskCount, int leastViews, std::vector<Candidate>& candidates) {
    struct Owner {
        std::size_t candidate;
        double iou;
    };

    for (;;) {
        std::vector<Owner> owners(static_cast<std::size_t>(maskCount), {candidates.size(), 0});
        for (std::size_t c = 0; c < candidates.size(); ++c)
            for (const Fit& fit : candidates[c].fits)
                if (Owner& owner = owners[static_cast<std::size_t>(fit.mask)]; fit.iou > owner.iou)
                    owner = {c, fit.iou};
        std::vector<int> owned(candidates.size(), 0);
        for (Candidate& candidate : candidates)
            candidate.group.support = 0;
        for (const Owner& owner : owners) {
            if (owner.candidate == candidates.size())
                continue;
            ++owned[owner.candidate];
            candidates[owner.candidate].group.support += static_cast<float>(owner.iou * owner.iou);
        }
        std::size_t weakest = candidates.size();
        for (std::size_t c = 0; c < candidates.size(); ++c)
            if (owned[c] < leastViews &&
                (weakest == candidates.size() ||
                 candidates[c].group.support < candidates[weakest].group.support))
                weakest = c;
        if (weakest == candidates.size())
            return;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(weakest));
    }
}

} // namespace

struct MaskGroupSearch::State {
    const MaskVotes& votes;
    MaskGroupParams params;
    std::vector<Candidate> candidates;
    std::vector<bool> isDone; ///< [masks] a start already, or explained
};

MaskGroupSearch::MaskGroupSearch(const MaskVotes& votes, const MaskGroupParams& params)
    : state_(std::make_unique<State>(State{
          votes, params, {}, std::vector<bool>(static_cast<std::size_t>(votes.maskCount()))})) {}

MaskGroupSearch::~MaskGroupSearch() = default;

void MaskGroupSearch::growFrom(std::span<const std::int32_t> masks, Progress& progress) {
    State& state = *state_;
    std::vector<std::int32_t> batch;
    for (std::size_t next = 0; next < masks.size();) {
        progress.advance(static_cast<std::int64_t>(next), static_cast<std::int64_t>(masks.size()));
        batch.clear();
        for (; next < masks.size() && static_cast<std::int64_t>(batch.size()) < batchSize; ++next) {
            const auto mask = static_cast<std::size_t>(masks[next]);
            if (state.isDone[mask])
                continue;
            state.isDone[mask] = true;
            batch.push_back(masks[next]);
        }
        std::vector<Candidate> grown(batch.size());
        kernels::forChunks(static_cast<std::int64_t>(batch.size()),
                           grain,
                           [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                               GroupFinder finder(state.votes, state.params);
                               for (std::int64_t i = begin; i < end; ++i)
                                   grown[static_cast<std::size_t>(i)] =
                                       finder.grow(batch[static_cast<std::size_t>(i)]);
                           });
        for (Candidate& candidate : grown) {
            if (candidate.group.primitives.empty())
                continue;
            for (const Fit& fit : candidate.fits)
                if (fit.iou >= explains)
                    state.isDone[static_cast<std::size_t>(fit.mask)] = true;
            addCandidate(std::move(candidate), state.params.alike, state.candidates);
        }
    }
}

std::vector<MaskGroup> MaskGroupSearch::groups() const {
    std::vector<Candidate> candidates = state_->candidates;
    keepNeeded(state_->votes.maskCount(), state_->params.leastViews, candidates);
    std::vector<MaskGroup> groups;
    for (Candidate& candidate : candidates)
        groups.push_back(std::move(candidate.group));
    std::stable_sort(groups.begin(), groups.end(), [](const MaskGroup& a, const MaskGroup& b) {
        return a.primitives.size() > b.primitives.size();
    });
    return groups;
}

std::vector<MaskGroup>
findMaskGroups(const MaskVotes& votes, const MaskGroupParams& params, Progress& progress) {
    std::vector<std::int32_t> all(static_cast<std::size_t>(votes.maskCount()));
    std::iota(all.begin(), all.end(), 0);
    MaskGroupSearch search(votes, params);
    search.growFrom(all, progress);
    return search.groups();
}

std::int64_t sharedCount(const MaskGroup& a, const MaskGroup& b) {
    return sharedCount(a.primitives, b.primitives);
}

void adoptUnseen(const MaskVotes& votes,
                 const PrimitiveGraph& graph,
                 std::vector<MaskGroup>& groups) {
    // Whom an unseen primitive follows: the nearest that is seen, directly or through others that
    // are not.
    std::vector<std::int32_t> leader(static_cast<std::size_t>(votes.primitiveCount), -1);
    std::vector<std::int32_t> lost;
    for (std::int64_t i = 0; i < votes.primitiveCount; ++i) {
        if (!votes.entriesOf(i).empty())
            leader[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i);
        else
            lost.push_back(static_cast<std::int32_t>(i));
    }
    const std::size_t unseen = lost.size();
    for (int round = 0; round < 4 && !lost.empty(); ++round) {
        std::vector<std::pair<std::int32_t, std::int32_t>> found;
        for (const std::int32_t primitive : lost) {
            for (std::int64_t k = 0; k < graph.neighborCount(); ++k) {
                const std::int32_t neighbor = graph.neighbors(primitive, k);
                if (neighbor < 0 || leader[static_cast<std::size_t>(neighbor)] < 0)
                    continue;
                found.emplace_back(primitive, leader[static_cast<std::size_t>(neighbor)]);
                break;
            }
        }
        for (const auto& [primitive, seen] : found)
            leader[static_cast<std::size_t>(primitive)] = seen;
        std::erase_if(lost, [&](std::int32_t primitive) {
            return leader[static_cast<std::size_t>(primitive)] >= 0;
        });
    }
    if (unseen == lost.size())
        return;

    std::vector<float> share(leader.size(), 0.0f);
    for (MaskGroup& group : groups) {
        for (std::size_t i = 0; i < group.primitives.size(); ++i)
            share[static_cast<std::size_t>(group.primitives[i])] = group.shares[i];
        MaskGroup grown = group;
        grown.primitives.clear();
        grown.shares.clear();
        for (std::size_t i = 0; i < leader.size(); ++i) {
            const float value = leader[i] >= 0 ? share[static_cast<std::size_t>(leader[i])] : 0;
            if (!(value > 0))
                continue;
            grown.primitives.push_back(static_cast<std::int32_t>(i));
            grown.shares.push_back(value);
        }
        for (const std::int32_t primitive : group.primitives)
            share[static_cast<std::size_t>(primitive)] = 0;
        group = std::move(grown);
    }
}

void storeGroups(const std::vector<MaskGroup>& groups,
                 std::map<std::string, kernels::Array<float, 2>>& arrays) {
    std::size_t count = 0;
    for (const MaskGroup& group : groups)
        count += group.primitives.size();
    kernels::Array<float, 2> table(groups.size(), tableColumns), members(count, 2);
    float* out = members.data();
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const MaskGroup& group = groups[g];
        const auto row = static_cast<std::int64_t>(g);
        table(row, 0) =
            __builtin_bit_cast(float, static_cast<std::int32_t>(group.primitives.size()));
        table(row, 1) = group.support;
        table(row, 2) = group.agreement;
        table(row, 3) = static_cast<float>(group.agreeing);
        table(row, 4) = static_cast<float>(group.seeing);
        for (std::size_t i = 0; i < group.primitives.size(); ++i) {
            *out++ = __builtin_bit_cast(float, group.primitives[i]); // exact beyond 2^24
            *out++ = group.shares[i];
        }
    }
    arrays[tableName] = std::move(table);
    arrays[membersName] = std::move(members);
}

std::vector<MaskGroup> loadGroups(const std::map<std::string, kernels::Array<float, 2>>& arrays) {
    std::vector<MaskGroup> groups;
    const auto table = arrays.find(tableName), members = arrays.find(membersName);
    if (table == arrays.end() || members == arrays.end() || table->second.size(1) != tableColumns)
        return groups;
    std::int64_t next = 0;
    for (std::int64_t g = 0; g < table->second.size(0); ++g) {
        MaskGroup& group = groups.emplace_back();
        const auto count = __builtin_bit_cast(std::int32_t, table->second(g, 0));
        if (count < 0 || next + count > members->second.size(0))
            return {};
        group.support = table->second(g, 1);
        group.agreement = table->second(g, 2);
        group.agreeing = static_cast<int>(table->second(g, 3));
        group.seeing = static_cast<int>(table->second(g, 4));
        for (std::int32_t i = 0; i < count; ++i, ++next) {
            group.primitives.push_back(__builtin_bit_cast(std::int32_t, members->second(next, 0)));
            group.shares.push_back(members->second(next, 1));
        }
    }
    return groups;
}

} // namespace cleave
