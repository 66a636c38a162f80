// SPDX-License-Identifier: Apache-2.0
#include "core/selection/group_answer.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cleave {

namespace {

/// A group is the better answer as agreement * size^exponent; at granularity 0 and 1.
constexpr double wholeExponent = 0.6;
constexpr double partExponent = -1.1;
/// Every further prompt inside makes a small part likelier than a large one: were the large one
/// meant, some prompt would lie beside the small one.
constexpr double exponentPerPrompt = -0.5;
/// With several prompts, how much the masks count that fit no other group better: of a whole.
constexpr double ownShare = 0.25;
/// Of three or more prompts one may lie just beside the answer: the worth of such a group, and from
/// how many prompts on.
constexpr double wholeMissingOne = 0.85, partMissingOne = 0.5;
constexpr std::size_t mayMissFrom = 3;
/// The joint answer to several prompts must have this share of the agreement that they have alone.
constexpr float jointShare = 0.5f;
/// Nested: this share of the smaller lies in the larger.
constexpr double nestedShare = 0.85;
constexpr double finerRatio = 0.87;    ///< of sizes, from which two nested groups are two levels
constexpr double partRatio = 0.7;      ///< of sizes, from which a group is a part of another
constexpr int partViews = 3;           ///< photos that must show a part that is taken off the rest
constexpr double leastRest = 0.1;      ///< of a group that its parts must leave over, to be a part
constexpr double rivalShare = 0.4;     ///< of a group, that a rival inside makes up at least
constexpr float rivalAgreement = 1.3f; ///< times the agreement of the group around it
constexpr int mostLevels = 6;
constexpr float insideFrom = 0.5f; ///< values of what is outside of all groups end here
constexpr float insideRange = 0.48f;

using GroupIds = std::vector<std::int32_t>; ///< ascending

bool isNested(const MaskGroup& small, const MaskGroup& large) {
    return static_cast<double>(sharedCount(small, large)) >=
           nestedShare * static_cast<double>(small.primitives.size());
}

/// Groups that hold more than half of what the prompt points at.
GroupIds groupsAround(const GroupIndex& index, const GroupSeeds& seeds) {
    std::map<std::int32_t, float> inside;
    float all = 0;
    for (std::size_t i = 0; i < seeds.primitives.size(); ++i) {
        all += seeds.weights[i];
        for (const std::int32_t group : index.groupsOf(seeds.primitives[i]))
            inside[group] += seeds.weights[i];
    }
    GroupIds found;
    for (const auto& [group, weight] : inside)
        if (weight > 0.5f * all)
            found.push_back(group);
    return found;
}

GroupIds common(const GroupIds& a, const GroupIds& b) {
    GroupIds both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

GroupIds united(const GroupIds& a, const GroupIds& b) {
    GroupIds all;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
    return all;
}

GroupIds without(const GroupIds& a, const GroupIds& b) {
    GroupIds left;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left));
    return left;
}

double scoreOf(const MaskGroup& group, float granularity, std::size_t promptCount) {
    const auto fineness = static_cast<double>(granularity);
    const double further = static_cast<double>(promptCount) - 1;
    const double exponent = std::lerp(wholeExponent, partExponent, fineness) +
                            further * std::lerp(0.0, exponentPerPrompt, fineness);
    const double own = promptCount > 1 ? std::lerp(ownShare, 0.0, fineness) : 0;
    return std::pow(static_cast<double>(group.agreement), 1 - own) *
           std::pow(static_cast<double>(group.support), own) *
           std::pow(static_cast<double>(group.primitives.size()), exponent);
}

/// The best candidate; -1 when there is none. Groups run together from what the prompts show and a
/// better known thing beside it are taken only where there is nothing else. around: all groups that
/// hold a prompt.
std::int32_t bestOf(const GroupIndex& index,
                    const GroupIds& candidates,
                    const GroupIds& around,
                    float granularity,
                    std::size_t promptCount) {
    std::int32_t best = -1;
    double bestScore = 0;
    bool isBestTogether = false;
    for (const std::int32_t id : candidates) {
        const MaskGroup& group = index.groups()[static_cast<std::size_t>(id)];
        const double score = scoreOf(group, granularity, promptCount);
        const bool isRunTogether = !without(index.rivalsOf(id), around).empty();
        if (best >= 0 && (isRunTogether != isBestTogether ? isRunTogether : score <= bestScore))
            continue;
        bestScore = score;
        best = id;
        isBestTogether = isRunTogether;
    }
    return best;
}

/// The one answer to all prompts: a group that holds them all, or all but one where they are many.
/// joint: the groups that hold all; those that may miss one join where one of them is the answer.
std::int32_t bestTogether(const GroupIndex& index,
                          const std::vector<GroupIds>& alone,
                          const GroupIds& around,
                          float granularity,
                          GroupIds& joint) {
    const std::int32_t best = bestOf(index, joint, around, granularity, alone.size());
    // Without a common group the prompts mean several things.
    if (best < 0 || alone.size() < mayMissFrom)
        return best;
    GroupIds missing;
    for (const std::int32_t id : around)
        if (std::count_if(alone.begin(), alone.end(), [&](const GroupIds& ids) {
                return std::binary_search(ids.begin(), ids.end(), id);
            }) == static_cast<std::ptrdiff_t>(alone.size()) - 1)
            missing.push_back(id);
    const std::int32_t other = bestOf(index, missing, around, granularity, alone.size());
    const auto score = [&](std::int32_t id) {
        return id < 0 ? 0.0
                      : scoreOf(index.groups()[static_cast<std::size_t>(id)],
                                granularity,
                                alone.size());
    };
    const double worth =
        std::lerp(wholeMissingOne, partMissingOne, static_cast<double>(granularity));
    if (!(worth * score(other) > score(best)))
        return best;
    joint = united(joint, missing);
    return other;
}

/// Nested sets of primitives around one or several prompts, the largest first; `chosen` answers.
struct Chain {
    struct Level {
        std::vector<std::int32_t> primitives;
        std::vector<float> shares;
    };

    std::vector<Level> levels;
    std::size_t chosen = 0;
};

class ChainBuilder {
public:
    ChainBuilder(const GroupIndex& index, GroupIds candidates, GroupIds around)
        : index_(index)
        , candidates_(std::move(candidates))
        , around_(std::move(around)) {}

    Chain build(std::int32_t answer, float granularity) {
        const GroupIds ids = nestedAround(answer);
        Chain chain;
        for (const std::int32_t id : ids) {
            if (id == answer)
                chain.chosen = chain.levels.size();
            const MaskGroup& group = groupOf(id);
            chain.levels.push_back({group.primitives, group.shares});
        }
        // Every level keeps what it has, and takes over what finer ones have more.
        for (std::size_t k = chain.chosen; k-- > 0;)
            add(chain.levels[k], chain.levels[k + 1]);
        for (std::size_t k = chain.chosen + 1; k < chain.levels.size(); ++k)
            cut(chain.levels[k], chain.levels[k - 1]);
        const bool endsInAnswer = chain.chosen + 1 == chain.levels.size();
        if (addRest(ids.back(), chain) && endsInAnswer && granularity > 0.5f)
            chain.chosen = chain.levels.size() - 1;
        return chain;
    }

private:
    const MaskGroup& groupOf(std::int32_t id) const {
        return index_.groups()[static_cast<std::size_t>(id)];
    }

    bool isLevelBelow(std::int32_t finer, std::int32_t coarser) const {
        const MaskGroup &small = groupOf(finer), &large = groupOf(coarser);
        return static_cast<double>(small.primitives.size()) <
                   finerRatio * static_cast<double>(large.primitives.size()) &&
               isNested(small, large);
    }

    /// The answer with the best supported candidates that nest with it and with each other; larger
    /// ones first.
    GroupIds nestedAround(std::int32_t answer) const {
        GroupIds byScore = candidates_, chain{answer};
        std::stable_sort(byScore.begin(), byScore.end(), [&](std::int32_t a, std::int32_t b) {
            return groupOf(a).agreement > groupOf(b).agreement;
        });
        for (const std::int32_t id : byScore) {
            if (static_cast<int>(chain.size()) == mostLevels)
                break;
            const bool fits = std::all_of(chain.begin(), chain.end(), [&](std::int32_t other) {
                return id != other &&
                       (id > other ? isLevelBelow(id, other) : isLevelBelow(other, id));
            });
            if (fits)
                chain.insert(std::lower_bound(chain.begin(), chain.end(), id), id);
        }
        return chain; // ids ascend as sizes descend
    }

    static void add(Chain::Level& level, const Chain::Level& finer) {
        std::map<std::int32_t, float> all;
        for (std::size_t i = 0; i < level.primitives.size(); ++i)
            all[level.primitives[i]] = level.shares[i];
        for (std::size_t i = 0; i < finer.primitives.size(); ++i)
            all.try_emplace(finer.primitives[i], finer.shares[i]);
        level = {};
        for (const auto& [primitive, share] : all) {
            level.primitives.push_back(primitive);
            level.shares.push_back(share);
        }
    }

    static void cut(Chain::Level& level, const Chain::Level& coarser) {
        Chain::Level kept;
        for (std::size_t i = 0; i < level.primitives.size(); ++i) {
            if (!std::binary_search(
                    coarser.primitives.begin(), coarser.primitives.end(), level.primitives[i]))
                continue;
            kept.primitives.push_back(level.primitives[i]);
            kept.shares.push_back(level.shares[i]);
        }
        level = std::move(kept);
    }

    /// What the parts of the finest group leave over around the prompts.
    bool addRest(std::int32_t finest, Chain& chain) const {
        const MaskGroup& whole = groupOf(finest);
        const Chain::Level& last = chain.levels.back();
        std::vector<bool> isTaken(last.primitives.size(), false);
        for (std::size_t g = static_cast<std::size_t>(finest) + 1; g < index_.groups().size();
             ++g) {
            const MaskGroup& part = index_.groups()[g];
            if (part.agreeing < partViews ||
                std::binary_search(around_.begin(), around_.end(), static_cast<std::int32_t>(g)))
                continue;
            if (static_cast<double>(part.primitives.size()) >
                    partRatio * static_cast<double>(whole.primitives.size()) ||
                !isNested(part, whole))
                continue;
            for (std::size_t i = 0; i < last.primitives.size(); ++i)
                if (std::binary_search(
                        part.primitives.begin(), part.primitives.end(), last.primitives[i]))
                    isTaken[i] = true;
        }
        Chain::Level rest;
        for (std::size_t i = 0; i < last.primitives.size(); ++i) {
            if (isTaken[i])
                continue;
            rest.primitives.push_back(last.primitives[i]);
            rest.shares.push_back(last.shares[i]);
        }
        const auto size = static_cast<double>(last.primitives.size());
        if (static_cast<double>(rest.primitives.size()) < leastRest * size ||
            static_cast<double>(rest.primitives.size()) > 0.99 * size)
            return false;
        chain.levels.push_back(std::move(rest));
        return true;
    }

    const GroupIndex& index_;
    GroupIds candidates_; ///< around the prompts, allowed by negative ones
    GroupIds around_;     ///< all that hold a prompt
};

/// Levels counted from the answer, so that the answers of several chains share one threshold.
void writeValues(const Chain& chain,
                 std::size_t coarserLevels,
                 std::size_t finerLevels,
                 kernels::ArrayView<const float, 1> similarity,
                 kernels::ArrayView<float, 1> values) {
    const float step = insideRange / static_cast<float>(coarserLevels + 1 + finerLevels);
    for (std::size_t k = 0; k < chain.levels.size(); ++k) {
        const float from = insideFrom + step * static_cast<float>(coarserLevels + k - chain.chosen);
        const Chain::Level& level = chain.levels[k];
        for (std::size_t i = 0; i < level.primitives.size(); ++i) {
            const std::int32_t primitive = level.primitives[i];
            const float within =
                0.05f + 0.45f * (std::clamp(similarity(primitive), 0.0f, 1.0f) + level.shares[i]);
            values(primitive) = std::max(values(primitive), from + step * within);
        }
    }
}

} // namespace

GroupIndex::GroupIndex(std::vector<MaskGroup> groups, std::int64_t primitiveCount)
    : groups_(std::move(groups))
    , starts_(static_cast<std::size_t>(primitiveCount) + 1, 0) {
    for (const MaskGroup& group : groups_)
        for (const std::int32_t primitive : group.primitives)
            ++starts_[static_cast<std::size_t>(primitive) + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i)
        starts_[i] += starts_[i - 1];
    memberOf_.resize(static_cast<std::size_t>(starts_.back()));
    std::vector<std::int64_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t g = 0; g < groups_.size(); ++g)
        for (const std::int32_t primitive : groups_[g].primitives)
            memberOf_[static_cast<std::size_t>(next[static_cast<std::size_t>(primitive)]++)] =
                static_cast<std::int32_t>(g);
    findRivals();
}

void GroupIndex::findRivals() {
    rivals_.resize(groups_.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        const MaskGroup& group = groups_[g];
        for (std::size_t r = g + 1; r < groups_.size(); ++r) {
            const MaskGroup& rival = groups_[r];
            if (static_cast<double>(rival.primitives.size()) <
                rivalShare * static_cast<double>(group.primitives.size()))
                break; // smaller ones follow
            if (rival.agreement > rivalAgreement * group.agreement && isNested(rival, group))
                rivals_[g].push_back(static_cast<std::int32_t>(r));
        }
    }
}

std::span<const std::int32_t> GroupIndex::groupsOf(std::int64_t primitive) const {
    const auto i = static_cast<std::size_t>(primitive);
    return {memberOf_.data() + starts_[i], memberOf_.data() + starts_[i + 1]};
}

std::optional<GroupAnswer> answerFromGroups(const GroupIndex& index,
                                            std::span<const GroupSeeds> positive,
                                            std::span<const GroupSeeds> negative,
                                            float granularity,
                                            kernels::ArrayView<const float, 1> similarity) {
    GroupIds shown, forbidden; // by the positive and by the negative prompts
    for (const GroupSeeds& seeds : positive)
        shown = united(shown, groupsAround(index, seeds));
    for (const GroupSeeds& seeds : negative)
        forbidden = united(forbidden, groupsAround(index, seeds));
    std::vector<GroupIds> alone;
    float leastAgreement = 0;
    for (const GroupSeeds& seeds : positive) {
        const GroupIds all = groupsAround(index, seeds);
        // A group that holds both is taken only where there is no other, and loses the negative's
        // part below.
        const GroupIds allowed = without(all, forbidden);
        alone.push_back(allowed.empty() ? all : allowed);
        const std::int32_t best = bestOf(index, alone.back(), all, granularity, 1);
        if (best < 0)
            return std::nullopt;
        const float agreement = index.groups()[static_cast<std::size_t>(best)].agreement;
        leastAgreement = alone.size() == 1 ? agreement : std::min(leastAgreement, agreement);
    }
    if (alone.empty())
        return std::nullopt;
    GroupIds joint = alone.front(), around;
    for (const GroupIds& ids : alone) {
        joint = common(joint, ids);
        around = united(around, ids);
    }

    std::vector<Chain> chains;
    const std::int32_t together = bestTogether(index, alone, around, granularity, joint);
    if (together >= 0 &&
        index.groups()[static_cast<std::size_t>(together)].agreement >= jointShare * leastAgreement)
        chains.push_back(ChainBuilder(index, joint, around).build(together, granularity));
    else
        for (const GroupIds& ids : alone)
            chains.push_back(ChainBuilder(index, ids, ids)
                                 .build(bestOf(index, ids, ids, granularity, 1), granularity));

    std::size_t coarser = 0, finer = 0;
    for (const Chain& chain : chains) {
        coarser = std::max(coarser, chain.chosen);
        finer = std::max(finer, chain.levels.size() - 1 - chain.chosen);
    }
    GroupAnswer answer{kernels::Array<float, 1>(similarity.size(0)), 0};
    for (std::int64_t i = 0; i < similarity.size(0); ++i)
        answer.values(i) = insideFrom * std::clamp(similarity(i), 0.0f, 1.0f);
    for (const Chain& chain : chains)
        writeValues(chain, coarser, finer, similarity, answer.values.view());
    for (const GroupSeeds& seeds : negative) {
        const std::int32_t part = bestOf(
            index, without(groupsAround(index, seeds), shown), groupsAround(index, seeds), 1, 1);
        if (part < 0)
            continue;
        for (const std::int32_t primitive :
             index.groups()[static_cast<std::size_t>(part)].primitives)
            answer.values(primitive) = 0;
    }
    answer.threshold = insideFrom + insideRange * static_cast<float>(coarser) /
                                        static_cast<float>(coarser + 1 + finer);
    return answer;
}

} // namespace cleave
