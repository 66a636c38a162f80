// SPDX-License-Identifier: Apache-2.0
// Pointing at things in a photo: the masks under the mouse, the choice among them, the click.
#include "tests/core/project/example_project.h"
#include "tests/support/rectangle_mask.h"
#include "tests/support/temporary_folder.h"
#include "ui/viewport/photo_pane.h"

#include <QAction>
#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr int waiting = 30000; ///< ms, far above what a tiny photo takes

/// A thing of two parts in the middle of a photo, one of them around `covered`.
std::shared_ptr<const MaskSet> nestedMasks(ViewId view, const Intrinsics& size) {
    const auto mask = [&](int x0, int y0, int x1, int y1) {
        return tests::rectangleMask(size.width, size.height, x0, y0, x1, y1);
    };
    auto masks = std::make_shared<ViewMasks>();
    masks->masks = {mask(4, 4, 20, 16), mask(4, 4, 12, 16), mask(12, 4, 20, 16)};
    auto set = std::make_shared<MaskSet>();
    set->source = "imported";
    set->views[view] = masks;
    return set;
}

const Eigen::Vector2f covered(8.5f, 10.5f);

/// A document with photos and masks, its first training photo in the pane.
struct Shown {
    tests::TemporaryFolder folder;
    ProjectDocument document;
    PhotoPane pane{document};
    ViewId view;

    explicit Shown(bool hasMasks) {
        Project project = tests::exampleProject(folder.path());
        view = project.dataset->trainViews().front();
        project.masks =
            hasMasks ? nestedMasks(view, project.dataset->view(view).camera.intrinsics) : nullptr;
        document.reset(std::move(project), {}, true);
        pane.resize(320, 260);
        pane.show();
        QSignalSpy shown(&pane, &PhotoPane::photoShown);
        pane.setView(view);
        QVERIFY(shown.wait(waiting));
        pane.setPointing(true);
    }

    QPoint onScreen(const Eigen::Vector2f& pixel) const {
        const QRect area = pane.photoArea();
        const Intrinsics& size = document.project().dataset->view(view).camera.intrinsics;
        return {area.left() + static_cast<int>(pixel.x() * area.width() / size.width),
                area.top() + static_cast<int>(pixel.y() * area.height() / size.height)};
    }

    bool pointAt(const Eigen::Vector2f& pixel) {
        QSignalSpy shown(&pane, &PhotoPane::candidatesShown);
        QTest::mouseMove(&pane, {1, 1}); // beside the photo: it must move to be noticed
        QTest::mouseMove(&pane, onScreen(pixel));
        return shown.wait(waiting);
    }
};

} // namespace

class PhotoPaneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMaskUnderTheMouseIsShown();
    void digitsChooseAndTheClickTellsTheGranularity();
    void withoutMasksItSaysWhatIsMissing();
};

void PhotoPaneTest::theMaskUnderTheMouseIsShown() {
    Shown shown(true);
    const QImage before = shown.pane.grab().toImage();
    QVERIFY(shown.pointAt(covered));
    const auto index = shown.pane.shownCandidate();
    QVERIFY(index);
    const Image& mask = shown.pane.candidates().candidates[*index].mask;
    QVERIFY(*mask.at(static_cast<int>(covered.x()), static_cast<int>(covered.y())));
    QVERIFY(shown.pane.grab().toImage() != before);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&shown.pane, &leave);
    QVERIFY(!shown.pane.shownCandidate());
    QCOMPARE(shown.pane.grab().toImage(), before);
}

void PhotoPaneTest::digitsChooseAndTheClickTellsTheGranularity() {
    Shown shown(true);
    QVERIFY(shown.pointAt(covered));
    const std::size_t count = shown.pane.candidates().candidates.size();
    QCOMPARE(count, std::size_t{2}); // the part and the whole
    QSignalSpy prompts(&shown.pane, &PhotoPane::promptGiven);
    QAction tool; // the window's shortcuts are digits too
    tool.setShortcut(QKeySequence(Qt::Key_1));
    shown.pane.addAction(&tool);
    QSignalSpy toolChosen(&tool, &QAction::triggered);
    std::vector<float> granularities;
    for (const int key : {static_cast<int>(Qt::Key_1), Qt::Key_0 + static_cast<int>(count)}) {
        QTest::keyClick(&shown.pane, static_cast<Qt::Key>(key));
        QCOMPARE(*shown.pane.shownCandidate(), static_cast<std::size_t>(key - Qt::Key_1));
        QTest::mouseClick(&shown.pane, Qt::LeftButton, {}, shown.onScreen(covered));
        const auto granularity = prompts.back().at(2).value<std::optional<float>>();
        QVERIFY(granularity);
        granularities.push_back(*granularity);
    }
    QCOMPARE(granularities, (std::vector{1.0f, 0.0f})); // the finest part, the whole
    QCOMPARE(toolChosen.count(), 0);
    const auto prompt = prompts.back().at(0).value<Prompt>();
    QCOMPARE(prompt.view.value, shown.view.value);
    QVERIFY((prompt.points.front() - covered).norm() < 1);
    QVERIFY(!prompt.isNegative && !prompts.back().at(1).toBool());
    QTest::mouseClick(&shown.pane, Qt::RightButton, {}, shown.onScreen(covered));
    QVERIFY(prompts.back().at(0).value<Prompt>().isNegative);
}

void PhotoPaneTest::withoutMasksItSaysWhatIsMissing() {
    qputenv("CLEAVE_MODELS", "/nowhere");
    Shown shown(false);
    const QImage before = shown.pane.grab().toImage();
    QTest::mouseMove(&shown.pane, shown.onScreen(covered));
    QTRY_VERIFY_WITH_TIMEOUT(shown.pane.grab().toImage() != before, waiting);
    QVERIFY(!shown.pane.shownCandidate());
}

QTEST_MAIN(PhotoPaneTest)
#include "photo_pane_test.moc"
