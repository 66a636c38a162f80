// SPDX-License-Identifier: Apache-2.0
#include "core/segments/tree_from_groups.h"

#include "core/base/error.h"

#include <algorithm>
#include <numeric>

namespace cleave {

namespace {

constexpr double nestedShare = 0.8; ///< of the smaller, from which it is part of the larger
constexpr double apartShare = 0.2;  ///< of the smaller, up to which two keep apart
constexpr double sameRatio = 0.87;  ///< of sizes, from which nested ones are the same thing
constexpr float chanceRatio = 4;  ///< a part so many times better supported: masks merged by chance
constexpr int leastViews = 3;     ///< photos that must agree
constexpr double leastRest = 0.1; ///< of a thing, that its parts leave over
constexpr int fillRounds = 3;
constexpr double fillShare = 0.7; ///< of the neighbours, that an unclaimed primitive follows

struct Node {
    std::int32_t group = -1;
    std::vector<std::int32_t> primitives; ///< ascending
    std::vector<Node> children;
};

std::int64_t sizeOf(const MaskGroup& group) {
    return static_cast<std::int64_t>(group.primitives.size());
}

class TreeMaker {
public:
    TreeMaker(std::span<const MaskGroup> groups,
              const PrimitiveGraph& graph,
              const BuildTreeParams& params)
        : groups_(groups)
        , graph_(graph)
        , params_(params)
        , smallest_(std::max(4.0, params.minimumShare * static_cast<double>(graph.count()))) {
        keepCompatible();
        findParents();
    }

    std::vector<Node> roots() {
        std::vector<std::int32_t> top;
        for (const std::int32_t id : kept_)
            if (parent_[static_cast<std::size_t>(id)] < 0)
                top.push_back(id);
        std::vector<std::int32_t> owner(static_cast<std::size_t>(graph_.count()), -1);
        claim(top, nullptr, owner);
        fillGaps(owner);
        return nodesOf(top, owner, 1);
    }

private:
    /// Well supported ones first; what contradicts them is left out.
    void keepCompatible() {
        std::vector<std::int32_t> order(groups_.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
            return groupOf(a).support > groupOf(b).support;
        });
        for (const std::int32_t id : order) {
            const MaskGroup& group = groupOf(id);
            if (group.agreeing < leastViews || static_cast<double>(sizeOf(group)) < smallest_)
                continue;
            const bool fits = std::all_of(kept_.begin(), kept_.end(), [&](std::int32_t other) {
                return isCompatible(group, groupOf(other));
            });
            if (fits)
                kept_.push_back(id);
        }
        std::sort(kept_.begin(), kept_.end()); // larger ones first
    }

    /// `group` is no better supported than `known`.
    static bool isCompatible(const MaskGroup& group, const MaskGroup& known) {
        const auto small = static_cast<double>(std::min(sizeOf(group), sizeOf(known)));
        const auto large = static_cast<double>(std::max(sizeOf(group), sizeOf(known)));
        const auto shared = static_cast<double>(sharedCount(group, known));
        if (shared <= apartShare * small)
            return true;
        if (shared < nestedShare * small || small > sameRatio * large)
            return false;
        const bool isAround = sizeOf(group) > sizeOf(known);
        return !isAround || known.support <= chanceRatio * group.support;
    }

    void findParents() {
        parent_.assign(groups_.size(), -1);
        for (std::size_t i = 0; i < kept_.size(); ++i)
            for (std::size_t j = i; j-- > 0;)
                if (static_cast<double>(sharedCount(groupOf(kept_[i]), groupOf(kept_[j]))) >
                    apartShare * static_cast<double>(sizeOf(groupOf(kept_[i])))) {
                    parent_[static_cast<std::size_t>(kept_[i])] = kept_[j];
                    break;
                }
    }

    /// owner[primitive] = the index in `siblings` of whoever claims it most; of primitives in
    /// `within` alone, when given.
    void claim(const std::vector<std::int32_t>& siblings,
               const std::vector<std::int32_t>* within,
               std::vector<std::int32_t>& owner) const {
        std::vector<float> best(owner.size(), 0.0f);
        for (std::size_t s = 0; s < siblings.size(); ++s) {
            const MaskGroup& group = groupOf(siblings[s]);
            for (std::size_t i = 0; i < group.primitives.size(); ++i) {
                const auto primitive = static_cast<std::size_t>(group.primitives[i]);
                if (within &&
                    !std::binary_search(within->begin(), within->end(), group.primitives[i]))
                    continue;
                if (group.shares[i] <= best[primitive])
                    continue;
                best[primitive] = group.shares[i];
                owner[primitive] = static_cast<std::int32_t>(s);
            }
        }
    }

    /// Primitives that lie among those of one object are its own.
    void fillGaps(std::vector<std::int32_t>& owner) const {
        std::vector<std::int32_t> around;
        for (int round = 0; round < fillRounds; ++round) {
            const std::vector<std::int32_t> before = owner;
            for (std::size_t i = 0; i < owner.size(); ++i) {
                if (before[i] >= 0)
                    continue;
                around.clear();
                for (std::int64_t k = 0; k < graph_.neighborCount(); ++k)
                    if (const std::int32_t n = graph_.neighbors(static_cast<std::int64_t>(i), k);
                        n >= 0 && before[static_cast<std::size_t>(n)] >= 0)
                        around.push_back(before[static_cast<std::size_t>(n)]);
                std::sort(around.begin(), around.end());
                for (std::size_t k = 0; k < around.size();) {
                    std::size_t end = k;
                    while (end < around.size() && around[end] == around[k])
                        ++end;
                    if (static_cast<double>(end - k) >=
                        fillShare * static_cast<double>(graph_.neighborCount()))
                        owner[i] = around[k];
                    k = end;
                }
            }
        }
    }

    std::vector<Node> nodesOf(const std::vector<std::int32_t>& ids,
                              const std::vector<std::int32_t>& owner,
                              int level) const {
        std::vector<Node> nodes(ids.size());
        for (std::size_t n = 0; n < ids.size(); ++n)
            nodes[n].group = ids[n];
        for (std::size_t i = 0; i < owner.size(); ++i)
            if (owner[i] >= 0)
                nodes[static_cast<std::size_t>(owner[i])].primitives.push_back(
                    static_cast<std::int32_t>(i));
        std::erase_if(nodes, [&](const Node& node) {
            return static_cast<double>(node.primitives.size()) < smallest_;
        });
        if (level < params_.levels)
            for (Node& node : nodes)
                addChildren(node, level);
        sortBySize(nodes);
        return nodes;
    }

    void addChildren(Node& node, int level) const {
        std::vector<std::int32_t> ids;
        for (const std::int32_t id : kept_)
            if (parent_[static_cast<std::size_t>(id)] == node.group)
                ids.push_back(id);
        if (ids.empty())
            return;
        std::vector<std::int32_t> owner(static_cast<std::size_t>(graph_.count()), -1);
        claim(ids, &node.primitives, owner);
        node.children = nodesOf(ids, owner, level + 1);
        if (node.children.empty())
            return;
        Node rest;
        for (const std::int32_t primitive : node.primitives)
            if (owner[static_cast<std::size_t>(primitive)] < 0)
                rest.primitives.push_back(primitive);
        const auto size = static_cast<double>(rest.primitives.size());
        if (size >= leastRest * static_cast<double>(node.primitives.size()) && size >= smallest_) {
            node.children.push_back(std::move(rest));
            sortBySize(node.children);
        }
    }

    static void sortBySize(std::vector<Node>& nodes) {
        std::stable_sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
            return a.primitives.size() > b.primitives.size();
        });
    }

    const MaskGroup& groupOf(std::int32_t id) const {
        return groups_[static_cast<std::size_t>(id)];
    }

    std::span<const MaskGroup> groups_; ///< larger ones first
    const PrimitiveGraph& graph_;
    const BuildTreeParams& params_;
    double smallest_; ///< primitives
    std::vector<std::int32_t> kept_, parent_;
};

void write(const std::vector<Node>& nodes,
           std::span<const MaskGroup> groups,
           const PrimitiveGraph& graph,
           SegmentId parent,
           const std::string& number,
           SegmentTree& tree) {
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const std::string own = (number.empty() ? "" : number + ".") + std::to_string(n + 1);
        Segment segment;
        segment.parent = parent;
        segment.name = translate(number.empty() ? text(CLEAVE_TR("Segments", "Object %1"), own)
                                                : text(CLEAVE_TR("Segments", "Part %1"), own));
        if (nodes[n].group >= 0) {
            const MaskGroup& group = groups[static_cast<std::size_t>(nodes[n].group)];
            segment.stability =
                static_cast<float>(group.agreeing) / static_cast<float>(std::max(1, group.seeing));
        }
        auto selection = std::make_shared<Selection>(graph.count(), graph.revision);
        for (const std::int32_t primitive : nodes[n].primitives)
            selection->set(primitive, true);
        segment.primitives = std::move(selection);
        write(nodes[n].children, groups, graph, tree.add(std::move(segment)), own, tree);
    }
}

} // namespace

SegmentTree treeFromGroups(std::span<const MaskGroup> groups,
                           const PrimitiveGraph& graph,
                           const BuildTreeParams& params,
                           Progress& progress) {
    progress.phase(text(CLEAVE_TR("Segments", "Building the segment tree")));
    SegmentTree tree;
    write(TreeMaker(groups, graph, params).roots(), groups, graph, {}, {}, tree);
    progress.advance(1.0);
    return tree;
}

} // namespace cleave
