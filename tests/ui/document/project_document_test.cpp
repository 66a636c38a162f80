// SPDX-License-Identifier: Apache-2.0
#include "ui/commands/asset_commands.h"
#include "ui/commands/edit_segment_tree.h"
#include "ui/commands/edit_selection.h"
#include "ui/document/project_document.h"

#include <QSignalSpy>
#include <QTest>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr std::int64_t primitives = 200;

Project smallProject() {
    Project project;
    project.field = std::make_shared<const GaussianField>(primitives, 0);
    return project;
}

std::shared_ptr<const Selection> selectionOf(const Project& project,
                                             std::vector<std::int64_t> indices) {
    auto selection = std::make_shared<Selection>(primitives, revisionOf(project.field));
    for (std::int64_t i : indices)
        selection->set(i, true);
    return selection;
}

Segment segmentOf(const Project& project, const std::string& name) {
    Segment segment;
    segment.name = name;
    segment.primitives = selectionOf(project, {1, 2, 3});
    return segment;
}

} // namespace

class ProjectDocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void selectingIsUndoneExactly();
    void selectingDoesNotModifyTheProject();
    void editingTheTreeModifiesUntilUndone();
    void savingThenUndoingModifies();
    void aSavedStateThatCanNoLongerBeReachedStaysModified();
    void draggingASliderIsOneStep();
    void aNewFieldSetsSegmentsAsideUntilUndone();
};

void ProjectDocumentTest::selectingIsUndoneExactly() {
    ProjectDocument document;
    document.reset(smallProject(), {}, true);
    const auto first = selectionOf(document.project(), {0, 5, 63, 64, 65, 199});
    const auto second = selectionOf(document.project(), {5, 6, 7, 127, 128});
    document.undoStack().push(
        new EditSelectionCommand(document, first, std::nullopt, QStringLiteral("a")));
    document.undoStack().push(
        new EditSelectionCommand(document, second, std::nullopt, QStringLiteral("b")));
    QVERIFY(*document.selection() == *second);
    document.undoStack().undo();
    QVERIFY(*document.selection() == *first);
    document.undoStack().undo();
    QVERIFY(!document.selection());
    document.undoStack().redo();
    document.undoStack().redo();
    QVERIFY(*document.selection() == *second);
}

void ProjectDocumentTest::selectingDoesNotModifyTheProject() {
    ProjectDocument document;
    document.reset(smallProject(), QStringLiteral("a.cleave"), true);
    document.undoStack().push(new EditSelectionCommand(
        document, selectionOf(document.project(), {4}), std::nullopt, QStringLiteral("a")));
    QVERIFY(!document.isModified());
}

void ProjectDocumentTest::editingTheTreeModifiesUntilUndone() {
    ProjectDocument document;
    document.reset(smallProject(), QStringLiteral("a.cleave"), true);
    QSignalSpy spy(&document, &ProjectDocument::modifiedChanged);
    SegmentTree tree;
    tree.add(segmentOf(document.project(), "mug"));
    document.undoStack().push(new EditSegmentTreeCommand(document, tree, QStringLiteral("add")));
    QVERIFY(document.isModified());
    QCOMPARE(document.project().segments.segments().size(), std::size_t{1});
    document.undoStack().undo();
    QVERIFY(!document.isModified());
    QVERIFY(document.project().segments.isEmpty());
    QCOMPARE(spy.count(), 2);
}

void ProjectDocumentTest::savingThenUndoingModifies() {
    ProjectDocument document;
    document.reset(smallProject(), QStringLiteral("a.cleave"), true);
    SegmentTree tree;
    tree.add(segmentOf(document.project(), "mug"));
    document.undoStack().push(new EditSegmentTreeCommand(document, tree, QStringLiteral("add")));
    document.markSaved(QStringLiteral("a.cleave"));
    QVERIFY(!document.isModified());
    document.undoStack().undo();
    QVERIFY(document.isModified());
}

void ProjectDocumentTest::aSavedStateThatCanNoLongerBeReachedStaysModified() {
    ProjectDocument document;
    document.reset(smallProject(), QStringLiteral("a.cleave"), true);
    SegmentTree one, two;
    one.add(segmentOf(document.project(), "mug"));
    two.add(segmentOf(document.project(), "lamp"));
    document.undoStack().push(new EditSegmentTreeCommand(document, one, QStringLiteral("add")));
    document.markSaved(QStringLiteral("a.cleave"));
    document.undoStack().undo();
    document.undoStack().push(new EditSegmentTreeCommand(document, two, QStringLiteral("add")));
    QVERIFY(document.isModified());
}

void ProjectDocumentTest::draggingASliderIsOneStep() {
    ProjectDocument document;
    document.reset(smallProject(), {}, true);
    const auto before = selectionOf(document.project(), {1});
    document.undoStack().push(
        new EditSelectionCommand(document, before, std::nullopt, QStringLiteral("click")));
    for (std::int64_t i = 2; i < 10; ++i) {
        QueryState query = document.query();
        query.threshold = static_cast<float>(i) / 10;
        document.undoStack().push(new EditSelectionCommand(document,
                                                           selectionOf(document.project(), {1, i}),
                                                           query,
                                                           QStringLiteral("drag"),
                                                           QStringLiteral("threshold")));
    }
    QCOMPARE(document.undoStack().count(), 2);
    QVERIFY(*document.selection() == *selectionOf(document.project(), {1, 9}));
    document.undoStack().undo();
    QVERIFY(*document.selection() == *before);
    QCOMPARE(document.query().threshold, -1.0f);
}

void ProjectDocumentTest::aNewFieldSetsSegmentsAsideUntilUndone() {
    ProjectDocument document;
    document.reset(smallProject(), {}, true);
    SegmentTree tree;
    tree.add(segmentOf(document.project(), "mug"));
    document.undoStack().push(new EditSegmentTreeCommand(document, tree, QStringLiteral("add")));
    document.undoStack().push(new SetFieldCommand(document,
                                                  std::make_shared<const GaussianField>(10, 0),
                                                  {},
                                                  nullptr,
                                                  QStringLiteral("train")));
    QVERIFY(document.project().segments.isEmpty());
    QVERIFY(!document.selection());
    document.undoStack().undo();
    QCOMPARE(document.project().segments.segments().size(), std::size_t{1});
}

QTEST_MAIN(ProjectDocumentTest)
#include "project_document_test.moc"
