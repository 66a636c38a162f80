// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "app/cli/query.h"
#include "core/jobs/take_view.h"

namespace cleave::cli {

namespace {

struct SelectOptions {
    QueryOptions query;
    std::string saveAs, parent, everythingIn;
};

/// The selection as a segment; returns its id.
SegmentId keepSelection(Project& project,
                        const SelectOptions& options,
                        const std::string& method,
                        const SelectResult& result) {
    Segment segment;
    segment.name = options.saveAs;
    segment.method = method;
    segment.primitives = std::make_shared<const Selection>(result.selection);
    if (!options.parent.empty())
        segment.parent = project.segments.named(options.parent).id;
    for (SegmentId sibling : project.segments.children(segment.parent))
        if (project.segments.find(sibling)->name == options.saveAs)
            throw badInput(
                CLEAVE_TR(
                    "Segments",
                    "there is a segment \"%1\" already; choose another name or delete it first"),
                options.saveAs);
    return project.segments.add(std::move(segment));
}

const char* verdictName(ViewVerdict verdict) {
    switch (verdict) {
    case ViewVerdict::Prompted:
        return "prompted";
    case ViewVerdict::Accepted:
        return "accepted";
    case ViewVerdict::Rejected:
        return "rejected";
    case ViewVerdict::Unanswered:
        return "unanswered";
    }
    return "";
}

/// What each view said, for methods that ask views.
Json viewsAsJson(const std::vector<ViewAgreement>& views) {
    Json list = Json::array();
    for (const ViewAgreement& view : views)
        list.push_back(
            {{"view", view.name}, {"verdict", verdictName(view.verdict)}, {"iou", view.iou}});
    return list;
}

/// A segment for every mask of the named photo.
Json takeEverything(Commands& c, Project& project, const SelectOptions& options) {
    if (!options.query.method.empty() && options.query.method != "sa3d")
        throw badInput(CLEAVE_TR("Selection",
                                 "--everything takes what the masks of a photo show, which is the "
                                 "way of sa3d; the method %1 cannot do that"),
                       options.query.method);
    const View* view = project.dataset ? project.dataset->findView(options.everythingIn) : nullptr;
    if (!view)
        throw badInput(CLEAVE_TR("Selection", "--everything: there is no view \"%1\""),
                       options.everythingIn);
    const SegmentId parent =
        options.parent.empty() ? SegmentId{} : project.segments.named(options.parent).id;
    TakeViewResult result = runTakeView(project, view->id, parent, c.progress());
    project.segments = std::move(result.tree);
    c.save(project);
    Json segments = Json::array();
    for (const SegmentId id : result.segments)
        segments.push_back({{"segment", project.segments.path(id)},
                            {"primitives", project.segments.at(id).primitives->count()}});
    return {{"primitives", result.primitives},
            {"threshold", nullptr},
            {"milliseconds", 1000 * result.seconds},
            {"segment", nullptr},
            {"masks", result.masks},
            {"segments", segments}};
}

} // namespace

void addSelect(Commands& commands) {
    auto options = std::make_shared<SelectOptions>();
    CLI::App* command = commands.addForProject(
        "select", "One query: prompts in, primitives out", [options](Commands& c) {
            Project project = c.openProject();
            if (!options->everythingIn.empty())
                return takeEverything(c, project, *options);
            if (!options->parent.empty() && options->saveAs.empty())
                throw badInput(CLEAVE_TR(
                    "Selection", "--parent says where to keep an answer; give --save NAME too"));
            const SelectResult result = runQuery(options->query, project, c.progress());
            Json json = {{"primitives", result.primitives},
                         {"threshold", result.threshold},
                         {"milliseconds", result.milliseconds},
                         {"segment", nullptr}};
            if (!result.similarity.views.empty())
                json["views"] = viewsAsJson(result.similarity.views);
            if (!options->saveAs.empty()) {
                const SegmentId id =
                    keepSelection(project, *options, options->query.methodOf(project), result);
                c.save(project);
                json["segment"] = project.segments.path(id);
            }
            return json;
        });
    options->query.addTo(command);
    CLI::Option* save =
        command->add_option("--save", options->saveAs, "Keep the answer as a segment of this name");
    command
        ->add_option("--everything",
                     options->everythingIn,
                     "VIEW a segment for every mask of this photo, instead of prompts")
        ->excludes(save);
    command->add_option("--parent", options->parent, "Under this segment");
}

} // namespace cleave::cli
