// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "app/cli/query.h"

namespace cleave::cli {

namespace {

struct SelectOptions {
    QueryOptions query;
    std::string saveAs, parent;
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

} // namespace

void addSelect(Commands& commands) {
    auto options = std::make_shared<SelectOptions>();
    CLI::App* command = commands.addForProject(
        "select", "One query: prompts in, primitives out", [options](Commands& c) {
            Project project = c.openProject();
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
    command->add_option("--parent", options->parent, "Under this segment")->needs(save);
}

} // namespace cleave::cli
