// SPDX-License-Identifier: Apache-2.0
// What the masks of many photos agree on. A single photo's masks miss things, merge them or show
// only parts; a set of primitives that keeps coinciding with masks from photo to photo is a thing,
// a part of one or a group of them.
#pragma once

#include "core/features/primitive_graph.h"
#include "core/selection/mask_votes.h"

#include <map>
#include <memory>
#include <span>
#include <string>

namespace cleave {

struct MaskGroupParams {
    double leastFit = 0.5; ///< IoU from which a photo's mask speaks for a group
    int rounds = 10;       ///< of choosing masks and counting votes
    double alike = 0.85;   ///< IoU from which two groups are one
    int leastViews = 2;    ///< photos that must agree
};

/// A set of primitives with how sure the masks are of each.
struct MaskGroup {
    std::vector<std::int32_t> primitives; ///< ascending
    std::vector<float> shares; ///< (0.5, 1] of the votes of the photos whose mask coincides with
                               ///< the group
    float agreement = 0; ///< sum of IoU^2 over the photos whose best mask reaches the least fit
    float support = 0;   ///< the same over those of the masks that fit no other group better
    int agreeing = 0;    ///< photos whose best mask reaches the least fit
    int seeing = 0;      ///< photos that show some of it

    bool operator==(const MaskGroup&) const = default;
};

/// Groups grown from some of the masks, as far as a question needs them.
class MaskGroupSearch {
public:
    /// `votes` must outlive it.
    MaskGroupSearch(const MaskVotes& votes, const MaskGroupParams& params);
    ~MaskGroupSearch();

    /// Starts from these masks; those that were started from before, or that a group explains, are
    /// left out.
    void growFrom(std::span<const std::int32_t> masks, Progress& progress);
    /// As findMaskGroups() of the masks started from.
    std::vector<MaskGroup> groups() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Every mask is the start of a group: the primitives inside. Then in turn every photo offers the
/// mask that coincides best, and every primitive goes with the majority of the votes, weighted by
/// the pixels that it fills and by how well the masks fit. Groups that end up alike are one; of the
/// others the fewest that explain the masks are kept. Larger ones come first.
std::vector<MaskGroup>
findMaskGroups(const MaskVotes& votes, const MaskGroupParams& params, Progress& progress);

/// Primitives that no photo shows (the inside of things, what always hides behind others) join the
/// groups of the nearest one that is seen.
void adoptUnseen(const MaskVotes& votes,
                 const PrimitiveGraph& graph,
                 std::vector<MaskGroup>& groups);

/// As named arrays for LiftedState::arrays, and back; reading gives nothing where they are not.
void storeGroups(const std::vector<MaskGroup>& groups,
                 std::map<std::string, kernels::Array<float, 2>>& arrays);
std::vector<MaskGroup> loadGroups(const std::map<std::string, kernels::Array<float, 2>>& arrays);

/// |a and b| of two groups.
std::int64_t sharedCount(const MaskGroup& a, const MaskGroup& b);

} // namespace cleave
