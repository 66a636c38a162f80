// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "core/jobs/build_tree.h"
#include "core/jobs/edit_tree.h"

namespace cleave::cli {

namespace {

struct TreeOptions {
    std::string action;
    std::vector<std::string> names;
    std::string newName, parent;
    bool keepChildren = false;
    BuildTreeParams build;
};

Json listSegments(const SegmentTree& tree) {
    Json list = Json::array();
    for (const Segment& segment : tree.segments())
        list.push_back(
            {{"id", segment.id.value},
             {"name", segment.name},
             {"parent", segment.parent.value ? Json(segment.parent.value) : Json(nullptr)},
             {"primitives", segment.primitives ? segment.primitives->count() : 0},
             {"method", segment.method},
             {"path", tree.path(segment.id)}});
    return list;
}

/// Wrong usage of an action's names.
void requireNames(const TreeOptions& options, std::size_t least, const std::string& usage) {
    if (options.names.size() < least)
        throw badInput(CLEAVE_TR("Segments", "tree %1: expected %2"), options.action, usage);
}

SegmentTree edited(const TreeOptions& options, const SegmentTree& tree) {
    const std::vector<std::string>& names = options.names;
    if (options.action == "rename") {
        requireNames(options, 2, "tree PROJECT rename SEGMENT NEW-NAME");
        return runRenameSegment(tree, names[0], names[1]);
    }
    if (options.action == "delete") {
        requireNames(options, 1, "tree PROJECT delete SEGMENT...");
        return runDeleteSegments(tree, names, !options.keepChildren);
    }
    if (options.action == "merge") {
        requireNames(options, 2, "tree PROJECT merge SEGMENT SEGMENT... [--name NEW-NAME]");
        return runMergeSegments(tree, names, options.newName);
    }
    requireNames(options, 1, "tree PROJECT reparent SEGMENT... --parent NEW-PARENT");
    return runReparentSegments(tree, names, options.parent);
}

} // namespace

void addTree(Commands& commands) {
    auto options = std::make_shared<TreeOptions>();
    CLI::App* command = commands.addForProject(
        "tree", "Builds, shows and edits the segment tree", [options](Commands& c) {
            Project project = c.openProject();
            if (options->action == "show")
                return Json{{"segments", listSegments(project.segments)}};
            if (options->action == "build") {
                const BuildTreeResult result = runBuildTree(options->build, project, c.progress());
                project.segments = result.tree;
                c.save(project);
                return Json{{"segments", result.segments},
                            {"roots", result.roots},
                            {"depth", result.depth},
                            {"seconds", result.seconds}};
            }
            project.segments = edited(*options, project.segments);
            c.save(project);
            return Json{{"segments", listSegments(project.segments)}};
        });
    command->add_option("action", options->action, "build, show, rename, delete, merge or reparent")
        ->required()
        ->check(CLI::IsMember({"build", "show", "rename", "delete", "merge", "reparent"}));
    command->add_option(
        "segments",
        options->names,
        "Segments by name or path (mug/handle); rename: the segment and its new name");
    command->add_option("--name", options->newName, "merge: the name of the result");
    command->add_option(
        "--parent", options->parent, "reparent: the new parent; empty or / for the top level");
    command->add_flag("--keep-children", options->keepChildren, "delete: what is inside moves up");
    addParams(command, describe(options->build));
}

} // namespace cleave::cli
