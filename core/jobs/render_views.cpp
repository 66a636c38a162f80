// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/render_views.h"

#include "core/base/safe_file.h"
#include "core/export/export_choice.h"
#include "core/formats/image_file.h"
#include "core/formats/npy.h"
#include "core/jobs/paint_source.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cleave {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

/// Thousandths of a scene unit: millimetres where the scene is in metres.
Image16 thousandths(const FloatImage& depth) {
    Image16 image(depth.width, depth.height, 1);
    for (std::size_t i = 0; i < depth.pixels.size(); ++i)
        image.pixels[i] = static_cast<std::uint16_t>(
            std::lround(std::clamp(depth.pixels[i] * 1000, 0.0f, 65535.0f)));
    return image;
}

/// Renders and writes one view; adds to the files and to the seconds spent rendering.
void writeView(const ViewPainter& painter,
               RenderMode mode,
               const View& view,
               const fs::path& stem,
               RenderViewsResult& result) {
    fs::path png = stem;
    png += ".png";
    const auto start = Clock::now();
    const auto stop = [&] {
        result.secondsPerView += std::chrono::duration<double>(Clock::now() - start).count();
    };
    result.files.push_back(png);
    if (mode != RenderMode::Depth) {
        const Image image = painter.paint(view.camera);
        stop();
        writeImage(png, image);
        return;
    }
    const FloatImage depth = painter.depth(view.camera);
    stop();
    writeImage16(png, thousandths(depth));
    fs::path npy = stem;
    npy += ".npy";
    writeNpy(npy, NpyArray::from<float>(depth.pixels, {depth.height, depth.width}));
    result.files.push_back(npy);
}

} // namespace

ParamList describe(RenderViewsParams& params) {
    return {
        {.name = "mode",
         .value = enumParam(&params.mode),
         .label = CLEAVE_TR("Params", "Mode"),
         .help = CLEAVE_TR("Params", "What is drawn."),
         .choices = renderModeChoices()},
        {.name = "views",
         .value = &params.views,
         .label = CLEAVE_TR("Params", "Views"),
         .help = CLEAVE_TR("Params", "train, test, all, or view names separated by commas.")},
        {.name = "segments",
         .value = &params.segments,
         .label = CLEAVE_TR("Params", "Segments"),
         .help = CLEAVE_TR("Params",
                           "Names separated by commas: these alone are drawn. Empty: everything.")},
    };
}

RenderViewsResult runRenderViews(const RenderViewsParams& params,
                                 const Project& project,
                                 const Similarity* similarity,
                                 const fs::path& folder,
                                 Progress& progress) {
    progress.phase(text(CLEAVE_TR("Jobs", "Rendering views")));
    const ViewPainter painter(paintSource(project, params.segments, similarity), params.mode);
    const std::vector<View> views = chooseViews(project.dataset.get(), project.field, params.views);
    makeFolder(folder);
    RenderViewsResult result;
    for (std::size_t i = 0; i < views.size(); ++i) {
        progress.advance(static_cast<std::int64_t>(i), static_cast<std::int64_t>(views.size()));
        writeView(painter,
                  params.mode,
                  views[i],
                  folder / fileNameOf(fs::path(views[i].name).replace_extension().string()),
                  result);
    }
    result.secondsPerView /= static_cast<double>(views.size());
    progress.advance(1.0);
    return result;
}

} // namespace cleave
