// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/select.h"
#include "core/methods/sa3d/sa3d.h"
#include "core/methods/sa3d/virtual_views.h"
#include "core/sample/scene_builder.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <cmath>

using namespace cleave;

namespace {

Image maskOf(const IdImage& ids, const std::vector<int>& wanted) {
    Image mask(ids.width, ids.height, 1);
    for (std::size_t p = 0; p < mask.pixels.size(); ++p)
        for (const int id : wanted)
            if (ids.pixels[p] == id)
                mask.pixels[p] = 255;
    return mask;
}

/// Segments a render of things on white: what hangs together with a positive point and is not
/// white.
class Silhouettes : public PromptableSegmenter {
public:
    std::string name() const override { return "silhouettes"; }

    bool knows(const SegmenterImage&) const override { return true; }

    bool needsPixels() const override { return true; }

    void setImage(const SegmenterImage& image, const Progress&) override {
        pixels_ = image.pixels();
    }

    std::vector<SegmenterCandidate> predict(const SegmenterPrompt& prompt) override {
        checkSegmenterPrompt(prompt, pixels_->width, pixels_->height);
        Image mask(pixels_->width, pixels_->height, 1);
        std::vector<Eigen::Vector2i> open;
        for (const SegmenterPoint& point : prompt.points)
            if (point.isPositive)
                open.push_back(point.pixel.cast<int>());
        bool any = false;
        while (!open.empty()) {
            const Eigen::Vector2i at = open.back();
            open.pop_back();
            if (at.x() < 0 || at.y() < 0 || at.x() >= mask.width || at.y() >= mask.height ||
                *mask.at(at.x(), at.y()))
                continue;
            const std::uint8_t* rgb = pixels_->at(at.x(), at.y());
            if (rgb[0] + rgb[1] + rgb[2] > 3 * 200)
                continue;
            *mask.at(at.x(), at.y()) = 255;
            any = true;
            for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}})
                open.emplace_back(at.x() + dx, at.y() + dy);
        }
        if (!any)
            return {};
        std::vector<SegmenterCandidate> answer(1);
        answer[0].mask = mask;
        answer[0].predictedIou = 0.9f;
        return answer;
    }

private:
    std::shared_ptr<const Image> pixels_;
};

struct Stage {
    BuiltScene scene;
    MethodInputs inputs;
    std::shared_ptr<MaskSet> masks = std::make_shared<MaskSet>();
    Sa3d method;
    Progress progress;

    explicit Stage(int blobs = 3)
        : scene(SceneBuilder().blobs(blobs).cameras(12).imageSize(96, 72).build()) {
        for (std::size_t v = 0; v < scene.dataset.views.size(); ++v) {
            auto view = std::make_shared<ViewMasks>();
            for (const SceneObject& object : scene.objects) {
                add(*view, scene.objectIds[v], {object.id});
                for (const auto& [name, id] : object.parts)
                    add(*view, scene.partIds[v], {id});
            }
            view->hierarchy = buildMaskHierarchy(view->masks, 96, 72);
            masks->views[scene.dataset.views[v].id] = view;
        }
        masks->source = "imported";
        inputs.dataset = std::make_shared<const Dataset>(scene.dataset);
        inputs.field = std::make_shared<const GaussianField>(std::move(scene.field));
        inputs.masks = masks;
    }

    static void add(ViewMasks& view, const IdImage& ids, const std::vector<int>& wanted) {
        const Rle region = encodeRle(maskOf(ids, wanted));
        if (region.area() > 0)
            view.masks.push_back({region, 0.95f, 1});
    }

    void replaceMasks(std::size_t view, const std::vector<std::vector<int>>& objects) {
        auto replaced = std::make_shared<ViewMasks>();
        for (const auto& wanted : objects)
            add(*replaced, scene.objectIds[view], wanted);
        replaced->hierarchy = buildMaskHierarchy(replaced->masks, 96, 72);
        masks->views[scene.dataset.views[view].id] = replaced;
        masks->revision = newRevision();
    }

    Prompt click(std::size_t view, float x, float y, bool isNegative = false) const {
        const View& on = inputs.dataset->views[view];
        return {.kind = PromptKind::Point,
                .isNegative = isNegative,
                .view = on.id,
                .camera = on.camera,
                .points = {{x, y}},
                .text = {}};
    }

    /// In the middle of where the id is seen.
    Prompt clickOn(const IdImage& ids, std::size_t view, int id) const {
        double x = 0, y = 0, count = 0;
        for (int row = 0; row < ids.height; ++row)
            for (int column = 0; column < ids.width; ++column)
                if (*ids.at(column, row) == id)
                    x += column, y += row, ++count;
        // The middle may be hidden by something else; then the nearest pixel that shows it.
        Eigen::Vector2d best(-1, -1), middle(x / count, y / count);
        for (int row = 0; row < ids.height; ++row)
            for (int column = 0; column < ids.width; ++column)
                if (*ids.at(column, row) == id &&
                    (best.x() < 0 ||
                     (Eigen::Vector2d(column, row) - middle).norm() < (best - middle).norm()))
                    best = {column, row};
        return click(
            view, static_cast<float>(best.x()) + 0.5f, static_cast<float>(best.y()) + 0.5f);
    }

    SelectResult select(std::vector<Prompt> prompts, float granularity = 0) {
        return runSelect({.granularity = granularity}, method, inputs, nullptr, prompts, progress);
    }

    void set(const std::string& name, const std::string& value) {
        const ParamList list = method.queryOptions();
        const Param* param = findParam(list, name);
        QVERIFY2(param, name.c_str());
        setParam(*param, value);
    }

    double iou(const Selection& selection, const std::vector<int>& ids, int id) const {
        double both = 0, either = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const bool inside = selection.contains(static_cast<std::int64_t>(i));
            both += inside && ids[i] == id;
            either += inside || ids[i] == id;
        }
        return either > 0 ? both / either : 0;
    }

    int objectId() const { return scene.objects[scene.objects.size() / 2].id; }
};

} // namespace

class Sa3dTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        // Weights that happen to be on this machine must not answer.
        qputenv("CLEAVE_MODELS", QByteArray::fromStdString(models_.path().string()));
    }

    void aClickTakesTheObjectOrItsPart();
    void masksThatAreMissingOrMergedInThePromptedPhotoAreOverruled();
    void answersAreRefinedStepByStep();
    void theFirstAnswerDoesNotTakeWhatIsHidden();
    void aBoxTakesWhatFillsIt();
    void negativePointsLeaveOut();
    void theIterativeFormAgrees();
    void aFreeCameraIsAskedInAPhotoThatSeesTheSpot();
    void withoutPhotosRendersAreSegmented();
    void virtualCamerasStandInTheOpen();
    void straddlersAreSplitOff();
    void badPromptsAreRefused();
    void missingSegmentersAreNamed();
    void aNetworkAnswersWhereItsWeightsAre();
    void aViewWithoutItsPhotoIsNamed();
    void maskSetsOfFewPhotosAreEnough();
    void cancellingStopsTheQuery();

private:
    tests::TemporaryFolder models_;
};

void Sa3dTest::aClickTakesTheObjectOrItsPart() {
    Stage stage;
    const SelectResult whole =
        stage.select({stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId())});
    QVERIFY2(
        stage.iou(whole.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.85,
        std::to_string(stage.iou(whole.selection, stage.scene.primitiveObjects, stage.objectId()))
            .c_str());
    const int part = stage.scene.objects[1].parts[1].second;
    const SelectResult fine = stage.select({stage.clickOn(stage.scene.partIds[0], 0, part)}, 1);
    // Both parts of a blob of a few large gaussians claim those between them.
    QVERIFY2(stage.iou(fine.selection, stage.scene.primitiveParts, part) > 0.6,
             std::to_string(stage.iou(fine.selection, stage.scene.primitiveParts, part)).c_str());
    QVERIFY(fine.primitives < whole.primitives);
}

void Sa3dTest::masksThatAreMissingOrMergedInThePromptedPhotoAreOverruled() {
    Stage stage;
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    stage.replaceMasks(0, {{stage.scene.objects[0].id}}); // missed
    const SelectResult missed = stage.select({click});
    QVERIFY(stage.iou(missed.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.8);
    stage.replaceMasks(0, {{stage.scene.objects[0].id, stage.objectId()}}); // merged
    const SelectResult merged = stage.select({click});
    QVERIFY(stage.iou(merged.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.8);
    const auto& views = merged.similarity.views;
    const auto own = std::find_if(
        views.begin(), views.end(), [](const ViewAgreement& view) { return view.view.value == 0; });
    QVERIFY(own != views.end());
    QVERIFY(own->iou < 0.9f);
}

void Sa3dTest::answersAreRefinedStepByStep() {
    Stage stage;
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    std::vector<SelectResult> steps;
    const SelectResult last = runSelect({},
                                        stage.method,
                                        stage.inputs,
                                        nullptr,
                                        std::span(&click, 1),
                                        stage.progress,
                                        [&](const SelectResult& step) {
                                            SelectResult copy;
                                            copy.selection = step.selection;
                                            copy.similarity.views = step.similarity.views;
                                            steps.push_back(std::move(copy));
                                        });
    QVERIFY(steps.size() >= 2);
    QCOMPARE(steps.front().similarity.views.size(), std::size_t{1});
    QCOMPARE(steps.front().similarity.views[0].verdict, ViewVerdict::Prompted);
    QVERIFY(steps.back().selection == last.selection);
    QVERIFY(last.similarity.views.size() > 6);
    for (const ViewAgreement& view : last.similarity.views)
        if (view.verdict == ViewVerdict::Accepted)
            QVERIFY(view.iou >= 0.5f && view.rendered.area() > 0 && view.predicted.area() > 0);
}

void Sa3dTest::theFirstAnswerDoesNotTakeWhatIsHidden() {
    Stage stage;
    stage.set("take-views", "first");
    const SelectResult first =
        stage.select({stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId())});
    QCOMPARE(first.similarity.views.size(), std::size_t{1});
    std::int64_t own = 0, others = 0;
    for (const std::int64_t i : first.selection.indices())
        ++(stage.scene.primitiveObjects[static_cast<std::size_t>(i)] == stage.objectId() ? own
                                                                                         : others);
    QVERIFY(own > 0);
    QVERIFY2(others * 10 <= own,
             (std::to_string(others) + " of others, " + std::to_string(own) + " own").c_str());
}

void Sa3dTest::aBoxTakesWhatFillsIt() {
    Stage stage;
    const Image mask = maskOf(stage.scene.objectIds[2], {stage.objectId()});
    Eigen::Vector2f low(1e9f, 1e9f), high(-1, -1);
    for (int y = 0; y < mask.height; ++y)
        for (int x = 0; x < mask.width; ++x)
            if (*mask.at(x, y)) {
                low = low.cwiseMin(Eigen::Vector2f(x, y));
                high = high.cwiseMax(Eigen::Vector2f(x + 1, y + 1));
            }
    Prompt box = stage.click(2, 0, 0);
    box.kind = PromptKind::Box;
    box.points = {low, high};
    const SelectResult result = stage.select({box});
    QVERIFY(stage.iou(result.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.85);
}

void Sa3dTest::negativePointsLeaveOut() {
    Stage stage;
    const auto& parts = stage.scene.objects[1].parts;
    Prompt positive = stage.clickOn(stage.scene.partIds[0], 0, parts[0].second);
    Prompt negative = stage.clickOn(stage.scene.partIds[0], 0, parts[1].second);
    negative.isNegative = true;
    const SelectResult result =
        stage.select({positive, negative}); // granularity 0, yet only the part
    QVERIFY2(
        stage.iou(result.selection, stage.scene.primitiveParts, parts[0].second) > 0.7,
        std::to_string(stage.iou(result.selection, stage.scene.primitiveParts, parts[0].second))
            .c_str());
}

void Sa3dTest::theIterativeFormAgrees() {
    Stage stage;
    stage.set("form", "iterative");
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    const SelectResult published = stage.select({click});
    QVERIFY2(stage.iou(published.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.8,
             std::to_string(
                 stage.iou(published.selection, stage.scene.primitiveObjects, stage.objectId()))
                 .c_str());
    stage.set("passes", "2");
    const SelectResult twice = stage.select({click});
    QVERIFY(stage.iou(twice.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.7);
    stage.set("optimizer", "adam");
    stage.set("prompt-rule", "map");
    stage.set("passes", "1");
    stage.set("first-lambda", "0.3");
    stage.set("lambda", "0.3");
    const SelectResult adam = stage.select({click});
    QVERIFY(adam.primitives > 0);
}

void Sa3dTest::aFreeCameraIsAskedInAPhotoThatSeesTheSpot() {
    Stage stage;
    Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    click.view = {};
    const SelectResult result = stage.select({click});
    QVERIFY(stage.iou(result.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.8);
}

void Sa3dTest::withoutPhotosRendersAreSegmented() {
    Stage stage(1); // silhouettes of several things run together
    Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    click.view = {};
    stage.inputs.dataset = nullptr;
    stage.inputs.masks = nullptr;
    stage.inputs.segmenter = std::make_shared<Silhouettes>();
    std::vector<std::int64_t> steps;
    const SelectResult result =
        runSelect({},
                  stage.method,
                  stage.inputs,
                  nullptr,
                  std::span(&click, 1),
                  stage.progress,
                  [&](const SelectResult& step) { steps.push_back(step.primitives); });
    const double iou = stage.iou(result.selection, stage.scene.primitiveObjects, stage.objectId());
    QVERIFY2(iou > 0.8, std::to_string(iou).c_str());
    QVERIFY(steps.front() < result.primitives); // its back is seen from other sides alone
    QVERIFY(result.similarity.views.size() > 3);
    for (const ViewAgreement& view : result.similarity.views)
        QCOMPARE(view.view.value, -1);
}

void Sa3dTest::virtualCamerasStandInTheOpen() {
    Stage stage;
    const PrimitiveCloud cloud = primitiveCloud(stage.inputs.field);
    const sa3d::Target target = sa3d::targetOf(cloud);
    const auto cameras = sa3d::camerasAround(cloud, target, pinhole(64, 48, 0.8), 16);
    QVERIFY(cameras.size() >= 8);
    for (const Camera& camera : cameras) {
        QVERIFY(sa3d::isFree(cloud, camera.pose.centerInWorld(), 0));
        const auto center = camera.project(target.center);
        QVERIFY(center && (*center - Eigen::Vector2d(32, 24)).norm() < 1);
    }
    QVERIFY(!sa3d::isFree(
        cloud, {cloud.positions(0, 0), cloud.positions(0, 1), cloud.positions(0, 2)}, 0));
}

void Sa3dTest::straddlersAreSplitOff() {
    Stage stage;
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    const std::int64_t kept = stage.select({click}).primitives;
    stage.set("straddlers", "drop");
    const std::int64_t dropped = stage.select({click}).primitives;
    stage.set("straddlers", "only");
    const std::int64_t only = stage.select({click}).primitives;
    QVERIFY(dropped <= kept);
    QVERIFY(only >= kept - dropped);
    QVERIFY(only < kept);
}

void Sa3dTest::badPromptsAreRefused() {
    Stage stage;
    const Prompt good = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    CLEAVE_EXPECT_ERROR(stage.select({stage.click(0, 96, 10)}), "96,10", "outside", "96 x 72");
    CLEAVE_EXPECT_ERROR(stage.select({stage.click(0, 0.5f, 0.5f)}), "empty background");
    Prompt contradiction = good;
    contradiction.isNegative = true;
    CLEAVE_EXPECT_ERROR(stage.select({good, contradiction}), "both to be taken and to be left out");
    CLEAVE_EXPECT_ERROR(stage.select({contradiction}), "what to take");
    Prompt words;
    words.kind = PromptKind::Text;
    words.text = "a blob";
    CLEAVE_EXPECT_ERROR(stage.select({words}), "a blob", "not words");
    Prompt box = good;
    box.kind = PromptKind::Box;
    box.points = {{200, 200}, {300, 300}};
    CLEAVE_EXPECT_ERROR(stage.select({box}), "outside");
    box.points = {{10, 10}, {80, 60}};
    CLEAVE_EXPECT_ERROR(stage.select({box, box}), "another box");
    box.isNegative = true;
    CLEAVE_EXPECT_ERROR(stage.select({good, box}), "only say what to take");
}

void Sa3dTest::missingSegmentersAreNamed() {
    Stage stage;
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    const auto masks = stage.inputs.masks;
    stage.inputs.masks = nullptr;
    CLEAVE_EXPECT_ERROR(stage.select({click}), "no segmenter", "cleave masks");
    stage.inputs.masks = masks;
    for (std::size_t v = 0; v < stage.scene.dataset.views.size(); ++v)
        stage.replaceMasks(v, {{stage.scene.objects[0].id}});
    CLEAVE_EXPECT_ERROR(stage.select({click}), "no mask holds");
    stage.inputs.dataset = nullptr;
    CLEAVE_EXPECT_ERROR(stage.select({click}), "splat alone");
}

void Sa3dTest::aNetworkAnswersWhereItsWeightsAre() {
    Stage stage;
    const auto masks = stage.inputs.masks;
    CLEAVE_EXPECT_ERROR(chooseSegmenter({SegmenterChoice::Sam, {}}, masks, true),
                        "SAM needs its weights",
                        "cleave models add");
    QCOMPARE(chooseSegmenter({}, masks, true)->name(), std::string("imported"));
    CLEAVE_EXPECT_ERROR(chooseSegmenter({SegmenterChoice::Auto, "nowhere.pth"}, masks, true),
                        "nowhere.pth");
    CLEAVE_REQUIRE_DATA(golden, "golden");
    const std::string checkpoint = (golden / "sam_tiny/sam_tiny.pth").string();
    for (const SegmenterChoice choice : {SegmenterChoice::Auto, SegmenterChoice::Sam}) {
        const auto segmenter = chooseSegmenter({choice, checkpoint}, nullptr, false);
        QVERIFY(segmenter->needsPixels());
        QVERIFY(!segmenter->storedMasks());
    }
    QCOMPARE(chooseSegmenter({SegmenterChoice::Imported, checkpoint}, masks, true)->name(),
             std::string("imported"));
}

void Sa3dTest::aViewWithoutItsPhotoIsNamed() {
    Stage stage; // whose photos were never written
    stage.inputs.segmenter = std::make_shared<Silhouettes>();
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    CLEAVE_EXPECT_ERROR(stage.select({click}),
                        stage.scene.dataset.views[0].path.filename().string());
}

void Sa3dTest::maskSetsOfFewPhotosAreEnough() {
    Stage stage;
    for (std::size_t v = 4; v < stage.scene.dataset.views.size(); ++v)
        stage.masks->views.erase(stage.scene.dataset.views[v].id);
    stage.masks->revision = newRevision();
    const Prompt click = stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId());
    const SelectResult few = stage.select({click});
    QVERIFY(stage.iou(few.selection, stage.scene.primitiveObjects, stage.objectId()) > 0.7);
    for (std::size_t v = 1; v < 4; ++v)
        stage.masks->views.erase(stage.scene.dataset.views[v].id);
    stage.masks->revision = newRevision();
    QVERIFY(stage.select({click}).primitives > 0); // of one photo, what it shows
}

void Sa3dTest::cancellingStopsTheQuery() {
    Stage stage;
    stage.progress.cancel();
    QVERIFY_THROWS_EXCEPTION(
        Cancelled, stage.select({stage.clickOn(stage.scene.objectIds[0], 0, stage.objectId())}));
}

QTEST_GUILESS_MAIN(Sa3dTest)
#include "sa3d_test.moc"
