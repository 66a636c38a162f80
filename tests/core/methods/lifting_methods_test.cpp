// SPDX-License-Identifier: Apache-2.0
// The whole way on three blobs of known truth, for every method that trains features: masks, lift,
// click. Everything a person can do wrong is told by name.
#include "core/jobs/lift.h"
#include "core/jobs/select.h"
#include "core/methods/segmentation_method.h"
#include "core/networks/sam/random_checkpoint.h"
#include "core/sample/scene_builder.h"
#include "kernels/base/parallel_for.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace cleave;

namespace {

struct Scene {
    BuiltScene built;
    MethodInputs inputs;
    tests::TemporaryFolder folder;

    Scene()
        : built(SceneBuilder().blobs(3).gaussiansPerBlob(80).cameras(8).imageSize(96, 72).build()) {
        Progress progress;
        writeScene(built, folder.path(), 1, progress);
        built.dataset.folder = folder.path();
        inputs.dataset = std::make_shared<const Dataset>(built.dataset);
        inputs.photos = std::make_shared<PhotoStore>(inputs.dataset);
        inputs.field = std::make_shared<const GaussianField>(built.field.clone());
        inputs.masks = simulatedMasks(built, 3);
        inputs.seed = 5;
        // What it sees means nothing, but it sees the same everywhere.
        writeRandomSam(checkpoint(),
                       {.imageSize = 64,
                        .patch = 8,
                        .width = 32,
                        .depth = 2,
                        .heads = 2,
                        .window = 4,
                        .globalBlocks = {1},
                        .channels = 32,
                        .maskChannels = 16,
                        .decoderMlp = 32,
                        .iouHidden = 32},
                       1);
    }

    std::filesystem::path checkpoint() const { return folder / "sam.pth"; }

    /// The middle of an object's pixels in the view that shows most of it.
    Prompt clickOn(int object) const {
        Prompt best;
        int most = 0;
        for (std::size_t v = 0; v < built.dataset.views.size(); ++v) {
            Eigen::Vector2d sum = Eigen::Vector2d::Zero();
            int count = 0;
            const IdImage& ids = built.objectIds[v];
            for (int y = 0; y < ids.height; ++y)
                for (int x = 0; x < ids.width; ++x)
                    if (*ids.at(x, y) == object) {
                        sum += Eigen::Vector2d(x + 0.5, y + 0.5);
                        ++count;
                    }
            const Eigen::Vector2f middle = (sum / std::max(count, 1)).cast<float>();
            if (count <= most ||
                *ids.at(static_cast<int>(middle.x()), static_cast<int>(middle.y())) != object)
                continue;
            most = count;
            best = clickAt(v, middle);
        }
        return best;
    }

    Prompt clickAt(std::size_t view, const Eigen::Vector2f& point) const {
        Prompt prompt;
        prompt.view = built.dataset.views[view].id;
        prompt.camera = built.dataset.views[view].camera;
        prompt.points = {point};
        return prompt;
    }

    double overlap(const Selection& selection, int object) const {
        int both = 0, either = 0;
        for (std::int64_t i = 0; i < selection.primitiveCount(); ++i) {
            const bool isObject = built.primitiveObjects[std::size_t(i)] == object;
            both += selection.contains(i) && isObject;
            either += selection.contains(i) || isObject;
        }
        return static_cast<double>(both) / either;
    }
};

struct Row {
    QString name;    ///< of the method
    QString options; ///< "name=value name=value"
    QString iterations;

    bool isGuided() const { return options.contains("version=1"); }
};

std::unique_ptr<SegmentationMethod> quickMethod(const Row& row, const Scene& scene) {
    auto method = makeMethod(row.name.toStdString());
    const ParamList params = method->params();
    setParam(*findParam(params, "iterations"), row.iterations.toStdString());
    for (const QString& option : row.options.split(' ', Qt::SkipEmptyParts))
        setParam(*findParam(params, option.section('=', 0, 0).toStdString()),
                 option.section('=', 1).toStdString());
    if (row.isGuided())
        setParam(*findParam(params, "checkpoint"), scene.checkpoint().string());
    setParam(*findParam(params, "samples"), "1024");
    return method;
}

} // namespace

class LiftingMethodsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void aClickTakesItsObject();
    void raisingTheThresholdOnlyTakesAway();
    void aNegativeClickTakesItsObjectOut();
    void aBoxTakesWhatFillsIt();
    void featuresAreOfUnitLengthAndOfThisField();
    void threadsDoNotChangeTheFeatures();
    void littleMemoryTrainsOnFewPhotosAtATime();
    void badPromptsAreNamed();
    void missingStepsAreNamed();
    void unknownMethodsNameTheKnownOnes();

private:
    Scene scene_;
    Row row_;
    std::unique_ptr<SegmentationMethod> method_;
    std::map<QString, std::shared_ptr<const LiftedState>> lifted_;
    std::shared_ptr<const LiftedState> state_;

    SelectResult select(const std::vector<Prompt>& prompts, const SelectParams& params = {}) {
        Progress progress;
        return runSelect(params, *method_, scene_.inputs, state_.get(), prompts, progress);
    }
};

void LiftingMethodsTest::initTestCase_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("iterations");
    QTest::addColumn<int>("dimensions");
    QTest::addColumn<QString>("manySamples");
    QTest::newRow("omniseg3d") << "omniseg3d"
                               << ""
                               << "200" << 16 << "100000";
    QTest::newRow("omniseg3d, features of position") << "omniseg3d"
                                                     << "features=position table-size=12"
                                                     << "200" << 16 << "100000";
    QTest::newRow("saga") << "saga"
                          << ""
                          << "200" << 32 << "1500"; // quadratic in them
    QTest::newRow("saga, first version") << "saga"
                                         << "version=1"
                                         << "60" << 32 << "1500";
}

/// Lifted once per method.
void LiftingMethodsTest::init() {
    QFETCH_GLOBAL(QString, name);
    QFETCH_GLOBAL(QString, options);
    QFETCH_GLOBAL(QString, iterations);
    row_ = {name, options, iterations};
    method_ = quickMethod(row_, scene_);
    std::shared_ptr<const LiftedState>& lifted = lifted_[name + options];
    Progress progress;
    if (!lifted)
        lifted = runLift(*method_, scene_.inputs, progress);
    state_ = lifted;
}

void LiftingMethodsTest::aClickTakesItsObject() {
    for (const SceneObject& object : scene_.built.objects) {
        const SelectResult result = select({scene_.clickOn(object.id)});
        QVERIFY2(scene_.overlap(result.selection, object.id) > 0.8,
                 qPrintable(QString("%1: %2").arg(object.id).arg(
                     scene_.overlap(result.selection, object.id))));
        QCOMPARE(result.primitives, result.selection.count());
        QVERIFY(result.threshold > 0 && result.threshold < 1);
    }
}

void LiftingMethodsTest::raisingTheThresholdOnlyTakesAway() {
    const std::vector<Prompt> click = {scene_.clickOn(scene_.built.objects[0].id)};
    std::int64_t last = scene_.built.field.count + 1;
    for (float threshold : {0.0f, 0.3f, 0.6f, 0.8f, 0.9f, 0.97f}) {
        const SelectResult result = select(click, {.threshold = threshold});
        QCOMPARE(result.threshold, threshold);
        QVERIFY(result.primitives <= last);
        last = result.primitives;
    }
}

void LiftingMethodsTest::aNegativeClickTakesItsObjectOut() {
    const int first = scene_.built.objects[0].id, second = scene_.built.objects[1].id;
    Prompt negative = scene_.clickOn(second);
    negative.isNegative = true;
    const SelectResult result =
        select({scene_.clickOn(first), scene_.clickOn(second)}, {.threshold = 0.6f});
    const SelectResult without = select({scene_.clickOn(first), negative}, {.threshold = 0.6f});
    QVERIFY(scene_.overlap(result.selection, second) > 0.2);
    QVERIFY(scene_.overlap(without.selection, second) < 0.05);
    QVERIFY(scene_.overlap(without.selection, first) > 0.6);
}

void LiftingMethodsTest::aBoxTakesWhatFillsIt() {
    const int object = scene_.built.objects[2].id;
    const Prompt click = scene_.clickOn(object);
    const IdImage& ids = scene_.built.objectIds[std::size_t(click.view.value)];
    Eigen::Vector2f low(1e6f, 1e6f), high(0, 0);
    for (int y = 0; y < ids.height; ++y)
        for (int x = 0; x < ids.width; ++x)
            if (*ids.at(x, y) == object) {
                low = low.cwiseMin(Eigen::Vector2f(x, y));
                high = high.cwiseMax(Eigen::Vector2f(x + 1, y + 1));
            }
    Prompt box = click;
    box.kind = PromptKind::Box;
    box.points = {low, high};
    const SelectResult found = select({box});
    QVERIFY(scene_.overlap(found.selection, object) > 0.7);
}

void LiftingMethodsTest::featuresAreOfUnitLengthAndOfThisField() {
    QCOMPARE(state_->fieldRevision, revisionOf(scene_.inputs.field));
    QCOMPARE(state_->features->count(), scene_.built.field.count);
    QFETCH_GLOBAL(int, dimensions);
    QCOMPARE(state_->features->dimensions(), std::int64_t{dimensions});
    QCOMPARE(state_->iterations, std::int64_t{row_.iterations.toInt()});
    for (std::int64_t i = 0; i < state_->features->count(); ++i) {
        double squared = 0;
        for (int d = 0; d < dimensions; ++d)
            squared += std::pow(state_->features->features(i, d), 2.0);
        QVERIFY(std::abs(squared - 1) < 1e-4);
    }
}

void LiftingMethodsTest::threadsDoNotChangeTheFeatures() {
    Progress progress;
    kernels::setThreadCount(1);
    const auto one = runLift(*quickMethod(row_, scene_), scene_.inputs, progress);
    kernels::setThreadCount(0);
    for (std::int64_t i = 0; i < one->features->features.count(); ++i)
        QVERIFY(one->features->features.data()[i] == state_->features->features.data()[i]);
}

void LiftingMethodsTest::littleMemoryTrainsOnFewPhotosAtATime() {
    const auto method = quickMethod(row_, scene_);
    setParam(*findParam(method->params(), "memory"), "16");
    QFETCH_GLOBAL(QString, manySamples);
    setParam(*findParam(method->params(), "samples"), manySamples.toStdString());
    setParam(*findParam(method->params(), "iterations"), "20");
    Progress progress;
    QCOMPARE(runLift(*method, scene_.inputs, progress)->iterations, std::int64_t{20});
}

void LiftingMethodsTest::badPromptsAreNamed() {
    const std::string view = scene_.built.dataset.views[0].name;
    CLEAVE_EXPECT_ERROR(
        select({scene_.clickAt(0, {0.5f, 0.5f})}), "click", view, "0,0", "background");
    CLEAVE_EXPECT_ERROR(select({scene_.clickAt(0, {500, 20})}), "click", view, "500,20", "96 x 72");
    CLEAVE_EXPECT_ERROR(select({scene_.clickAt(0, {NAN, 20})}), "click", "no number");
    Prompt text;
    text.kind = PromptKind::Text;
    text.text = "a red mug";
    CLEAVE_EXPECT_ERROR(select({text}), "a red mug");
    Prompt box = scene_.clickAt(0, {5, 5});
    box.kind = PromptKind::Box;
    CLEAVE_EXPECT_ERROR(select({box}), "box", "at least 2 points");
    Prompt negative = scene_.clickOn(scene_.built.objects[0].id);
    negative.isNegative = true;
    CLEAVE_EXPECT_ERROR(select({negative}), "at least one prompt");
    CLEAVE_EXPECT_ERROR(select({}), "at least one prompt");
}

void LiftingMethodsTest::missingStepsAreNamed() {
    Progress progress;
    const std::vector<Prompt> click = {scene_.clickOn(scene_.built.objects[0].id)};
    CLEAVE_EXPECT_ERROR(runSelect({}, *method_, scene_.inputs, nullptr, click, progress),
                        row_.name.toStdString(),
                        "lift it first");
    MethodInputs other = scene_.inputs;
    other.field = std::make_shared<const GaussianField>(scene_.built.field.clone());
    CLEAVE_EXPECT_ERROR(runSelect({}, *method_, other, state_.get(), click, progress),
                        "another field",
                        "lift it again");
    MethodInputs noMasks = scene_.inputs;
    noMasks.masks = nullptr;
    CLEAVE_EXPECT_ERROR(runLift(*method_, noMasks, progress), "needs masks");
    MethodInputs noField = scene_.inputs;
    noField.field = {};
    CLEAVE_EXPECT_ERROR(runLift(*method_, noField, progress), "no trained field");
    if (row_.isGuided()) {
        MethodInputs unseen = scene_.inputs;
        unseen.photos = nullptr;
        CLEAVE_EXPECT_ERROR(runLift(*method_, unseen, progress), "photos");
        setParam(*findParam(method_->params(), "checkpoint"), "");
        qputenv("CLEAVE_MODELS", scene_.folder.path().string().c_str());
        CLEAVE_EXPECT_ERROR(runLift(*method_, scene_.inputs, progress), "SAM", "models add");
    }
    MethodInputs noPhotos = scene_.inputs;
    noPhotos.dataset = nullptr;
    CLEAVE_EXPECT_ERROR(runLift(*method_, noPhotos, progress), "splat alone");
}

void LiftingMethodsTest::unknownMethodsNameTheKnownOnes() {
    CLEAVE_EXPECT_ERROR(makeMethod("omniseg2d"), "omniseg2d", row_.name.toStdString());
}

QTEST_GUILESS_MAIN(LiftingMethodsTest)
#include "lifting_methods_test.moc"
