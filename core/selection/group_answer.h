// SPDX-License-Identifier: Apache-2.0
// Clicks answered from the groups that masks agree on: which of the nested groups around a click is
// meant, and a similarity that lets a slider walk from the whole to the part.
#pragma once

#include "core/selection/mask_groups.h"
#include "kernels/base/array.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cleave {

/// Which groups each primitive is in.
class GroupIndex {
public:
    GroupIndex() = default;
    GroupIndex(std::vector<MaskGroup> groups, std::int64_t primitiveCount);

    const std::vector<MaskGroup>& groups() const { return groups_; }

    bool isEmpty() const { return groups_.empty(); }

    /// Ascending, so the largest group first.
    std::span<const std::int32_t> groupsOf(std::int64_t primitive) const;

    /// Groups that make up much of this one and that masks agree on far better: when a click lies
    /// beside them, this one is rather two things that masks run together. Ascending.
    const std::vector<std::int32_t>& rivalsOf(std::int32_t group) const {
        return rivals_[static_cast<std::size_t>(group)];
    }

private:
    void findRivals();

    std::vector<MaskGroup> groups_;
    std::vector<std::vector<std::int32_t>> rivals_;
    std::vector<std::int64_t> starts_; ///< [N + 1]
    std::vector<std::int32_t> memberOf_;
};

/// The primitives that one prompt points at, with how much each shows there.
struct GroupSeeds {
    std::vector<std::int64_t> primitives;
    std::vector<float> weights;
};

struct GroupAnswer {
    kernels::Array<float, 1> values; ///< [N] in [0, 1]: higher in the finer of nested groups
    float threshold = 0;             ///< values above it are the answer
};

/// The answer to positive and negative prompts. One group that holds all positive prompts (of three
/// or more all but one) and no negative one is preferred, the smaller the more prompts say so;
/// where masks never show them together each prompt is answered alone. granularity 0 takes the
/// whole, 1 the finest part (what parts of a thing leave over is a part too). similarity [N] in [0,
/// 1] orders the primitives within each group and outside of all. Nothing when a positive prompt
/// lies in no group.
std::optional<GroupAnswer> answerFromGroups(const GroupIndex& index,
                                            std::span<const GroupSeeds> positive,
                                            std::span<const GroupSeeds> negative,
                                            float granularity,
                                            kernels::ArrayView<const float, 1> similarity);

} // namespace cleave
