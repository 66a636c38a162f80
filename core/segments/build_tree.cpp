// SPDX-License-Identifier: Apache-2.0
#include "core/segments/build_tree.h"

#include "core/base/error.h"
#include "core/segments/cluster_hierarchy.h"
#include "core/segments/feature_graph.h"
#include "kernels/clustering/connected_components.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace cleave {

namespace {

constexpr std::int64_t mostMergedRegions = 40'000; ///< larger graphs are over-segmented first
constexpr float mergedRegionsLimit = 0.15f;        ///< 1 - cos
constexpr std::int64_t mostDensityPoints = 16'000;
constexpr float densityRegionsLimit = 0.02f;
constexpr double smallestMass = 4; ///< primitives

/// A chosen cluster, or what of it hangs together, with the graph nodes it keeps.
struct Piece {
    std::int32_t cluster = -1;
    std::vector<std::int32_t> regions;
    std::vector<std::int32_t> nodes; ///< ascending
    double stability = 0;            ///< [0, 1]
    std::vector<Piece> children;
};

class TreeCutter {
public:
    TreeCutter(const FeatureGraph& graph, const BuildTreeParams& params, Progress& progress)
        : graph_(graph)
        , params_(params)
        , minimumMass_(
              std::max(smallestMass,
                       std::round(params.minimumShare * static_cast<double>(graph.nodeCount())))) {
        const bool isMerging = params.clustering == TreeClustering::Merging;
        regions_ = regionsOf(graph,
                             isMerging ? mostMergedRegions : mostDensityPoints,
                             isMerging ? mergedRegionsLimit : densityRegionsLimit,
                             progress);
        progress.advance(0.2);
        Progress clustering = progress.part(0.2, 0.9);
        hierarchy_ =
            isMerging
                ? mergingHierarchy(regions_, minimumMass_, params, clustering)
                : densityHierarchy(regions_, minimumMass_, mostDensityPoints, params, clustering);
        nodesOfRegion_.resize(static_cast<std::size_t>(regions_.count()));
        for (std::int32_t i = 0; i < graph.nodeCount(); ++i)
            nodesOfRegion_[static_cast<std::size_t>(regions_.ofNode(i))].push_back(i);
    }

    std::vector<Piece> objects() const {
        std::vector<std::int32_t> all(static_cast<std::size_t>(graph_.nodeCount()));
        std::iota(all.begin(), all.end(), 0);
        return pieces(-1, all, 1);
    }

private:
    /// The clusters below `root`, sharing out `members` among them.
    std::vector<Piece>
    pieces(std::int32_t root, const std::vector<std::int32_t>& members, int level) const {
        std::vector<Piece> result;
        for (const ClusterHierarchy::Cluster& cluster : hierarchy_->inside(root, level))
            result.push_back({cluster.id,
                              hierarchy_->regionsOf(cluster.id),
                              {},
                              std::clamp(cluster.stability, 0.0, 1.0),
                              {}});
        if (root < 0)
            result = hangingTogether(std::move(result));
        else
            leaveOutSmall(result, members);
        if (result.empty() || (root >= 0 && result.size() < 2))
            return {};
        shareOut(result, members);
        std::stable_sort(result.begin(), result.end(), [](const Piece& a, const Piece& b) {
            return a.nodes.size() > b.nodes.size();
        });
        if (level < params_.levels)
            for (Piece& piece : result)
                piece.children = pieces(piece.cluster, piece.nodes, level + 1);
        return result;
    }

    /// Things that do not touch are never one object; what is too small for one is left over.
    std::vector<Piece> hangingTogether(std::vector<Piece> clusters) const {
        std::vector<std::int32_t> clusterOf(static_cast<std::size_t>(regions_.count()), -1);
        for (std::size_t c = 0; c < clusters.size(); ++c)
            for (const std::int32_t region : clusters[c].regions)
                clusterOf[static_cast<std::size_t>(region)] = static_cast<std::int32_t>(c);
        kernels::DisjointSets sets(regions_.count());
        for (std::int64_t e = 0; e < regions_.edges.size(0); ++e) {
            const std::int32_t a = regions_.edges(e, 0), b = regions_.edges(e, 1);
            if (clusterOf[static_cast<std::size_t>(a)] == clusterOf[static_cast<std::size_t>(b)])
                sets.join(a, b);
        }
        std::vector<Piece> result;
        for (const Piece& cluster : clusters) {
            std::map<std::int64_t, Piece> parts;
            for (const std::int32_t region : cluster.regions)
                parts[sets.find(region)].regions.push_back(region);
            for (auto& [top, part] : parts) {
                double mass = 0;
                for (const std::int32_t region : part.regions)
                    mass += regions_.masses(region);
                if (mass < minimumMass_)
                    continue;
                part.cluster = cluster.cluster;
                part.stability = cluster.stability;
                result.push_back(std::move(part));
            }
        }
        return result;
    }

    /// Of a cluster, the members may hold little.
    void leaveOutSmall(std::vector<Piece>& pieces, const std::vector<std::int32_t>& members) const {
        std::vector<bool> isMember(static_cast<std::size_t>(graph_.nodeCount()), false);
        for (const std::int32_t node : members)
            isMember[static_cast<std::size_t>(node)] = true;
        std::erase_if(pieces, [&](const Piece& piece) {
            double mass = 0;
            for (const std::int32_t region : piece.regions)
                for (const std::int32_t node : nodesOfRegion_[static_cast<std::size_t>(region)])
                    mass += isMember[static_cast<std::size_t>(node)] ? 1 : 0;
            return mass < minimumMass_;
        });
    }

    /// Every member goes to the piece whose cluster holds it; fragments that no cluster holds
    /// follow the most alike neighbours, best first, as long as neighbours reach them.
    void shareOut(std::vector<Piece>& pieces, const std::vector<std::int32_t>& members) const {
        constexpr std::int32_t outside = -2, open = -1;
        std::vector<std::int32_t> owner(static_cast<std::size_t>(graph_.nodeCount()), outside);
        for (const std::int32_t node : members)
            owner[static_cast<std::size_t>(node)] = open;

        struct Step {
            float similarity;
            std::int32_t node, piece;

            bool operator<(const Step& other) const {
                return similarity != other.similarity ? similarity < other.similarity
                                                      : node > other.node;
            }
        };

        std::priority_queue<Step> steps;
        for (std::size_t p = 0; p < pieces.size(); ++p)
            for (const std::int32_t region : pieces[p].regions)
                for (const std::int32_t node : nodesOfRegion_[static_cast<std::size_t>(region)])
                    if (owner[static_cast<std::size_t>(node)] == open)
                        owner[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(p);
        const auto similarity = [&](std::int32_t a, std::int32_t b) {
            float sum = 0;
            for (std::int64_t d = 0; d < graph_.features.size(1); ++d)
                sum += graph_.features(a, d) * graph_.features(b, d);
            return sum;
        };
        // Neighbourhood is looked at from the open side: a fragment asks those it lies nearest to.
        std::vector<std::vector<std::int32_t>> askers;
        std::vector<std::int32_t> slot(static_cast<std::size_t>(graph_.nodeCount()), -1);
        for (const std::int32_t node : members) {
            if (owner[static_cast<std::size_t>(node)] != open)
                continue;
            for (std::int64_t k = 0; k < graph_.neighbors.size(1); ++k) {
                const std::int32_t other = graph_.neighbors(node, k);
                if (other < 0 || owner[static_cast<std::size_t>(other)] == outside)
                    continue;
                const std::int32_t piece = owner[static_cast<std::size_t>(other)];
                if (piece >= 0) {
                    steps.push({similarity(node, other), node, piece});
                    continue;
                }
                std::int32_t& place = slot[static_cast<std::size_t>(other)];
                if (place < 0) {
                    place = static_cast<std::int32_t>(askers.size());
                    askers.emplace_back();
                }
                askers[static_cast<std::size_t>(place)].push_back(node);
            }
        }
        while (!steps.empty()) {
            const Step step = steps.top();
            steps.pop();
            std::int32_t& current = owner[static_cast<std::size_t>(step.node)];
            if (current != open)
                continue;
            current = step.piece;
            const std::int32_t place = slot[static_cast<std::size_t>(step.node)];
            if (place < 0)
                continue;
            for (const std::int32_t asker : askers[static_cast<std::size_t>(place)])
                if (owner[static_cast<std::size_t>(asker)] == open)
                    steps.push({similarity(asker, step.node), asker, step.piece});
        }
        for (const std::int32_t node : members) {
            const std::int32_t piece = owner[static_cast<std::size_t>(node)];
            if (piece >= 0)
                pieces[static_cast<std::size_t>(piece)].nodes.push_back(node);
        }
    }

    const FeatureGraph& graph_;
    const BuildTreeParams& params_;
    double minimumMass_;
    Regions regions_;
    std::unique_ptr<ClusterHierarchy> hierarchy_;
    std::vector<std::vector<std::int32_t>> nodesOfRegion_;
};

/// Puts pieces into the tree, with the transparent primitives around them.
class TreeWriter {
public:
    TreeWriter(const FeatureGraph& graph, const PrimitiveCloud& cloud)
        : graph_(graph)
        , cloud_(cloud) {
        // The rest follows its nearest node wherever that goes, so nesting holds by itself.
        followers_.resize(static_cast<std::size_t>(graph.nodeCount()));
        for (std::size_t r = 0; r < graph.rest.size(); ++r) {
            const std::int32_t nearest = graph.restNeighbors(r, 0);
            if (nearest >= 0)
                followers_[static_cast<std::size_t>(nearest)].push_back(graph.rest[r]);
        }
    }

    SegmentTree write(const std::vector<Piece>& objects) {
        addAll(objects, {}, {});
        return std::move(tree_);
    }

private:
    void addAll(const std::vector<Piece>& pieces, SegmentId parent, const std::string& number) {
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            const std::string own = (number.empty() ? "" : number + ".") + std::to_string(p + 1);
            Segment segment;
            segment.parent = parent;
            segment.name = translate(number.empty() ? text(CLEAVE_TR("Segments", "Object %1"), own)
                                                    : text(CLEAVE_TR("Segments", "Part %1"), own));
            segment.stability = static_cast<float>(pieces[p].stability);
            segment.primitives = selectionOf(pieces[p]);
            addAll(pieces[p].children, tree_.add(std::move(segment)), own);
        }
    }

    std::shared_ptr<const Selection> selectionOf(const Piece& piece) const {
        auto selection = std::make_shared<Selection>(cloud_.count(), cloud_.revision);
        for (const std::int32_t node : piece.nodes) {
            selection->set(graph_.primitives[static_cast<std::size_t>(node)], true);
            for (const std::int64_t follower : followers_[static_cast<std::size_t>(node)])
                selection->set(follower, true);
        }
        return selection;
    }

    const FeatureGraph& graph_;
    const PrimitiveCloud& cloud_;
    std::vector<std::vector<std::int64_t>> followers_;
    SegmentTree tree_;
};

} // namespace

ParamList describe(BuildTreeParams& p) {
    return {
        {.name = "clustering",
         .value = enumParam(&p.clustering),
         .label = CLEAVE_TR("Params", "Clustering"),
         .help = CLEAVE_TR("Params",
                           "What says which primitives belong together: the masks where the lifted "
                           "features hold what they agree on, or the features alone."),
         .choices = {{"auto", CLEAVE_TR("Params", "Automatic")},
                     {"masks", CLEAVE_TR("Params", "What masks agree on")},
                     {"hdbscan", CLEAVE_TR("Params", "Density of features (HDBSCAN)")},
                     {"merging", CLEAVE_TR("Params", "Alike neighbours merge")}}},
        {.name = "levels",
         .value = &p.levels,
         .label = CLEAVE_TR("Params", "Levels"),
         .help = CLEAVE_TR(
             "Params", "How deep the tree may get: 1 gives objects alone, 2 objects with parts."),
         .range = ParamRange{1, 8, 1}},
        {.name = "minimum-share",
         .value = &p.minimumShare,
         .label = CLEAVE_TR("Params", "Smallest segment"),
         .help = CLEAVE_TR(
             "Params",
             "As a share of all primitives; what is smaller joins the neighbour that fits."),
         .range = ParamRange{0.00001, 0.1, 0.0001}},
        {.name = "minimum-contrast",
         .value = &p.minimumContrast,
         .label = CLEAVE_TR("Params", "Contrast of parts"),
         .help = CLEAVE_TR("Params",
                           "How much the features of parts must differ (1 - cosine) to be told "
                           "apart; higher gives fewer parts."),
         .range = ParamRange{0, 1, 0.005},
         .advanced = true},
        {.name = "density-samples",
         .value = &p.densitySamples,
         .label = CLEAVE_TR("Params", "Dense from"),
         .help = CLEAVE_TR("Params",
                           "Primitives that must look alike for HDBSCAN to see a dense place; "
                           "higher leaves more to their neighbours."),
         .range = ParamRange{1, 1000, 1},
         .advanced = true},
    };
}

SegmentTree buildTree(const FeatureField& features,
                      const PrimitiveCloud& cloud,
                      const BuildTreeParams& params,
                      std::uint64_t /*seed*/,
                      Progress& progress) {
    if (features.count() != cloud.count() || features.fieldRevision != cloud.revision)
        throw missing(CLEAVE_TR("Segments",
                                "The features belong to another field (%1 primitives, the field "
                                "has %2); lift the masks again"),
                      features.count(),
                      cloud.count());
    progress.phase(text(CLEAVE_TR("Segments", "Building the segment tree")));
    Progress graphing = progress.part(0, 0.3), cutting = progress.part(0.3, 0.95);
    const FeatureGraph graph = makeFeatureGraph(features, cloud, graphing);
    const TreeCutter cutter(graph, params, cutting);
    SegmentTree tree = TreeWriter(graph, cloud).write(cutter.objects());
    progress.advance(1.0);
    return tree;
}

} // namespace cleave
