// SPDX-License-Identifier: Apache-2.0
#include "core/formats/image_file.h"
#include "core/jobs/evaluate.h"
#include "core/sample/scene_builder.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cmath>

using namespace cleave;
using namespace cleave::tests;

namespace {

/// Knows the scene: answers a click with the object, or with the part where the finest is asked
/// for.
class Oracle : public SegmentationMethod {
public:
    explicit Oracle(const BuiltScene& scene) : scene_(scene) {}

    std::string name() const override { return "oracle"; }

    MarkedText label() const override { return {"Test", "Oracle"}; }

    MethodNeeds needs() const override { return {}; }

    ParamList params() override { return {}; }

    std::shared_ptr<const LiftedState> lift(const MethodInputs&, Progress&) override {
        return nullptr;
    }

    Similarity query(const MethodInputs& inputs,
                     const LiftedState&,
                     std::span<const Prompt> prompts,
                     const QueryParams& params,
                     QueryFeedback&) override {
        Similarity similarity{
            kernels::Array<float, 1>(primitiveCount(inputs.field)), 0.5f, revisionOf(inputs.field)};
        const bool isPart = params.granularity > 0.5f;
        const auto& maps = isPart ? scene_.partIds : scene_.objectIds;
        const auto& ids = isPart ? scene_.primitiveParts : scene_.primitiveObjects;
        for (const Prompt& prompt : prompts) {
            const int id = *maps[static_cast<std::size_t>(prompt.view.value)].at(
                static_cast<int>(prompt.points[0].x()), static_cast<int>(prompt.points[0].y()));
            for (std::size_t i = 0; i < ids.size(); ++i)
                if (ids[i] == id)
                    similarity.values(static_cast<std::int64_t>(i)) = 1;
        }
        return similarity;
    }

private:
    const BuiltScene& scene_;
};

struct Stage {
    TemporaryFolder folder;
    BuiltScene scene = SceneBuilder().blobs(3).cameras(6, 3).imageSize(96, 72).build();
    MethodInputs inputs;

    Stage() {
        Progress progress;
        writeScene(scene, folder.path(), 1, progress);
        inputs.dataset = std::make_shared<const Dataset>(scene.dataset);
        inputs.field = std::make_shared<const GaussianField>(
            std::move(scene.field)); // scene.field is empty from here on
    }

    LiftedState state() const {
        LiftedState state;
        state.method = "oracle";
        state.fieldRevision = revisionOf(inputs.field);
        return state;
    }

    Selection selectionOf(const std::vector<int>& ids, int id) const {
        Selection selection(primitiveCount(inputs.field), revisionOf(inputs.field));
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (ids[i] == id)
                selection.set(static_cast<std::int64_t>(i), true);
        return selection;
    }
};

} // namespace

class EvaluateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void renderedSelectionsCoverTheirObjects();
    void aMethodThatKnowsTheTruthScoresHigh();
    void theTreeIsMatchedWhereThereIsOne();
    void denseMasksFindWhatFeaturesTellApart();
    void denseMasksNeedFeatures();
    void missingStepsAreNamed();
};

void EvaluateTest::renderedSelectionsCoverTheirObjects() {
    const Stage stage;
    std::vector<Selection> selections;
    for (const SceneObject& object : stage.scene.objects)
        selections.push_back(stage.selectionOf(stage.scene.primitiveObjects, object.id));
    const auto masks =
        renderSelections(stage.inputs.field, stage.scene.dataset.views[0].camera, selections);
    QCOMPARE(masks.size(), selections.size());
    for (std::size_t i = 0; i < masks.size(); ++i) {
        const IdImage& ids = stage.scene.objectIds[0];
        Image truth(ids.width, ids.height, 1);
        for (std::size_t p = 0; p < truth.pixels.size(); ++p)
            truth.pixels[p] = ids.pixels[p] == stage.scene.objects[i].id;
        QVERIFY2(overlap(masks[i], truth).iou() > 0.9,
                 std::to_string(overlap(masks[i], truth).iou()).c_str());
    }
}

void EvaluateTest::aMethodThatKnowsTheTruthScoresHigh() {
    const Stage stage;
    Oracle oracle(stage.scene);
    const LiftedState state = stage.state();
    Progress progress;
    EvaluateParams params;
    const EvaluationReport report =
        runEvaluate(params, stage.folder.path(), oracle, stage.inputs, &state, {}, progress);
    QCOMPARE(report.method, std::string("oracle"));
    QCOMPARE(report.count(TargetKind::Object), 3);
    QVERIFY(report.count(TargetKind::Part) >= 3);
    QVERIFY2(report.meanIou(TargetKind::Object).value() > 0.9, reportJson(report).c_str());
    QVERIFY2(report.meanIou(TargetKind::Part).value() > 0.75, reportJson(report).c_str());
    QVERIFY(report.accuracy().value() > 0.97);
    QVERIFY(!report.matching);

    // Asking for parts where objects are wanted must cost.
    params.objectGranularity = 1;
    QVERIFY(runEvaluate(params, stage.folder.path(), oracle, stage.inputs, &state, {}, progress)
                .meanIou(TargetKind::Object)
                .value() < 0.8);
}

void EvaluateTest::theTreeIsMatchedWhereThereIsOne() {
    const Stage stage;
    Oracle oracle(stage.scene);
    const LiftedState state = stage.state();
    SegmentTree tree;
    for (const SceneObject& object : stage.scene.objects) {
        Segment whole;
        whole.name = object.name;
        whole.primitives = std::make_shared<const Selection>(
            stage.selectionOf(stage.scene.primitiveObjects, object.id));
        const SegmentId parent = tree.add(whole);
        for (const auto& [name, id] : object.parts) {
            Segment part;
            part.name = name;
            part.parent = parent;
            part.primitives = std::make_shared<const Selection>(
                stage.selectionOf(stage.scene.primitiveParts, id));
            tree.add(part);
        }
    }
    Progress progress;
    const EvaluationReport report =
        runEvaluate({}, stage.folder.path(), oracle, stage.inputs, &state, tree, progress);
    QVERIFY(report.matching);
    QVERIFY2(report.matching->iou > 0.75, std::to_string(report.matching->iou).c_str());
    QVERIFY(report.matching->objectIou > 0.9);
    QCOMPARE(report.matching->segmentCount, static_cast<int>(tree.segments().size()));
}

void EvaluateTest::denseMasksFindWhatFeaturesTellApart() {
    const Stage stage;
    Oracle oracle(stage.scene);
    LiftedState state = stage.state();
    const auto features = [&](bool areKnown) {
        auto field = std::make_shared<FeatureField>();
        const std::size_t count = stage.scene.primitiveObjects.size();
        field->features = kernels::Array<float, 2>(count, 4);
        for (std::size_t i = 0; i < count; ++i)
            field->features(i, areKnown ? stage.scene.primitiveObjects[i] % 4 : 0) = 1;
        field->fieldRevision = state.fieldRevision;
        return field;
    };
    EvaluateParams params;
    params.protocol = EvalProtocol::Dense;
    params.dense.millimetresPerUnit = 1e6; // so small a falloff that features alone decide
    Progress progress;
    const auto evaluate = [&] {
        return runEvaluate(params, stage.folder.path(), oracle, stage.inputs, &state, {}, progress);
    };
    params.dense.stride = 3;
    state.features = features(true);
    EvaluationReport report = evaluate();
    QCOMPARE(report.clicks, 0);
    QVERIFY2(report.meanIou(TargetKind::Object).value() > 0.85, reportJson(report).c_str());
    for (const TargetScore& target : report.targets)
        QVERIFY(!target.views.empty() && target.views.size() <= 3);
    const double sparse = report.meanIou(TargetKind::Object).value();
    params.dense.stride = 2;
    params.dense.everyView = true;
    report = evaluate();
    QVERIFY(std::abs(report.meanIou(TargetKind::Object).value() - sparse) < 0.1);
    for (const TargetScore& target : report.targets)
        QVERIFY(target.views.size() >= 4);
    params.dense = {.stride = 4, .everyView = false, .millimetresPerUnit = 1e6};
    state.features = features(false);
    QVERIFY(evaluate().meanIou(TargetKind::Object).value() < 0.6);
}

void EvaluateTest::denseMasksNeedFeatures() {
    const Stage stage;
    Oracle oracle(stage.scene);
    LiftedState state = stage.state();
    EvaluateParams params;
    params.protocol = EvalProtocol::Dense;
    Progress progress;
    CLEAVE_EXPECT_ERROR(
        runEvaluate(params, stage.folder.path(), oracle, stage.inputs, &state, {}, progress),
        "oracle",
        "no features");
    auto others = std::make_shared<FeatureField>();
    others->features = kernels::Array<float, 2>(3, 4);
    state.features = others;
    CLEAVE_EXPECT_ERROR(
        runEvaluate(params, stage.folder.path(), oracle, stage.inputs, &state, {}, progress),
        "another field");
}

void EvaluateTest::missingStepsAreNamed() {
    const Stage stage;
    Oracle oracle(stage.scene);
    const LiftedState state = stage.state();
    Progress progress;
    MethodInputs inputs = stage.inputs;
    inputs.field = {};
    CLEAVE_EXPECT_ERROR(runEvaluate({}, stage.folder.path(), oracle, inputs, &state, {}, progress),
                        "cleave train");
    inputs.dataset = nullptr;
    CLEAVE_EXPECT_ERROR(runEvaluate({}, stage.folder.path(), oracle, inputs, &state, {}, progress),
                        "photos");
    CLEAVE_EXPECT_ERROR(
        runEvaluate({}, stage.folder / "none", oracle, stage.inputs, &state, {}, progress), "none");
}

QTEST_GUILESS_MAIN(EvaluateTest)
#include "evaluate_test.moc"
