// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/demo.h"

#include "core/base/safe_file.h"
#include "core/evaluation/ground_truth.h"
#include "core/formats/image_file.h"
#include "core/jobs/build_tree.h"
#include "core/jobs/evaluate.h"
#include "core/jobs/export_masks.h"
#include "core/jobs/export_mesh.h"
#include "core/jobs/export_splats.h"
#include "core/jobs/export_video.h"
#include "core/jobs/lift.h"
#include "core/jobs/make_masks.h"
#include "core/jobs/new_project.h"
#include "core/jobs/render_views.h"
#include "core/jobs/select.h"
#include "core/jobs/train_field.h"
#include "core/project/project_store.h"
#include "core/sample/scene_builder.h"

#include <algorithm>
#include <optional>

namespace cleave {

namespace fs = std::filesystem;

namespace {

/// The state that the steps hand on.
struct Demo {
    const DemoParams& params;
    fs::path folder;
    std::uint64_t seed;
    Progress& progress;
    Project project = {};
    std::unique_ptr<SegmentationMethod> method = makeMethod("omniseg3d");
    DemoResult result = {};

    MethodInputs inputs() const {
        return {project.dataset, project.field, project.masks, nullptr, project.seed};
    }

    const LiftedState* state() const { return project.lifted.at("omniseg3d").get(); }
};

void makePhotos(Demo& demo, Progress progress) {
    progress.phase(text(CLEAVE_TR("Demo", "Tracing the sample scene")));
    Progress tracing = progress.part(0, 0.9), writing = progress.part(0.9, 1);
    const BuiltScene scene = SceneBuilder()
                                 .room()
                                 .cameras(demo.params.trainViews, demo.params.testViews)
                                 .imageSize(demo.params.width, demo.params.height)
                                 .seed(demo.seed + 1)
                                 .build(tracing);
    writeScene(scene, demo.folder / "scene", demo.seed + 1, writing);
}

void train(Demo& demo, Progress progress) {
    Progress importing = progress.part(0, 0.02), training = progress.part(0.02, 1);
    demo.project = runNewProject({}, demo.folder / "scene", importing);
    demo.project.seed = demo.seed;
    TrainFieldParams params;
    params.gaussians.iterations = demo.params.iterations;
    params.gaussians.maxPrimitives = demo.params.maxPrimitives;
    PhotoStore photos(demo.project.dataset);
    const TrainFieldResult trained = trainField(params, demo.project, photos, training);
    applyTraining(demo.project, trained);
    demo.result.psnr = trained.record.psnr;
    demo.result.ssim = trained.record.ssim;
}

void lift(Demo& demo, Progress progress) {
    Progress importing = progress.part(0, 0.05), lifting = progress.part(0.05, 1);
    demo.project.masks =
        runImportMasks(*demo.project.dataset, demo.folder / "scene" / "masks", importing).masks;
    demo.project.lifted["omniseg3d"] = runLift(*demo.method, demo.inputs(), lifting);
    demo.project.currentMethod = "omniseg3d";
}

void buildAndEvaluate(Demo& demo, Progress progress) {
    Progress building = progress.part(0, 0.4), evaluating = progress.part(0.4, 1);
    demo.project.segments = runBuildTree({}, demo.project, building).tree;
    const EvaluationReport report = runEvaluate({},
                                                demo.folder / "scene" / "ground_truth",
                                                *demo.method,
                                                demo.inputs(),
                                                demo.state(),
                                                demo.project.segments,
                                                evaluating);
    demo.result.meanIouObjects = report.meanIou(TargetKind::Object).value_or(0);
    demo.result.meanIouParts = report.meanIou(TargetKind::Part).value_or(0);
    if (report.matching)
        demo.result.matchedIou = report.matching->iou;
    writeTextFile(demo.folder / "evaluation.json", reportJson(report));
    writeTextFile(demo.folder / "evaluation.csv", reportCsv(report));
    demo.result.files.push_back(demo.folder / "evaluation.csv");
}

/// Clicks a target as its first prompt says, and keeps the answer.
SegmentId keepClick(Demo& demo,
                    const EvalTarget& target,
                    float granularity,
                    SegmentId parent,
                    std::optional<SelectResult>& answer) {
    const EvalClick& click = target.oneClick.at(0);
    const View* view = demo.project.dataset->findView(click.view);
    if (!view)
        throw missing(CLEAVE_TR("Demo", "the sample scene lacks the view %1"), click.view);
    Prompt prompt;
    prompt.view = view->id;
    prompt.camera = view->camera;
    prompt.points = {{static_cast<float>(click.x) + 0.5f, static_cast<float>(click.y) + 0.5f}};
    SelectParams params;
    params.granularity = granularity;
    answer = runSelect(
        params, *demo.method, demo.inputs(), demo.state(), std::span(&prompt, 1), demo.progress);
    Segment segment;
    segment.name = target.name.substr(
        target.name.find('/') == std::string::npos ? 0 : target.name.find('/') + 1);
    segment.parent = parent;
    segment.method = "omniseg3d";
    segment.primitives = std::make_shared<const Selection>(answer->selection);
    return demo.project.segments.add(std::move(segment));
}

void addPicture(Demo& demo,
                const std::string& name,
                RenderMode mode,
                const std::string& view,
                const std::string& segments,
                const Similarity* similarity) {
    RenderViewsParams params;
    params.mode = mode;
    params.views = view;
    params.segments = segments;
    const RenderViewsResult rendered = runRenderViews(
        params, demo.project, similarity, demo.folder / "pictures" / ".new", demo.progress);
    for (const fs::path& file : rendered.files) {
        const fs::path target = demo.folder / "pictures" / (name + ".png");
        fs::rename(file, target);
        demo.result.files.push_back(target);
    }
    fs::remove_all(demo.folder / "pictures" / ".new");
}

void selectAndPaint(Demo& demo, Progress progress) {
    Progress reading = progress.part(0, 0.1);
    const GroundTruth truth =
        readGroundTruth(demo.folder / "scene" / "ground_truth", {}, *demo.project.dataset, reading);
    const auto isMug = [](const EvalTarget& target) {
        return target.kind == TargetKind::Object && target.name.find("mug") != std::string::npos;
    };
    auto object = std::find_if(truth.targets.begin(), truth.targets.end(), isMug);
    if (object == truth.targets.end())
        object = truth.targets.begin();
    const auto part =
        std::find_if(truth.targets.begin(), truth.targets.end(), [&](const EvalTarget& target) {
            return target.kind == TargetKind::Part &&
                   target.name.rfind(object->name + "/", 0) == 0 &&
                   target.name.find("handle") != std::string::npos;
        });
    std::optional<SelectResult> whole, handle;
    const SegmentId id = keepClick(demo, *object, 0, {}, whole);
    const std::string view = object->oneClick.at(0).view;
    const std::string path = demo.project.segments.path(id);

    makeFolder(demo.folder / "pictures");
    const View& clicked = *demo.project.dataset->findView(view);
    const fs::path photo = demo.folder / "pictures" / "1_photo.png";
    writeImage(photo, loadPhoto(*demo.project.dataset, clicked));
    demo.result.files.push_back(photo);
    addPicture(demo, "2_trained", RenderMode::Rgb, view, "", nullptr);
    addPicture(demo, "3_normals", RenderMode::Normals, view, "", nullptr);
    addPicture(demo, "4_features", RenderMode::Features, view, "", nullptr);
    addPicture(demo, "5_click_similarity", RenderMode::Similarity, view, "", &whole->similarity);
    addPicture(demo, "6_object", RenderMode::Rgb, view, path, nullptr);
    progress.advance(0.5);
    if (part != truth.targets.end()) {
        const SegmentId partId = keepClick(demo, *part, 1, id, handle);
        addPicture(
            demo, "7_part", RenderMode::Rgb, view, demo.project.segments.path(partId), nullptr);
    }
    addPicture(demo, "8_segments", RenderMode::Segments, view, "", nullptr);
    progress.advance(1.0);
}

void exportAll(Demo& demo, Progress progress) {
    // The object clicked last at the top level, with its part inside.
    std::string name;
    for (const Segment& segment : demo.project.segments.segments())
        if (segment.parent.value == 0)
            name = demo.project.segments.path(segment.id);
    Progress splats = progress.part(0, 0.05), mesh = progress.part(0.05, 0.5),
             masks = progress.part(0.5, 0.7), video = progress.part(0.7, 1);
    runExportSplats({.segments = name}, demo.project, demo.folder / "object.ply", splats);
    ExportMeshParams meshParams;
    meshParams.segments = name;
    meshParams.resolution = 128;
    runExportMesh(meshParams, demo.project, demo.folder / "object.glb", mesh);
    ExportMasksParams masksParams;
    masksParams.views = "test";
    const ExportMasksResult written =
        runExportMasks(masksParams, demo.project, demo.folder / "masks", masks);
    ExportVideoParams videoParams;
    videoParams.length = 3;
    runExportVideo(videoParams, demo.project, nullptr, demo.folder / "orbit.mp4", video);
    for (const char* file : {"object.ply", "object.glb", "orbit.mp4"})
        demo.result.files.push_back(demo.folder / file);
    demo.result.files.insert(demo.result.files.end(), written.files.begin(), written.files.end());
}

} // namespace

DemoResult
runDemo(const DemoParams& params, const fs::path& folder, std::uint64_t seed, Progress& progress) {
    makeFolder(folder);
    for (const char* old : {"scene", "pictures", "masks"})
        fs::remove_all(folder / old);
    fs::remove(folder / "demo.cleave");
    Demo demo{params, fs::absolute(folder), seed, progress};
    makePhotos(demo, progress.part(0, 0.08));
    train(demo, progress.part(0.08, 0.55));
    lift(demo, progress.part(0.55, 0.8));
    buildAndEvaluate(demo, progress.part(0.8, 0.88));
    selectAndPaint(demo, progress.part(0.88, 0.92));
    exportAll(demo, progress.part(0.92, 0.99));
    demo.result.project = demo.folder / "demo.cleave";
    Progress saving = progress.part(0.99, 1);
    saveProject(demo.project, demo.result.project, saving);
    return demo.result;
}

} // namespace cleave
