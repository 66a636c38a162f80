// SPDX-License-Identifier: Apache-2.0
#include "ui/dialogs/export_plan.h"

#include "core/base/error.h"
#include "core/export/export_choice.h"
#include "core/jobs/export_masks.h"
#include "core/jobs/export_mesh.h"
#include "core/jobs/export_splats.h"
#include "core/jobs/export_video.h"
#include "core/jobs/render_views.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace cleave::ui {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(ExportPlan)
};

QString number(std::size_t value) {
    return QLocale().toString(static_cast<qulonglong>(value));
}

QString pictureSize(const Camera& camera) {
    return Words::tr("%1 × %2 pixels").arg(camera.intrinsics.width).arg(camera.intrinsics.height);
}

/// "all" and names alike -> what paintSource takes: empty for everything.
std::string drawnAlone(const std::string& segments) {
    return segments == "all" || segments == "scene" ? std::string() : segments;
}

/// How many primitives lie in any of the segments.
std::size_t primitivesIn(const SegmentTree& tree,
                         const std::vector<SegmentId>& chosen,
                         const RadianceField& field) {
    const std::vector<std::int32_t> deepest = deepestSegments(tree, chosen, field);
    return deepest.size() - static_cast<std::size_t>(std::count(deepest.begin(), deepest.end(), 0));
}

/// A plan of one job over its parameters.
template <class Params, auto job>
class PlanOf : public ExportPlan {
public:
    ParamList params() override { return describe(params_); }

    ExportPicture picture() const override {
        return {drawnAlone(params_.segments), RenderMode::Rgb, "all"};
    }

    Work work(const std::filesystem::path& target,
              std::shared_ptr<const Similarity> similarity) const override {
        return [params = params_, target, similarity](const Project& project, Progress& progress) {
            constexpr bool drawsSimilarity = std::is_invocable_v<decltype(job),
                                                                 const Params&,
                                                                 const Project&,
                                                                 const Similarity*,
                                                                 const std::filesystem::path&,
                                                                 Progress&>;
            if constexpr (drawsSimilarity)
                job(params, project, similarity.get(), target, progress);
            else
                job(params, project, target, progress);
        };
    }

protected:
    Params params_;
};

class MasksPlan : public PlanOf<ExportMasksParams, runExportMasks> {
public:
    MasksPlan() {
        key = QStringLiteral("masks");
        title = Words::tr("Export masks");
        doneText = Words::tr("The masks were written to %1.");
        defaultName = QStringLiteral("masks");
        wholes = {{QStringLiteral("all"), Words::tr("All segments")}};
    }

    ExportFacts facts(const Project& project, const std::filesystem::path&) const override {
        requireField(project.field);
        const std::vector<SegmentId> chosen = chooseSegments(project.segments, params_.segments);
        if (chosen.empty())
            throw missing(CLEAVE_TR(
                "Export",
                "the project has no segments yet; keep a selection or build the tree first"));
        const std::vector<View> views =
            chooseViews(project.dataset.get(), project.field, params_.views);
        const std::size_t files = params_.format == MaskFormat::Ids ? views.size() + 1
                                  : params_.format == MaskFormat::Binary
                                      ? views.size() * chosen.size()
                                      : views.size();
        const QString format =
            params_.format == MaskFormat::Ids
                ? Words::tr("PNG with segment numbers per view, and segments.json")
            : params_.format == MaskFormat::Binary
                ? Words::tr("black and white PNG per view and segment")
                : Words::tr("JSON with run lengths per view (COCO)");
        return {{Words::tr("Segments:"), number(chosen.size())},
                {Words::tr("Views:"), number(views.size())},
                {Words::tr("Picture size:"), pictureSize(views.front().camera)},
                {Words::tr("Format:"), format},
                {Words::tr("Files:"), number(files)}};
    }

    ExportPicture picture() const override {
        return {drawnAlone(params_.segments), RenderMode::Segments, params_.views};
    }
};

class SplatsPlan : public PlanOf<ExportSplatsParams, runExportSplats> {
public:
    SplatsPlan() {
        key = QStringLiteral("splats");
        title = Words::tr("Export splats");
        wholes = {{QStringLiteral("all"), Words::tr("The whole scene")}};
        doneText = Words::tr("The splats were written to %1.");
        suffixes = {QStringLiteral("ply"), QStringLiteral("splat"), QStringLiteral("spz")};
        filter = Words::tr("Gaussian PLY (*.ply);;Splat (*.splat);;Compressed splat (*.spz)");
    }

    ExportFacts facts(const Project& project, const std::filesystem::path& target) const override {
        requireField(project.field);
        const std::vector<SegmentId> chosen = chooseSegments(project.segments, params_.segments);
        const std::size_t count = params_.segments == "all"
                                      ? static_cast<std::size_t>(primitiveCount(project.field))
                                      : primitivesIn(project.segments, chosen, project.field);
        const QString format = target.extension() == ".ply"
                                   ? Words::tr("PLY, everything kept, with each splat's segment")
                               : target.extension() == ".splat"
                                   ? Words::tr("splat, for viewers: colour without view dependence")
                                   : Words::tr("SPZ, compressed, slightly rounded");
        return {{Words::tr("Gaussians:"), number(count)},
                {Words::tr("Segments:"), number(chosen.size())},
                {Words::tr("Format:"), format},
                {Words::tr("Files:"), number(1)}};
    }
};

class MeshPlan : public PlanOf<ExportMeshParams, runExportMesh> {
public:
    MeshPlan() {
        key = QStringLiteral("mesh");
        title = Words::tr("Export a mesh");
        wholes = {{QStringLiteral("all"), Words::tr("All segments")},
                  {QStringLiteral("scene"), Words::tr("The whole scene as one mesh")}};
        doneText = Words::tr("The mesh was written to %1.");
        suffixes = {QStringLiteral("glb"),
                    QStringLiteral("ply"),
                    QStringLiteral("obj"),
                    QStringLiteral("stl")};
        filter = Words::tr("GLB (*.glb);;PLY (*.ply);;Wavefront OBJ (*.obj);;STL (*.stl)");
    }

    ExportFacts facts(const Project& project, const std::filesystem::path& target) const override {
        requireField(project.field);
        const std::vector<SegmentId> chosen =
            params_.segments == "scene" ? std::vector<SegmentId>()
                                        : chooseSegments(project.segments, params_.segments);
        const QString format =
            target.extension() == ".glb"   ? Words::tr("GLB, keeps the tree, names and colours")
            : target.extension() == ".obj" ? Words::tr("OBJ, keeps names and colours")
            : target.extension() == ".ply" ? Words::tr("PLY, one mesh with colours")
                                           : Words::tr("STL, the shape alone");
        return {{Words::tr("Meshes:"),
                 chosen.empty() ? Words::tr("1, the whole scene") : number(chosen.size())},
                {Words::tr("Resolution:"),
                 Words::tr("%1 voxels along the longest side").arg(params_.resolution)},
                {Words::tr("Format:"), format},
                {Words::tr("Files:"), number(1)}};
    }
};

class ImagesPlan : public PlanOf<RenderViewsParams, runRenderViews> {
public:
    ImagesPlan() {
        key = QStringLiteral("images");
        title = Words::tr("Export images");
        wholes = {{QString(), Words::tr("The whole scene")}};
        doneText = Words::tr("The images were written to %1.");
        defaultName = QStringLiteral("images");
    }

    ExportFacts facts(const Project& project, const std::filesystem::path&) const override {
        requireField(project.field);
        if (!params_.segments.empty())
            chooseSegments(project.segments, params_.segments);
        const std::vector<View> views =
            chooseViews(project.dataset.get(), project.field, params_.views);
        const bool isDepth = params_.mode == RenderMode::Depth;
        return {{Words::tr("Views:"), number(views.size())},
                {Words::tr("Picture size:"), pictureSize(views.front().camera)},
                {Words::tr("Format:"),
                 isDepth ? Words::tr("16 bit PNG in thousandths, and NPY") : Words::tr("PNG")},
                {Words::tr("Files:"), number(views.size() * (isDepth ? 2 : 1))}};
    }

    ExportPicture picture() const override {
        return {params_.segments, params_.mode, params_.views};
    }
};

class VideoPlan : public PlanOf<ExportVideoParams, runExportVideo> {
public:
    VideoPlan() {
        key = QStringLiteral("video");
        title = Words::tr("Export a video");
        wholes = {{QString(), Words::tr("The whole scene")}};
        doneText = Words::tr("The video was written to %1.");
        suffixes = {QStringLiteral("mp4")};
        filter = Words::tr("Video (*.mp4)");
    }

    ExportFacts facts(const Project& project, const std::filesystem::path&) const override {
        requireField(project.field);
        if (!params_.segments.empty())
            chooseSegments(project.segments, params_.segments);
        const long frames = std::max(1L, std::lround(params_.fps * params_.length));
        return {{Words::tr("Pictures:"), number(static_cast<std::size_t>(frames))},
                {Words::tr("Length:"),
                 Words::tr("%1 s").arg(
                     QLocale().toString(static_cast<double>(frames) / params_.fps, 'f', 1))},
                {Words::tr("Format:"), Words::tr("MP4")},
                {Words::tr("Files:"), number(1)}};
    }

    ExportPicture picture() const override { return {params_.segments, params_.mode, "all"}; }
};

} // namespace

std::unique_ptr<ExportPlan> makeExportPlan(ExportKind kind) {
    switch (kind) {
    case ExportKind::Masks:
        return std::make_unique<MasksPlan>();
    case ExportKind::Splats:
        return std::make_unique<SplatsPlan>();
    case ExportKind::Mesh:
        return std::make_unique<MeshPlan>();
    case ExportKind::Images:
        return std::make_unique<ImagesPlan>();
    case ExportKind::Video:
        return std::make_unique<VideoPlan>();
    }
    return nullptr;
}

} // namespace cleave::ui
