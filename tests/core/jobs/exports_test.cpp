// SPDX-License-Identifier: Apache-2.0
// The exporting jobs on a scene of blobs whose gaussians are known by object and part.
#include "core/base/safe_file.h"
#include "core/export/export_choice.h"
#include "core/export/export_mesh.h"
#include "core/export/mesh_volume.h"
#include "core/formats/coco_rle.h"
#include "core/formats/image_file.h"
#include "core/formats/mesh_file.h"
#include "core/formats/npy.h"
#include "core/formats/ply.h"
#include "core/formats/splat_file.h"
#include "core/formats/video_file.h"
#include "core/jobs/convert_splats.h"
#include "core/jobs/export_masks.h"
#include "core/jobs/export_mesh.h"
#include "core/jobs/export_splats.h"
#include "core/jobs/export_video.h"
#include "core/jobs/render_views.h"
#include "core/sample/scene_builder.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cmath>
#include <csignal>
#include <map>
#include <sys/resource.h>

using namespace cleave;
using cleave::tests::TemporaryFolder;

namespace {

/// The built scene as a project whose tree holds every object and, below it, its parts.
struct Blobs {
    BuiltScene scene =
        SceneBuilder().blobs(3).gaussiansPerBlob(200).cameras(6, 2).imageSize(96, 72).build();
    Project project;

    Blobs() {
        project.dataset = std::make_shared<const Dataset>(scene.dataset);
        const auto field = std::make_shared<const GaussianField>(scene.field.clone());
        project.field = field;
        for (const SceneObject& object : scene.objects) {
            const SegmentId parent = add(object.name, {}, scene.primitiveObjects, object.id);
            for (const auto& [name, id] : object.parts)
                add(name, parent, scene.primitiveParts, id);
        }
    }

    SegmentId
    add(const std::string& name, SegmentId parent, const std::vector<int>& labels, int label) {
        Selection selection(primitiveCount(project.field), revisionOf(project.field));
        for (std::size_t i = 0; i < labels.size(); ++i)
            if (labels[i] == label)
                selection.set(static_cast<std::int64_t>(i), true);
        Segment segment;
        segment.name = name;
        segment.parent = parent;
        segment.primitives = std::make_shared<const Selection>(std::move(selection));
        return project.segments.add(segment);
    }

    const SceneObject& object(std::size_t i) const { return scene.objects[i]; }
};

/// As long as it lives, writing beyond so many bytes of a file fails, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }

    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = SIG_DFL;
};

double intersectionOverUnion(const Image& mask, const IdImage& truth, int id) {
    double both = 0, either = 0;
    for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
        const bool a = mask.pixels[i] > 0, b = truth.pixels[i] == id;
        both += a && b;
        either += a || b;
    }
    return either > 0 ? both / either : 1;
}

/// Pixels of an id.
Image regionOf(const IdImage& ids, std::int64_t id) {
    Image mask(ids.width, ids.height, 1);
    for (std::size_t i = 0; i < ids.pixels.size(); ++i)
        mask.pixels[i] = ids.pixels[i] == id ? 255 : 0;
    return mask;
}

} // namespace

class ExportsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksAgreeWithTheTruth();
    void idMapsHoldTheDeepestSegments();
    void cocoMasksEqualBinaryOnes();
    void aSegmentLeavesAsItsOwnSplats();
    void allSplatsCarryTheirSegment();
    void splatsConvertBetweenFormats();
    void aBlobLeavesAsAClosedMesh();
    void glbNodesFollowTheTree();
    void everyModeRenders();
    void depthsAreWrittenInBothForms();
    void videosHaveTheLengthAskedFor();
    void splatsAloneRenderFromAnOrbit();
    void missingStepsAreNamed();
    void readOnlyFoldersAreTold();
    void aFullDiskLeavesNoFile();
    void cancellingLeavesNoFile();

private:
    Blobs blobs_;
    Progress progress_;
};

void ExportsTest::masksAgreeWithTheTruth() {
    TemporaryFolder folder;
    ExportMasksParams params;
    params.format = MaskFormat::Binary;
    const ExportMasksResult result =
        runExportMasks(params, blobs_.project, folder / "out", progress_);
    QCOMPARE(result.files.size(),
             blobs_.scene.dataset.views.size() * blobs_.project.segments.segments().size());
    const View& view = blobs_.scene.dataset.views[0];
    const std::string stem =
        fileNameOf(std::filesystem::path(view.name).replace_extension().string());
    for (const SceneObject& object : blobs_.scene.objects) {
        const Image mask = readImage(folder / "out" / stem / (object.name + ".png"));
        const double iou = intersectionOverUnion(mask, blobs_.scene.objectIds[0], object.id);
        QVERIFY2(iou > 0.9, (object.name + " " + std::to_string(iou)).c_str());
    }
}

void ExportsTest::idMapsHoldTheDeepestSegments() {
    TemporaryFolder folder;
    ExportMasksParams params;
    params.views = blobs_.scene.dataset.views[1].name;
    const ExportMasksResult result =
        runExportMasks(params, blobs_.project, folder.path(), progress_);
    QCOMPARE(result.files.size(), std::size_t{2});
    const IdImage ids = readIdImage(result.files[0]);
    QVERIFY(readTextFile(result.files[1]).find(blobs_.object(0).name) != std::string::npos);
    for (const SceneObject& object : blobs_.scene.objects)
        for (const auto& [name, id] : object.parts) {
            const SegmentId segment = blobs_.project.segments.named(object.name + "/" + name).id;
            const double iou =
                intersectionOverUnion(regionOf(ids, segment.value), blobs_.scene.partIds[1], id);
            QVERIFY2(iou > 0.75, (object.name + "/" + name + " " + std::to_string(iou)).c_str());
        }
    // Between the parts of an object no pixel is left to the object alone.
    const SegmentId whole = blobs_.project.segments.named(blobs_.object(0).name).id;
    QCOMPARE(
        std::count(ids.pixels.begin(), ids.pixels.end(), static_cast<std::int32_t>(whole.value)),
        std::ptrdiff_t{0});
}

void ExportsTest::cocoMasksEqualBinaryOnes() {
    TemporaryFolder folder;
    ExportMasksParams params;
    params.views = blobs_.scene.dataset.views[0].name;
    params.segments = blobs_.object(1).name;
    params.format = MaskFormat::Coco;
    const auto coco =
        readCocoMasks(runExportMasks(params, blobs_.project, folder / "coco", progress_).files[0]);
    params.format = MaskFormat::Binary;
    const Image binary =
        readImage(runExportMasks(params, blobs_.project, folder / "binary", progress_).files[0]);
    QCOMPARE(coco.size(), std::size_t{1});
    QCOMPARE(coco[0].name, blobs_.object(1).name);
    QVERIFY(decodeRle(coco[0].region) == binary);
}

void ExportsTest::aSegmentLeavesAsItsOwnSplats() {
    TemporaryFolder folder;
    ExportSplatsParams params;
    params.segments = blobs_.object(0).name;
    const ExportedSplats result =
        runExportSplats(params, blobs_.project, folder / "a.ply", progress_);
    const auto expected = std::count(blobs_.scene.primitiveObjects.begin(),
                                     blobs_.scene.primitiveObjects.end(),
                                     blobs_.object(0).id);
    QCOMPARE(result.primitives, static_cast<std::int64_t>(expected));
    QCOMPARE(readSplats(folder / "a.ply").count, result.primitives);
    QCOMPARE(result.bytes, static_cast<std::int64_t>(std::filesystem::file_size(folder / "a.ply")));
}

void ExportsTest::allSplatsCarryTheirSegment() {
    TemporaryFolder folder;
    runExportSplats({}, blobs_.project, folder / "a.ply", progress_);
    const Ply ply = readPly(folder / "a.ply");
    const auto segments = ply.find("vertex")->find("segment")->as<std::int64_t>();
    QCOMPARE(static_cast<std::int64_t>(segments.size()), blobs_.scene.field.count);
    for (std::size_t i = 0; i < segments.size(); i += 37) {
        const Segment& segment = blobs_.project.segments.at(SegmentId{segments[i]});
        QVERIFY(segment.parent.value != 0); // parts, not objects
        QVERIFY(segment.primitives->contains(static_cast<std::int64_t>(i)));
    }
}

void ExportsTest::splatsConvertBetweenFormats() {
    TemporaryFolder folder;
    runExportSplats({}, blobs_.project, folder / "a.ply", progress_);
    for (const char* name : {"b.splat", "b.spz", "b.ply"}) {
        const ExportedSplats result = runConvertSplats(folder / "a.ply", folder / name, progress_);
        QCOMPARE(result.primitives, blobs_.scene.field.count);
        QCOMPARE(readSplats(folder / name).count, blobs_.scene.field.count);
    }
    // Everything of the first file is kept, the segments too.
    QVERIFY(readFile(folder / "a.ply") == readFile(folder / "b.ply"));
}

void ExportsTest::aBlobLeavesAsAClosedMesh() {
    TemporaryFolder folder;
    ExportMeshParams params;
    params.segments = blobs_.object(0).name;
    params.resolution = 48;
    const ExportMeshResult result =
        runExportMesh(params, blobs_.project, folder / "a.glb", progress_);
    QVERIFY(result.watertight);
    QCOMPARE(result.nodes, std::int64_t{1});
    const MeshScene scene = readMesh(folder / "a.glb");
    QCOMPARE(scene.faceCount(), result.faces);
    // Around the blob's gaussians and nowhere else; glTF's axes have y and z turned.
    Eigen::AlignedBox3f gaussians, mesh;
    for (std::size_t i = 0; i < blobs_.scene.primitiveObjects.size(); ++i)
        if (blobs_.scene.primitiveObjects[i] == blobs_.object(0).id)
            gaussians.extend(blobs_.scene.field.mean(static_cast<std::int64_t>(i)));
    for (const Eigen::Vector3f& position : scene.nodes[0].mesh.positions)
        mesh.extend(position.cwiseProduct(Eigen::Vector3f(1, -1, -1)));
    QVERIFY((mesh.center() - gaussians.center()).norm() < 0.15f * gaussians.diagonal().norm());
    QVERIFY(mesh.sizes().maxCoeff() < 1.6f * gaussians.sizes().maxCoeff());
    QVERIFY(mesh.sizes().minCoeff() > 0.6f * gaussians.sizes().minCoeff());
}

void ExportsTest::glbNodesFollowTheTree() {
    TemporaryFolder folder;
    ExportMeshParams params;
    params.resolution = 32;
    const ExportMeshResult result =
        runExportMesh(params, blobs_.project, folder / "a.glb", progress_);
    const auto segments = blobs_.project.segments.segments();
    QCOMPARE(result.nodes, static_cast<std::int64_t>(segments.size()));
    std::multimap<std::string, std::string> expected, found;
    for (const Segment& segment : segments)
        expected.emplace(segment.name,
                         segment.parent.value != 0 ? blobs_.project.segments.at(segment.parent).name
                                                   : "");
    const MeshScene scene = readMesh(folder / "a.glb");
    for (const MeshNode& node : scene.nodes)
        found.emplace(node.name,
                      node.parent >= 0 ? scene.nodes[static_cast<std::size_t>(node.parent)].name
                                       : "");
    std::string names;
    for (const auto& [name, parent] : found)
        names += " " + parent + "/" + name;
    QVERIFY2(expected == found, names.c_str());
}

void ExportsTest::everyModeRenders() {
    TemporaryFolder folder;
    auto features = std::make_shared<FeatureField>();
    features->features = kernels::Array<float, 2>(blobs_.scene.field.count, 5);
    Similarity similarity;
    similarity.values = kernels::Array<float, 1>(blobs_.scene.field.count);
    for (std::int64_t i = 0; i < blobs_.scene.field.count; ++i) {
        const int object = blobs_.scene.primitiveObjects[static_cast<std::size_t>(i)];
        features->features(i, object % 5) = 1;
        similarity.values(i) = object == blobs_.object(0).id ? 1.0f : 0.1f;
    }
    auto lifted = std::make_shared<LiftedState>();
    lifted->features = features;
    Project project = blobs_.project;
    project.currentMethod = "omniseg3d";
    project.lifted["omniseg3d"] = lifted;
    for (const ParamChoice& choice : renderModeChoices()) {
        if (choice.name == "depth")
            continue; // has a test of its own
        RenderViewsParams params;
        setParam(*findParam(describe(params), "mode"), choice.name);
        const RenderViewsResult result =
            runRenderViews(params, project, &similarity, folder / choice.name, progress_);
        const Image image = readImage(result.files[0]);
        QCOMPARE(image.width, 96);
        // Something is there, and it is not everywhere the same.
        QVERIFY2(*std::max_element(image.pixels.begin(), image.pixels.end()) > 60,
                 choice.name.c_str());
        QVERIFY2(*std::min_element(image.pixels.begin(), image.pixels.end()) < 60,
                 choice.name.c_str());
    }
}

void ExportsTest::depthsAreWrittenInBothForms() {
    TemporaryFolder folder;
    RenderViewsParams params;
    params.mode = RenderMode::Depth;
    params.views = blobs_.scene.dataset.views[0].name;
    const RenderViewsResult result =
        runRenderViews(params, blobs_.project, nullptr, folder.path(), progress_);
    QCOMPARE(result.files.size(), std::size_t{2});
    const Image16 thousandths = readImage16(result.files[0]);
    const NpyArray array = readNpy(result.files[1]);
    QCOMPARE(array.shape, (std::vector<std::int64_t>{72, 96}));
    const std::vector<float> depths = array.values<float>();
    int hits = 0;
    for (std::size_t i = 0; i < depths.size(); ++i) {
        QVERIFY(std::abs(static_cast<float>(thousandths.pixels[i]) - 1000 * depths[i]) <= 0.51f);
        const float truth = blobs_.scene.depths[0].pixels[i];
        if (depths[i] > 0 && truth > 0)
            hits += std::abs(depths[i] - truth) < 0.1f * truth;
    }
    QVERIFY(hits > 300);
}

void ExportsTest::videosHaveTheLengthAskedFor() {
    TemporaryFolder folder;
    for (VideoPath path : {VideoPath::Orbit, VideoPath::Views}) {
        ExportVideoParams params;
        params.path = path;
        params.fps = 10;
        params.length = 0.8;
        const ExportVideoResult result =
            runExportVideo(params, blobs_.project, nullptr, folder / "a.mp4", progress_);
        QCOMPARE(result.frames, std::int64_t{8});
        QCOMPARE(result.seconds, 0.8);
        const VideoInfo info = readVideo(folder / "a.mp4");
        QCOMPARE(info.frameCount, std::int64_t{8});
        QCOMPARE(info.width, 96);
    }
}

void ExportsTest::splatsAloneRenderFromAnOrbit() {
    TemporaryFolder folder;
    Project project = blobs_.project;
    project.dataset = nullptr;
    RenderViewsParams params;
    params.views = "orbit_2";
    params.mode = RenderMode::Alpha;
    const Image image =
        readImage(runRenderViews(params, project, nullptr, folder.path(), progress_).files[0]);
    const auto covered = std::count_if(
        image.pixels.begin(), image.pixels.end(), [](std::uint8_t value) { return value > 128; });
    QVERIFY(covered > static_cast<std::ptrdiff_t>(image.pixels.size() / 50));
    QVERIFY(*image.at(0, 0) < 10);
    params.views = "photo_1";
    CLEAVE_EXPECT_ERROR(
        runRenderViews(params, project, nullptr, folder.path(), progress_), "photo_1", "orbit_0");
}

void ExportsTest::missingStepsAreNamed() {
    TemporaryFolder folder;
    Project empty = blobs_.project;
    empty.segments = {};
    CLEAVE_EXPECT_ERROR(runExportMasks({}, empty, folder.path(), progress_), "no segments");
    RenderViewsParams params;
    params.mode = RenderMode::Features;
    CLEAVE_EXPECT_ERROR(runRenderViews(params, empty, nullptr, folder.path(), progress_), "lift");
    params.mode = RenderMode::Similarity;
    CLEAVE_EXPECT_ERROR(runRenderViews(params, empty, nullptr, folder.path(), progress_), "prompt");
    params.mode = RenderMode::Rgb;
    params.views = "nowhere.jpg";
    CLEAVE_EXPECT_ERROR(runRenderViews(params, empty, nullptr, folder.path(), progress_),
                        "nowhere.jpg");
    empty.field = std::shared_ptr<const GaussianField>();
    CLEAVE_EXPECT_ERROR(
        runExportSplats({}, empty, folder / "a.ply", progress_), "no radiance field", "train");
    CLEAVE_EXPECT_ERROR(runExportMesh({}, empty, folder / "a.glb", progress_), "no radiance field");
    ExportSplatsParams splats;
    splats.segments = "teapot";
    CLEAVE_EXPECT_ERROR(runExportSplats(splats, blobs_.project, folder / "a.ply", progress_),
                        "teapot");
    // Selections of an older field would name other gaussians.
    Project retrained = blobs_.project;
    retrained.field = std::make_shared<const GaussianField>(blobs_.scene.field.clone());
    CLEAVE_EXPECT_ERROR(runExportSplats({}, retrained, folder / "a.ply", progress_),
                        "another field");
}

void ExportsTest::readOnlyFoldersAreTold() {
    // Not even root makes files there.
    CLEAVE_EXPECT_ERROR(runExportSplats({}, blobs_.project, "/proc/cleave.ply", progress_),
                        "/proc/cleave.ply",
                        "cannot be written");
    CLEAVE_EXPECT_ERROR(runExportMasks({}, blobs_.project, "/proc/cleave", progress_),
                        "/proc/cleave");
    ExportVideoParams video;
    video.length = 0.1;
    CLEAVE_EXPECT_ERROR(
        runExportVideo(video, blobs_.project, nullptr, "/proc/cleave.mp4", progress_),
        "/proc/cleave.mp4",
        "cannot be written");
    ExportMeshParams mesh;
    mesh.segments = blobs_.object(0).name;
    mesh.resolution = 16;
    CLEAVE_EXPECT_ERROR(runExportMesh(mesh, blobs_.project, "/proc/cleave.stl", progress_),
                        "/proc/cleave.stl",
                        "cannot be written");
}

void ExportsTest::aFullDiskLeavesNoFile() {
    TemporaryFolder folder;
    ExportVideoParams video;
    video.length = 1;
    ExportMeshParams mesh;
    mesh.segments = blobs_.object(0).name;
    mesh.resolution = 32;
    const FileSizeLimit limit(2048);
    CLEAVE_EXPECT_ERROR(runExportSplats({}, blobs_.project, folder / "a.ply", progress_),
                        "a.ply",
                        "cannot be written");
    CLEAVE_EXPECT_ERROR(runExportMesh(mesh, blobs_.project, folder / "a.glb", progress_),
                        "a.glb",
                        "cannot be written");
    CLEAVE_EXPECT_ERROR(runExportVideo(video, blobs_.project, nullptr, folder / "a.mp4", progress_),
                        "a.mp4",
                        "0 of 30",
                        "disk full");
    QVERIFY(std::filesystem::is_empty(folder.path()));
}

void ExportsTest::cancellingLeavesNoFile() {
    TemporaryFolder folder;
    Progress cancelled;
    cancelled.cancel();
    QVERIFY_THROWS_EXCEPTION(
        Cancelled, runExportVideo({}, blobs_.project, nullptr, folder / "a.mp4", cancelled));
    QVERIFY_THROWS_EXCEPTION(Cancelled,
                             runExportMesh({}, blobs_.project, folder / "a.glb", cancelled));
    QVERIFY(std::filesystem::is_empty(folder.path()));
}

QTEST_GUILESS_MAIN(ExportsTest)
#include "exports_test.moc"
