// SPDX-License-Identifier: Apache-2.0
#include "core/segments/build_tree.h"

#include "core/base/error.h"
#include "core/segments/feature_graph.h"
#include "kernels/clustering/condensed_tree.h"
#include "kernels/clustering/merge_regions.h"

#include <queue>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cleave {

namespace {

using kernels::Array;
using kernels::CondensedCluster;
using kernels::RegionMerge;

constexpr std::int64_t exactNodeCount = 40'000; ///< larger graphs are over-segmented first
constexpr float firstRegionLimit = 0.001f;      ///< 1 - cos
constexpr float lastRegionLimit = 0.15f;
constexpr float topBirth =
    2; ///< 1 - cos of opposites: things that do not touch have nothing in common
/// Persistence is judged on log(1 + height / knee): differences far below the knee count alike, far
/// above by their ratio. Objects part at 0.3 to 1.4, parts of one object at 0.01 to 0.1, so each
/// has a knee of its own.
constexpr float objectKnee = 0.1f;
constexpr float partKnee = 0.01f;
constexpr double fragmentShare =
    0.25;                          ///< of the smallest cluster's mass: fragments that join first
constexpr double smallestMass = 4; ///< primitives

/// Small regions of alike neighbours with the graph between them.
struct Regions {
    Array<std::int32_t, 1> ofNode; ///< [M]
    Array<float, 2> features;      ///< [R, D] means
    Array<float, 1> masses;        ///< [R] primitives
    Array<std::int32_t, 2> edges;  ///< [E, 2]
};

Regions regionsOf(const FeatureGraph& graph) {
    const std::int64_t nodes = graph.nodeCount(), dimensions = graph.features.size(1);
    Regions regions;
    regions.ofNode = Array<std::int32_t, 1>(nodes);
    std::iota(regions.ofNode.begin(), regions.ofNode.end(), 0);
    std::int64_t count = nodes;
    Array<float, 1> ones(nodes);
    ones.fill(1);
    for (float limit = firstRegionLimit; count > exactNodeCount && limit < lastRegionLimit;
         limit *= 2)
        count = kernels::similarRegions(graph.features, ones, graph.edges, limit, regions.ofNode);

    regions.features = Array<float, 2>(count, dimensions);
    regions.masses = Array<float, 1>(count);
    for (std::int64_t i = 0; i < nodes; ++i) {
        const std::int32_t r = regions.ofNode(i);
        regions.masses(r) += 1;
        for (std::int64_t d = 0; d < dimensions; ++d)
            regions.features(r, d) +=
                (graph.features(i, d) - regions.features(r, d)) / regions.masses(r);
    }
    regions.edges = Array<std::int32_t, 2>(graph.edges.size(0), 2);
    for (std::int64_t e = 0; e < graph.edges.size(0); ++e)
        for (int side = 0; side < 2; ++side)
            regions.edges(e, side) = regions.ofNode(graph.edges(e, side));
    return regions;
}

float judged(float height, float knee) {
    return std::log1p(height / knee);
}

std::vector<CondensedCluster> clustersJudgedBy(float knee,
                                               const Regions& regions,
                                               std::vector<RegionMerge> merges,
                                               double minimumMass) {
    for (RegionMerge& merge : merges)
        merge.height = judged(merge.height, knee);
    return kernels::condenseTree(regions.masses, merges, minimumMass, judged(topBirth, knee));
}

/// A chosen cluster with the graph nodes it keeps.
struct Piece {
    std::int32_t cluster = -1;
    std::vector<std::int32_t> nodes; ///< ascending
    double stability = 0;            ///< [0, 1]
    std::vector<Piece> children;
};

class TreeCutter {
public:
    TreeCutter(const FeatureGraph& graph, const BuildTreeParams& params, Progress& progress)
        : graph_(graph)
        , params_(params)
        , regions_(regionsOf(graph))
        , minimumMass_(minimumMass()) {
        progress.advance(0.2);
        kernels::MergeRegionsOptions options;
        options.fragmentMass = static_cast<float>(fragmentShare * minimumMass_);
        Progress merging = progress.part(0.2, 0.9);
        options.progress = [&](double done) { merging.advance(done); };
        merges_ =
            kernels::mergeRegions(regions_.features, regions_.masses, regions_.edges, options);
        // The same clusters in the same order, only their worth differs.
        objectClusters_ = clustersJudgedBy(objectKnee, regions_, merges_, minimumMass_);
        partClusters_ = clustersJudgedBy(partKnee, regions_, merges_, minimumMass_);
        nodesOfRegion_.resize(static_cast<std::size_t>(regions_.masses.count()));
        for (std::int32_t i = 0; i < graph.nodeCount(); ++i)
            nodesOfRegion_[static_cast<std::size_t>(regions_.ofNode(i))].push_back(i);
    }

    std::vector<Piece> objects() const {
        std::vector<std::int32_t> all(static_cast<std::size_t>(graph_.nodeCount()));
        std::iota(all.begin(), all.end(), 0);
        return pieces(-1, all, 1);
    }

private:
    double minimumMass() const {
        return std::max(smallestMass,
                        std::round(params_.minimumShare * static_cast<double>(graph_.nodeCount())));
    }

    /// The clusters below `root`, sharing out `members` among them.
    std::vector<Piece>
    pieces(std::int32_t root, const std::vector<std::int32_t>& members, int level) const {
        const std::vector<CondensedCluster>& clusters = root < 0 ? objectClusters_ : partClusters_;
        if (root >= 0 && !(clusters[static_cast<std::size_t>(root)].death >
                           judged(static_cast<float>(params_.minimumContrast), partKnee)))
            return {};
        std::vector<Piece> result;
        for (const std::int32_t c : kernels::mostStableClusters(clusters, root)) {
            const CondensedCluster& cluster = clusters[static_cast<std::size_t>(c)];
            result.push_back(
                {c,
                 {},
                 cluster.birth > 0 ? cluster.stability / (cluster.mass * cluster.birth) : 0,
                 {}});
        }
        shareOut(result, members);
        std::stable_sort(result.begin(), result.end(), [](const Piece& a, const Piece& b) {
            return a.nodes.size() > b.nodes.size();
        });
        if (level < params_.levels)
            for (Piece& piece : result)
                piece.children = pieces(piece.cluster, piece.nodes, level + 1);
        return result;
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
        for (std::size_t p = 0; p < pieces.size(); ++p) {
            const std::int32_t top =
                objectClusters_[static_cast<std::size_t>(pieces[p].cluster)].node;
            for (const std::int32_t region :
                 kernels::leavesUnder(top, regions_.masses.count(), merges_))
                for (const std::int32_t node : nodesOfRegion_[static_cast<std::size_t>(region)])
                    if (owner[static_cast<std::size_t>(node)] == open)
                        owner[static_cast<std::size_t>(node)] = static_cast<std::int32_t>(p);
        }
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
    Regions regions_;
    double minimumMass_;
    std::vector<RegionMerge> merges_;
    std::vector<CondensedCluster> objectClusters_, partClusters_;
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
            segment.stability = static_cast<float>(std::clamp(pieces[p].stability, 0.0, 1.0));
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
