// SPDX-License-Identifier: Apache-2.0
#include "core/sample/scene_builder.h"
#include "tests/support/temporary_folder.h"
#include "ui/commands/edit_selection.h"
#include "ui/document/query_controller.h"

#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int longWait = 60000;

/// A document of three blobs with masks, and a click on one of them.
struct Stage {
    BuiltScene scene = SceneBuilder().blobs(3).cameras(12).imageSize(96, 72).build();
    ProjectDocument document;
    std::unique_ptr<QueryController> queries;

    Stage() {
        Project project;
        project.dataset = std::make_shared<const Dataset>(scene.dataset);
        project.field = std::make_shared<const GaussianField>(scene.field.clone());
        project.masks = simulatedMasks(scene, 3);
        document.reset(std::move(project), {}, true);
        queries = std::make_unique<QueryController>(document);
        queries->setMethod(QStringLiteral("sa3d"));
    }

    Prompt click() const {
        std::size_t photo = 0;
        while (scene.dataset.views[photo].isTest)
            ++photo;
        const View& view = scene.dataset.views[photo];
        const IdImage& ids = scene.objectIds[photo];
        Prompt prompt{.kind = PromptKind::Point,
                      .view = view.id,
                      .camera = view.camera,
                      .points = {},
                      .text = {}};
        for (int y = 4; y < ids.height - 4 && prompt.points.empty(); ++y)
            for (int x = 4; x < ids.width - 4 && prompt.points.empty(); ++x)
                if (*ids.at(x - 4, y) > 0 && *ids.at(x - 4, y) == *ids.at(x + 4, y) &&
                    *ids.at(x, y - 4) == *ids.at(x, y + 4) && *ids.at(x, y) == *ids.at(x, y - 4) &&
                    *ids.at(x, y) == *ids.at(x - 4, y))
                    prompt.points.emplace_back(static_cast<float>(x) + 0.5f,
                                               static_cast<float>(y) + 0.5f);
        return prompt;
    }

    bool waitForAnswer() const {
        return QTest::qWaitFor([this] { return !queries->isBusy(); }, longWait);
    }
};

} // namespace

class QueryControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() {
        // Weights that happen to be on this machine must not answer.
        qputenv("CLEAVE_MODELS", QByteArray::fromStdString(models_.path().string()));
    }

    void anAnswerThatGrowsIsOneStep();
    void stoppingKeepsWhatIsThere();
    void goingOnEndsTheQuestion();
    void optionsAskAgain();

private:
    tests::TemporaryFolder models_;
};

void QueryControllerTest::anAnswerThatGrowsIsOneStep() {
    Stage stage;
    QSignalSpy grown(&stage.document, &ProjectDocument::selectionChanged);
    stage.queries->addPrompt(stage.click(), false);
    QVERIFY(stage.waitForAnswer());
    QVERIFY(grown.count() >= 2);
    QVERIFY(stage.document.selection()->count() > 0);
    QVERIFY(!stage.document.query().similarity->views.empty());
    QCOMPARE(stage.document.undoStack().count(), 1);
    stage.document.undoStack().undo();
    QVERIFY(!stage.document.selection());
    stage.document.undoStack().redo();
    QVERIFY(stage.document.selection()->count() > 0);
}

void QueryControllerTest::stoppingKeepsWhatIsThere() {
    Stage stage;
    std::int64_t first = 0;
    connect(&stage.document, &ProjectDocument::selectionChanged, &stage.document, [&] {
        if (first == 0 && stage.document.selection()) {
            first = stage.document.selection()->count();
            stage.queries->stop();
        }
    });
    stage.queries->addPrompt(stage.click(), false);
    QVERIFY(stage.waitForAnswer());
    QVERIFY(first > 0);
    QTest::qWait(50); // what is still on its way must be dropped
    QCOMPARE(stage.document.selection()->count(), first);
    QCOMPARE(stage.document.undoStack().count(), 1);
}

void QueryControllerTest::goingOnEndsTheQuestion() {
    Stage stage;
    bool isDone = false;
    connect(
        &stage.document,
        &ProjectDocument::selectionChanged,
        &stage.document,
        [&] {
            if (isDone)
                return;
            isDone = true;
            stage.document.undoStack().undo();
        },
        Qt::QueuedConnection);
    stage.queries->addPrompt(stage.click(), false);
    QVERIFY(QTest::qWaitFor([&] { return isDone && !stage.queries->isBusy(); }, longWait));
    QTest::qWait(50);
    QVERIFY(!stage.document.selection());
}

void QueryControllerTest::optionsAskAgain() {
    Stage stage;
    stage.queries->addPrompt(stage.click(), false);
    QVERIFY(stage.waitForAnswer());
    const std::size_t all = stage.document.query().similarity->views.size();
    stage.queries->setOptions({{"take-views", "first"}});
    QVERIFY(stage.waitForAnswer());
    QVERIFY(all > 1);
    QCOMPARE(stage.document.query().similarity->views.size(), std::size_t{1});
}

QTEST_MAIN(QueryControllerTest)
#include "query_controller_test.moc"
