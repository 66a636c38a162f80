// SPDX-License-Identifier: Apache-2.0
#include "core/segments/cluster_hierarchy.h"

#include "kernels/clustering/condensed_tree.h"
#include "kernels/clustering/hdbscan.h"
#include "kernels/clustering/merge_regions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

using kernels::Array;
using kernels::CondensedCluster;
using kernels::RegionMerge;

constexpr float topBirth =
    2; ///< 1 - cos of opposites: things that do not touch have nothing in common
/// Persistence is judged on log(1 + height / knee): differences far below the knee count alike, far
/// above by their ratio. Objects part at 0.3 to 1.4, parts of one object at 0.01 to 0.1, so each
/// has a knee of its own.
constexpr float objectKnee = 0.1f;
constexpr float partKnee = 0.01f;
constexpr double fragmentShare =
    0.25; ///< of the smallest cluster's mass: fragments that join first
/// Regions are alike to about this distance, so nothing below it tells them apart.
constexpr float closestFeatures = 0.02f;
/// What comes apart below these distances of unit features is one object, one part.
constexpr float objectDistance = 0.45f;
constexpr float partDistance = 0.1f;

float judged(float height, float knee) {
    return std::log1p(height / knee);
}

class MergingHierarchy final : public ClusterHierarchy {
public:
    MergingHierarchy(const Regions& regions,
                     double minimumMass,
                     const BuildTreeParams& params,
                     Progress& progress)
        : regionCount_(regions.count())
        , leastContrast_(judged(static_cast<float>(params.minimumContrast), partKnee)) {
        kernels::MergeRegionsOptions options;
        options.fragmentMass = static_cast<float>(fragmentShare * minimumMass);
        options.progress = [&](double done) { progress.advance(done); };
        merges_ = kernels::mergeRegions(regions.features, regions.masses, regions.edges, options);
        // The same clusters in the same order, only their worth differs.
        objectClusters_ = judgedBy(objectKnee, regions, minimumMass);
        partClusters_ = judgedBy(partKnee, regions, minimumMass);
    }

    std::vector<Cluster> inside(std::int32_t parent, int /*level*/) const override {
        const std::vector<CondensedCluster>& clusters =
            parent < 0 ? objectClusters_ : partClusters_;
        if (parent >= 0 && !(clusters[static_cast<std::size_t>(parent)].death > leastContrast_))
            return {};
        std::vector<Cluster> found;
        for (const std::int32_t c : kernels::mostStableClusters(clusters, parent)) {
            const CondensedCluster& cluster = clusters[static_cast<std::size_t>(c)];
            found.push_back(
                {c, cluster.birth > 0 ? cluster.stability / (cluster.mass * cluster.birth) : 0});
        }
        return found;
    }

    std::vector<std::int32_t> regionsOf(std::int32_t cluster) const override {
        return kernels::leavesUnder(
            objectClusters_[static_cast<std::size_t>(cluster)].node, regionCount_, merges_);
    }

private:
    std::vector<CondensedCluster>
    judgedBy(float knee, const Regions& regions, double minimumMass) const {
        std::vector<RegionMerge> merges = merges_;
        for (RegionMerge& merge : merges)
            merge.height = judged(merge.height, knee);
        return kernels::condenseTree(regions.masses, merges, minimumMass, judged(topBirth, knee));
    }

    std::int64_t regionCount_;
    float leastContrast_;
    std::vector<RegionMerge> merges_;
    std::vector<CondensedCluster> objectClusters_, partClusters_;
};

class DensityHierarchy final : public ClusterHierarchy {
public:
    DensityHierarchy(const Regions& regions,
                     double minimumMass,
                     std::int64_t mostPoints,
                     const BuildTreeParams& params,
                     Progress& progress)
        : leastDistance_(std::sqrt(2 * static_cast<float>(params.minimumContrast)))
        , regionOfPoint_(heaviest(regions, mostPoints)) {
        const std::int64_t dimensions = regions.features.size(1);
        Array<float, 2> points(regionOfPoint_.size(), dimensions);
        Array<float, 1> masses(regionOfPoint_.size());
        for (std::size_t p = 0; p < regionOfPoint_.size(); ++p) {
            const std::int32_t region = regionOfPoint_[p];
            masses(p) = regions.masses(region);
            float squared = 0;
            for (std::int64_t d = 0; d < dimensions; ++d)
                squared += regions.features(region, d) * regions.features(region, d);
            for (std::int64_t d = 0; d < dimensions; ++d)
                points(p, d) = regions.features(region, d) / std::sqrt(std::max(squared, 1e-24f));
        }
        tree_ = kernels::hdbscanTree(points,
                                     masses,
                                     {.minimumSamples = static_cast<double>(params.densitySamples),
                                      .minimumMass = minimumMass,
                                      .closest = closestFeatures,
                                      .progress = [&](double done) { progress.advance(done); }});
    }

    std::vector<Cluster> inside(std::int32_t parent, int level) const override {
        if (tree_.clusters.empty() ||
            (parent >= 0 && !(tree_.splitDistance(parent) > leastDistance_)))
            return {};
        const float distance = level == 1 ? objectDistance : level == 2 ? partDistance : 0;
        std::vector<Cluster> found;
        for (const std::int32_t c : kernels::lastingClusters(tree_, std::max(parent, 0), distance))
            found.push_back({c, tree_.persistence(c)});
        if (found.empty() && parent < 0)
            found.push_back({0, tree_.persistence(0)}); // the scene is one thing
        return found;
    }

    std::vector<std::int32_t> regionsOf(std::int32_t cluster) const override {
        std::vector<std::int32_t> regions;
        for (const std::int32_t point :
             kernels::leavesUnder(tree_.clusters[static_cast<std::size_t>(cluster)].node,
                                  static_cast<std::int64_t>(regionOfPoint_.size()),
                                  tree_.merges))
            regions.push_back(regionOfPoint_[static_cast<std::size_t>(point)]);
        return regions;
    }

private:
    /// Ascending.
    static std::vector<std::int32_t> heaviest(const Regions& regions, std::int64_t most) {
        std::vector<std::int32_t> order(static_cast<std::size_t>(regions.count()));
        std::iota(order.begin(), order.end(), 0);
        if (regions.count() <= most)
            return order;
        std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
            return regions.masses(a) > regions.masses(b);
        });
        order.resize(static_cast<std::size_t>(most));
        std::sort(order.begin(), order.end());
        return order;
    }

    float leastDistance_;
    std::vector<std::int32_t> regionOfPoint_;
    kernels::HdbscanTree tree_;
};

} // namespace

std::unique_ptr<ClusterHierarchy> mergingHierarchy(const Regions& regions,
                                                   double minimumMass,
                                                   const BuildTreeParams& params,
                                                   Progress& progress) {
    return std::make_unique<MergingHierarchy>(regions, minimumMass, params, progress);
}

std::unique_ptr<ClusterHierarchy> densityHierarchy(const Regions& regions,
                                                   double minimumMass,
                                                   std::int64_t mostPoints,
                                                   const BuildTreeParams& params,
                                                   Progress& progress) {
    return std::make_unique<DensityHierarchy>(regions, minimumMass, mostPoints, params, progress);
}

} // namespace cleave
