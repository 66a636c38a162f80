// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/export_video.h"

#include "core/camera/camera_path.h"
#include "core/export/export_choice.h"
#include "core/export/field_extent.h"
#include "core/formats/video_file.h"
#include "core/jobs/paint_source.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// The box around the segments drawn alone, or around everything.
Eigen::Vector3d targetOf(const PaintSource& source) {
    Bounds bounds;
    if (!source.isolated.empty()) {
        const std::vector<std::int32_t> deepest =
            deepestSegments(source.segments, source.isolated, source.field);
        std::vector<float> visibility(deepest.size());
        for (std::size_t i = 0; i < deepest.size(); ++i)
            visibility[i] = deepest[i] != 0 ? 1.0f : 0.0f;
        bounds = robustBounds(source.field, 0.02, visibility);
    }
    return bounds.isEmpty() ? Eigen::Vector3d::Zero() : Eigen::Vector3d(bounds.center());
}

std::vector<Camera> camerasOf(const ExportVideoParams& params,
                              const Project& project,
                              const PaintSource& source,
                              int count) {
    if (!project.dataset || project.dataset->views.empty())
        return orbitCameras(project.field, count, 960, 720);
    std::vector<Camera> views;
    for (const View& view : project.dataset->views)
        if (!view.isTest)
            views.push_back(view.camera);
    if (views.empty())
        views.push_back(project.dataset->views.front().camera);
    std::vector<Pose> poses;
    if (params.path == VideoPath::Orbit) {
        poses = orbitPath(
            orbitAround(views,
                        source.isolated.empty() ? std::nullopt : std::optional(targetOf(source))),
            count);
    } else {
        std::vector<Pose> keys;
        for (const Camera& camera : views)
            keys.push_back(camera.pose);
        poses = smoothPath(keys, count);
    }
    std::vector<Camera> cameras;
    for (const Pose& pose : poses)
        cameras.push_back({pose, views.front().intrinsics});
    return cameras;
}

} // namespace

ParamList describe(ExportVideoParams& params) {
    return {
        {.name = "path",
         .value = enumParam(&params.path),
         .label = CLEAVE_TR("Params", "Path"),
         .help = CLEAVE_TR("Params", "Once around, or along the training views."),
         .choices = {{"orbit", CLEAVE_TR("Params", "Orbit")},
                     {"views", CLEAVE_TR("Params", "Along the views")}}},
        {.name = "mode",
         .value = enumParam(&params.mode),
         .label = CLEAVE_TR("Params", "Mode"),
         .help = CLEAVE_TR("Params", "What is drawn."),
         .choices = renderModeChoices()},
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params",
                           "Names separated by commas: these alone are drawn. Empty: everything.")},
        {.name = "fps",
         .value = &params.fps,
         .label = CLEAVE_TR("Params", "Pictures a second"),
         .help = CLEAVE_TR("Params", "How many pictures a second the video has."),
         .range = ParamRange{1, 120, 1}},
        {.name = "length",
         .value = &params.length,
         .label = CLEAVE_TR("Params", "Length"),
         .help = CLEAVE_TR("Params", "How long the video is."),
         .range = ParamRange{0.1, 600, 0.1},
         .unit = CLEAVE_TR("Params", "s")},
    };
}

ExportVideoResult runExportVideo(const ExportVideoParams& params,
                                 const Project& project,
                                 const Similarity* similarity,
                                 const std::filesystem::path& file,
                                 Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Rendering a video")));
    const PaintSource source = paintSource(project, params.segments, similarity);
    const ViewPainter painter(source, params.mode);
    const int count = std::max(1, static_cast<int>(std::lround(params.fps * params.length)));
    const std::vector<Camera> cameras = camerasOf(params, project, source, count);
    writeVideo(file, count, params.fps, [&](std::int64_t i) {
        progress.advance(i, count);
        return painter.paint(cameras[static_cast<std::size_t>(i)]);
    });
    progress.advance(1.0);
    return {count, count / params.fps};
}

} // namespace cleave
