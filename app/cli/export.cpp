// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"
#include "app/cli/job_options.h"
#include "app/cli/query.h"
#include "core/jobs/export_masks.h"
#include "core/jobs/export_mesh.h"
#include "core/jobs/export_photo_masks.h"
#include "core/jobs/export_splats.h"
#include "core/jobs/export_video.h"
#include "core/jobs/render_views.h"

namespace cleave::cli {

namespace {

struct ExportOptions {
    std::string kind;
    std::filesystem::path output;
    JobOptions own;
    PromptOptions prompts;
};

Json listFiles(const std::vector<std::filesystem::path>& files) {
    Json list = Json::array();
    for (const auto& file : files)
        list.push_back(file.string());
    return list;
}

/// The similarity that a picture of it needs, from the prompts given.
std::optional<SelectResult> similarityFor(RenderMode mode,
                                          const ExportOptions& options,
                                          const Project& project,
                                          Progress& progress) {
    if (mode != RenderMode::Similarity)
        return std::nullopt;
    QueryOptions query;
    query.prompts = options.prompts;
    return runQuery(query, project, progress);
}

Json exportMasks(const ExportOptions& options, const Project& project, Progress& progress) {
    ExportMasksParams params;
    options.own.apply(describe(params), "export masks");
    return {{"files", listFiles(runExportMasks(params, project, options.output, progress).files)}};
}

Json exportPhotoMasks(const ExportOptions& options, const Project& project, Progress& progress) {
    ExportPhotoMasksParams params;
    options.own.apply(describe(params), "export photo-masks");
    return {{"files", listFiles(runExportPhotoMasks(params, project, options.output, progress))}};
}

Json exportSplats(const ExportOptions& options, const Project& project, Progress& progress) {
    ExportSplatsParams params;
    options.own.apply(describe(params), "export splats");
    const ExportedSplats result = runExportSplats(params, project, options.output, progress);
    return {{"primitives", result.primitives}, {"bytes", result.bytes}};
}

Json exportMesh(const ExportOptions& options, const Project& project, Progress& progress) {
    ExportMeshParams params;
    options.own.apply(describe(params), "export mesh");
    const ExportMeshResult result = runExportMesh(params, project, options.output, progress);
    return {{"vertices", result.vertices},
            {"faces", result.faces},
            {"nodes", result.nodes},
            {"watertight", result.watertight}};
}

Json exportVideo(const ExportOptions& options, const Project& project, Progress& progress) {
    ExportVideoParams params;
    options.own.apply(describe(params), "export video");
    const auto query = similarityFor(params.mode, options, project, progress);
    const ExportVideoResult result = runExportVideo(
        params, project, query ? &query->similarity : nullptr, options.output, progress);
    return {{"frames", result.frames}, {"seconds", result.seconds}};
}

Json exportImages(const ExportOptions& options, const Project& project, Progress& progress) {
    RenderViewsParams params;
    options.own.apply(describe(params), "export images");
    const auto query = similarityFor(params.mode, options, project, progress);
    const RenderViewsResult result = runRenderViews(
        params, project, query ? &query->similarity : nullptr, options.output, progress);
    return {{"files", listFiles(result.files)}, {"seconds_per_view", result.secondsPerView}};
}

} // namespace

void addExport(Commands& commands) {
    using Export = Json (*)(const ExportOptions&, const Project&, Progress&);
    static const std::map<std::string, Export> exports = {{"masks", exportMasks},
                                                          {"photo-masks", exportPhotoMasks},
                                                          {"splats", exportSplats},
                                                          {"mesh", exportMesh},
                                                          {"video", exportVideo},
                                                          {"images", exportImages}};
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = commands.addForProject(
        "export",
        "Writes masks of segments or of photos, splats, meshes, a video or images",
        [options](Commands& c) {
            const Project project = c.openProject();
            return exports.at(options->kind)(*options, project, c.progress());
        });
    command->add_option("kind", options->kind, "masks, photo-masks, splats, mesh, video or images")
        ->required()
        ->check(CLI::IsMember({"masks", "photo-masks", "splats", "mesh", "video", "images"}));
    command->add_option("-o,--output", options->output, "File, or folder for masks and images")
        ->required();
    ExportMasksParams masks;
    ExportPhotoMasksParams photoMasks;
    ExportMeshParams mesh;
    ExportSplatsParams splats;
    ExportVideoParams video;
    RenderViewsParams images;
    for (const ParamList& params : {describe(masks),
                                    describe(photoMasks),
                                    describe(mesh),
                                    describe(splats),
                                    describe(video),
                                    describe(images)})
        options->own.offer(command, params);
    options->prompts.addTo(command);
}

} // namespace cleave::cli
