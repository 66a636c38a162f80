// SPDX-License-Identifier: Apache-2.0
#include "kernels/clustering/merge_regions.h"

#include "kernels/base/array.h"
#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/clustering/connected_components.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cleave::kernels {

namespace {

constexpr std::int64_t mergesPerReport = 512;

/// Sums of features with their lengths, so that the cosine of two means is one dot product.
class MeanDirections {
public:
    MeanDirections(std::int64_t capacity, std::int64_t dimensions)
        : sums_(capacity, dimensions)
        , lengths_(static_cast<std::size_t>(capacity), 0.0f) {}

    void set(std::int64_t node, ArrayView<const float, 1> mean, float mass) {
        for (std::int64_t d = 0; d < sums_.size(1); ++d)
            sums_(node, d) = mean(d) * mass;
        measure(node);
    }

    void join(std::int64_t a, std::int64_t b, std::int64_t into) {
        for (std::int64_t d = 0; d < sums_.size(1); ++d)
            sums_(into, d) = sums_(a, d) + sums_(b, d);
        measure(into);
    }

    float dissimilarity(std::int64_t a, std::int64_t b) const {
        const float* x = sums_.data() + a * sums_.size(1);
        const float* y = sums_.data() + b * sums_.size(1);
        float dot = 0;
        for (std::int64_t d = 0; d < sums_.size(1); ++d)
            dot += x[d] * y[d];
        const float lengths =
            lengths_[static_cast<std::size_t>(a)] * lengths_[static_cast<std::size_t>(b)];
        return lengths > 0 ? std::max(0.0f, 1 - dot / lengths) : 1.0f;
    }

private:
    void measure(std::int64_t node) {
        double squared = 0;
        for (std::int64_t d = 0; d < sums_.size(1); ++d)
            squared += static_cast<double>(sums_(node, d)) * sums_(node, d);
        lengths_[static_cast<std::size_t>(node)] = static_cast<float>(std::sqrt(squared));
    }

    Array<float, 2> sums_;
    std::vector<float> lengths_;
};

/// The best partner that a node had when it was last asked. A partner that has merged since makes
/// the entry stale; its cost is not a bound then, but the merged node holds an entry of its own
/// that covers the pair.
struct Candidate {
    float cost;
    std::int32_t node;
    std::int32_t partner;

    bool operator>(const Candidate& other) const {
        if (cost != other.cost)
            return cost > other.cost;
        const auto pair = std::minmax(node, partner),
                   otherPair = std::minmax(other.node, other.partner);
        return pair > otherPair;
    }
};

class RegionGraph {
public:
    RegionGraph(ArrayView<const float, 2> features,
                ArrayView<const float, 1> masses,
                ArrayView<const std::int32_t, 2> edges,
                float fragmentMass)
        : regionCount_(features.size(0))
        , capacity_(std::max<std::int64_t>(0, 2 * regionCount_ - 1))
        , fragmentMass_(fragmentMass)
        , directions_(capacity_, features.size(1))
        , masses_(static_cast<std::size_t>(capacity_))
        , owners_(static_cast<std::size_t>(capacity_))
        , marks_(static_cast<std::size_t>(capacity_), -1)
        , heights_(static_cast<std::size_t>(capacity_), 0.0f)
        , neighbors_(static_cast<std::size_t>(capacity_)) {
        std::iota(owners_.begin(), owners_.end(), 0);
        for (std::int64_t r = 0; r < regionCount_; ++r) {
            directions_.set(r, features.row(r), masses(r));
            masses_[static_cast<std::size_t>(r)] = masses(r);
        }
        for (std::int64_t e = 0; e < edges.size(0); ++e) {
            const std::int32_t a = edges(e, 0), b = edges(e, 1);
            if (a < 0 || b < 0 || a == b)
                continue;
            CLEAVE_ASSERT(a < regionCount_ && b < regionCount_);
            neighbors_[static_cast<std::size_t>(a)].push_back(b);
            neighbors_[static_cast<std::size_t>(b)].push_back(a);
        }
    }

    std::vector<RegionMerge> run(const std::function<void(double)>& progress) {
        for (std::int64_t r = 0; r < regionCount_; ++r)
            offer(static_cast<std::int32_t>(r));
        std::vector<RegionMerge> merges;
        while (!queue_.empty()) {
            const Candidate best = queue_.top();
            queue_.pop();
            if (owner(best.node) != best.node)
                continue;
            if (owner(best.partner) != best.partner) {
                offer(best.node);
                continue;
            }
            merges.push_back(
                join(std::min(best.node, best.partner), std::max(best.node, best.partner)));
            offer(static_cast<std::int32_t>(regionCount_ +
                                            static_cast<std::int64_t>(merges.size()) - 1));
            if (progress && static_cast<std::int64_t>(merges.size()) % mergesPerReport == 0)
                progress(static_cast<double>(merges.size()) / static_cast<double>(regionCount_));
        }
        return merges;
    }

private:
    std::int32_t owner(std::int32_t node) {
        while (owners_[static_cast<std::size_t>(node)] != node) {
            std::int32_t& up = owners_[static_cast<std::size_t>(node)];
            up = owners_[static_cast<std::size_t>(up)];
            node = up;
        }
        return node;
    }

    float cost(std::int32_t a, std::int32_t b) const {
        const float smaller =
            std::min(masses_[static_cast<std::size_t>(a)], masses_[static_cast<std::size_t>(b)]);
        return directions_.dissimilarity(a, b) * (smaller / (smaller + fragmentMass_));
    }

    /// Rewrites the node's neighbours to what they are merged into, each once, and queues the best
    /// of them.
    void offer(std::int32_t node) {
        std::vector<std::int32_t>& list = neighbors_[static_cast<std::size_t>(node)];
        std::size_t kept = 0;
        Candidate best{0, node, -1};
        ++mark_;
        for (const std::int32_t neighbor : list) {
            const std::int32_t current = owner(neighbor);
            if (current == node || marks_[static_cast<std::size_t>(current)] == mark_)
                continue;
            marks_[static_cast<std::size_t>(current)] = mark_;
            list[kept++] = current;
            const Candidate candidate{cost(node, current), node, current};
            if (best.partner < 0 || best > candidate)
                best = candidate;
        }
        list.resize(kept);
        if (best.partner >= 0)
            queue_.push(best);
    }

    RegionMerge join(std::int32_t a, std::int32_t b) {
        const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
        const std::int32_t made = static_cast<std::int32_t>(regionCount_ + mergeCount_++);
        const auto m = static_cast<std::size_t>(made);
        heights_[m] = std::max({directions_.dissimilarity(a, b), heights_[i], heights_[j]});
        masses_[m] = masses_[i] + masses_[j];
        directions_.join(a, b, made);
        owners_[i] = owners_[j] = made;
        std::vector<std::int32_t>& longer =
            neighbors_[i].size() > neighbors_[j].size() ? neighbors_[i] : neighbors_[j];
        std::vector<std::int32_t>& shorter =
            &longer == &neighbors_[i] ? neighbors_[j] : neighbors_[i];
        neighbors_[m] = std::move(longer);
        neighbors_[m].insert(neighbors_[m].end(), shorter.begin(), shorter.end());
        longer = {};
        shorter = {};
        return {a, b, heights_[m], masses_[m]};
    }

    std::int64_t regionCount_;
    std::int64_t capacity_;
    std::int64_t mergeCount_ = 0;
    float fragmentMass_;
    MeanDirections directions_;
    std::vector<float> masses_;
    std::vector<std::int32_t> owners_; ///< node it was merged into, or itself
    std::vector<std::int64_t> marks_;
    std::vector<float> heights_;
    std::vector<std::vector<std::int32_t>> neighbors_;
    std::int64_t mark_ = 0;
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue_;
};

} // namespace

std::vector<RegionMerge> mergeRegions(ArrayView<const float, 2> features,
                                      ArrayView<const float, 1> masses,
                                      ArrayView<const std::int32_t, 2> edges,
                                      const MergeRegionsOptions& options) {
    requireShape(masses, {features.size(0)}, "masses");
    requireShape(edges, {-1, 2}, "edges");
    requireCpu(deviceOf(features, masses, edges), "mergeRegions");
    if (features.size(0) == 0)
        return {};
    return RegionGraph(features, masses, edges, options.fragmentMass).run(options.progress);
}

std::int64_t similarRegions(ArrayView<const float, 2> features,
                            ArrayView<const float, 1> masses,
                            ArrayView<const std::int32_t, 2> edges,
                            float limit,
                            ArrayView<std::int32_t, 1> labels) {
    const std::int64_t count = features.size(0), edgeCount = edges.size(0);
    requireShape(masses, {count}, "masses");
    requireShape(edges, {-1, 2}, "edges");
    requireShape(labels, {count}, "labels");
    requireCpu(deviceOf(features, masses, edges, labels), "similarRegions");

    MeanDirections directions(count, features.size(1));
    parallelFor<Device::Cpu>(
        count, [&](std::int64_t i) { directions.set(i, features.row(i), masses(i)); });
    std::vector<float> costs(static_cast<std::size_t>(edgeCount),
                             std::numeric_limits<float>::infinity());
    parallelFor<Device::Cpu>(edgeCount, [&](std::int64_t e) {
        const std::int32_t a = edges(e, 0), b = edges(e, 1);
        if (a >= 0 && b >= 0)
            costs[static_cast<std::size_t>(e)] = directions.dissimilarity(a, b);
    });
    std::vector<std::int32_t> order(static_cast<std::size_t>(edgeCount));
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order,
                  [&](std::int32_t e) { return !(costs[static_cast<std::size_t>(e)] <= limit); });
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return costs[static_cast<std::size_t>(a)] < costs[static_cast<std::size_t>(b)];
    });

    DisjointSets sets(count);
    for (const std::int32_t e : order) {
        const std::int64_t a = sets.find(edges(e, 0)), b = sets.find(edges(e, 1));
        if (a == b || !(directions.dissimilarity(a, b) <= limit))
            continue;
        sets.join(a, b);
        directions.join(a, b, std::min(a, b));
    }
    std::int32_t regionCount = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t representative = sets.find(i);
        labels(i) = representative == i ? regionCount++ : labels(representative);
    }
    return regionCount;
}

} // namespace cleave::kernels
