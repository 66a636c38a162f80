// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/take_view.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/features/primitive_graph.h"
#include "core/field/primitive_cloud.h"
#include "core/segments/tree_from_groups.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace cleave {

namespace {

constexpr std::int64_t votesMemory = 512; ///< MB
constexpr int gapNeighbors = 8;           ///< that an unclaimed primitive looks at
constexpr int deepest = 4;                ///< levels of things in things
/// Of all primitives, below which something is no thing.
constexpr double leastShare = 0.0002;

void checkInputs(const Project& project, ViewId view) {
    requireField(project.field);
    if (!project.dataset)
        throw missing(CLEAVE_TR("Selection",
                                "the project has no photos, so there are no masks of a view to "
                                "take everything from"));
    if (!project.masks || project.masks->views.empty())
        throw missing(CLEAVE_TR(
            "Selection", "the project has no masks; make or import them with cleave masks first"));
    const View& photo = project.dataset->view(view);
    const ViewMasks* masks = project.masks->find(view);
    if (!masks || masks->hierarchy.patchCount < 2 || photo.isTest)
        throw missing(CLEAVE_TR("Selection",
                                "%1 has no masks to take everything from; choose a training photo "
                                "that has some"),
                      photo.name);
}

std::vector<MaskGroup>
groupsOfView(const Project& project, ViewId view, Progress& progress, std::int64_t& maskCount) {
    Progress gathering = progress.part(0, 0.6), growing = progress.part(0.6, 0.9);
    const MaskVotes votes =
        gatherMaskVotes(*project.dataset, project.field, *project.masks, votesMemory, gathering);
    std::vector<std::int32_t> starts;
    for (std::int32_t mask = 0; mask < votes.maskCount(); ++mask)
        if (votes.views[static_cast<std::size_t>(
                votes.viewOfMask[static_cast<std::size_t>(mask)])] == view)
            starts.push_back(mask);
    maskCount = static_cast<std::int64_t>(starts.size());
    MaskGroupSearch search(votes, {});
    search.growFrom(starts, growing);
    return search.groups();
}

} // namespace

TakeViewResult
runTakeView(const Project& project, ViewId view, SegmentId parent, Progress& progress) {
    checkInputs(project, view);
    const auto start = std::chrono::steady_clock::now();
    progress.phase(text(CLEAVE_TR("Selection", "Taking everything in a view")));
    TakeViewResult result;
    const std::vector<MaskGroup> groups = groupsOfView(project, view, progress, result.masks);
    Progress building = progress.part(0.9, 1);
    const SegmentTree found =
        treeFromGroups(groups,
                       primitiveGraph(primitiveCloud(project.field), gapNeighbors),
                       {.levels = deepest, .minimumShare = leastShare},
                       building);

    result.tree = project.segments;
    std::map<SegmentId, SegmentId> added = {{SegmentId{}, parent}};
    Selection taken(primitiveCount(project.field), revisionOf(project.field));
    for (Segment segment : found.segments()) {
        if (!(segment.stability > 0))
            continue; // left over beside parts: no mask shows it
        const SegmentId id = segment.id;
        segment.parent = added.at(segment.parent);
        segment.method = "sa3d";
        segment.stability = 0; // asked for by a person: building the tree anew must not replace it
        for (const std::int64_t primitive : segment.primitives->indices())
            taken.set(primitive, true);
        added[id] = result.tree.add(std::move(segment));
        result.segments.push_back(added[id]);
    }
    if (result.segments.empty())
        throw missing(CLEAVE_TR("Selection",
                                "nothing in %1 can be followed through the other photos: their "
                                "masks do not agree with its own"),
                      project.dataset->view(view).name);
    result.primitives = taken.count();
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace cleave
