// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/build_tree.h"

#include "core/base/error.h"
#include "core/field/primitive_cloud.h"
#include "core/segments/segment_edits.h"
#include "core/segments/tree_from_groups.h"

#include <chrono>

namespace cleave {

namespace {

constexpr int gapNeighbors = 8; ///< that an unclaimed primitive looks at

/// Throws Error naming the missing step.
const LiftedState& liftedFeatures(const Project& project) {
    if (!isTrained(project.field))
        throw missing(CLEAVE_TR("Segments", "The project has no field to segment; train it first"));
    const auto lifted = project.lifted.find(project.currentMethod);
    if (lifted == project.lifted.end() || !lifted->second)
        throw missing(
            CLEAVE_TR("Segments", "The project has no lifted features; lift the masks first"));
    if (!lifted->second->features)
        throw missing(CLEAVE_TR("Segments",
                                "Method %1 makes no features to build a tree from; lift with a "
                                "method that does, such as omniseg3d"),
                      project.currentMethod);
    return *lifted->second;
}

} // namespace

BuildTreeResult
runBuildTree(const BuildTreeParams& params, const Project& project, Progress& progress) {
    const LiftedState& lifted = liftedFeatures(project);
    const auto start = std::chrono::steady_clock::now();
    const PrimitiveCloud cloud = primitiveCloud(project.field);
    SegmentTree built;
    if (params.clustering == TreeClustering::Auto || params.clustering == TreeClustering::Masks)
        if (const std::vector<MaskGroup> groups = loadGroups(lifted.arrays); !groups.empty())
            built = treeFromGroups(groups, primitiveGraph(cloud, gapNeighbors), params, progress);
    if (built.isEmpty() && params.clustering == TreeClustering::Masks)
        throw missing(
            CLEAVE_TR("Segments",
                      "The lifted features of %1 hold nothing that enough masks agree on; choose "
                      "another clustering, or lift with more masks"),
            lifted.method);
    if (built.isEmpty())
        built = buildTree(*lifted.features, cloud, params, project.seed, progress);
    std::vector<Segment> segments(built.segments().begin(), built.segments().end());
    for (Segment& segment : segments)
        segment.method = lifted.method;
    built = SegmentTree::restore(std::move(segments));

    BuildTreeResult result;
    result.segments = static_cast<std::int64_t>(built.segments().size());
    result.roots = static_cast<std::int64_t>(built.children({}).size());
    result.depth = built.depth();
    result.tree = replaceBuiltSegments(project.segments, built);
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace cleave
