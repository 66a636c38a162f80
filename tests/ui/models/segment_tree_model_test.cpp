// SPDX-License-Identifier: Apache-2.0
#include "ui/models/segment_tree_model.h"

#include <QAbstractItemModelTester>
#include <QColor>
#include <QMimeData>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace cleave;
using namespace cleave::ui;

namespace {

constexpr std::int64_t primitives = 100;

/// mug (body, handle), lamp (arm)
struct Example {
    ProjectDocument document;
    SegmentId mug, body, handle, lamp, arm;

    Example() {
        Project project;
        auto field = std::make_shared<const GaussianField>(primitives, 0);
        project.field = field;
        const auto add =
            [&](const char* name, SegmentId parent, std::int64_t begin, std::int64_t end) {
                auto selection = std::make_shared<Selection>(primitives, field->revision);
                for (std::int64_t i = begin; i < end; ++i)
                    selection->set(i, true);
                Segment segment;
                segment.name = name;
                segment.parent = parent;
                segment.primitives = selection;
                return project.segments.add(segment);
            };
        mug = add("mug", {}, 0, 50);
        body = add("body", mug, 0, 40);
        handle = add("handle", mug, 40, 50);
        lamp = add("lamp", {}, 50, 80);
        arm = add("arm", lamp, 50, 60);
        document.reset(std::move(project), QStringLiteral("a.cleave"), true);
    }

    QString shown() const {
        QStringList paths;
        for (const Segment& segment : document.project().segments.segments())
            paths << QString::fromStdString(document.project().segments.path(segment.id));
        return paths.join(QLatin1Char(' '));
    }
};

bool drop(SegmentTreeModel& model, std::vector<SegmentId> ids, SegmentId parent, int row) {
    QModelIndexList indexes;
    for (const SegmentId id : ids)
        indexes << model.indexOf(id);
    const std::unique_ptr<QMimeData> data(model.mimeData(indexes));
    return model.dropMimeData(data.get(), Qt::MoveAction, row, 0, model.indexOf(parent));
}

} // namespace

class SegmentTreeModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModelKeepsTheRulesOfModels();
    void rowsShowWhatSegmentsHold();
    void renamingIsACommand();
    void aTakenNameIsRefusedInOneLine();
    void lockedSegmentsCannotBeEdited();
    void eyeAndLockAreToggled();
    void draggingAColourIsOneStep();
    void openBranchesFollowTheirSegments();
    void droppingReparentsInOneStep();
    void droppingBetweenRowsKeepsThePlace();
    void droppingIntoItselfIsRefused();
};

void SegmentTreeModelTest::theModelKeepsTheRulesOfModels() {
    Example e;
    SegmentTreeModel model(e.document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(model.setData(model.indexOf(e.mug), QStringLiteral("cup")));
    QVERIFY(drop(model, {e.arm}, e.mug, 0));
    e.document.undoStack().undo();
    e.document.undoStack().undo();
    e.document.reset(Project{}, {}, true);
    QCOMPARE(model.rowCount(), 0);
}

void SegmentTreeModelTest::rowsShowWhatSegmentsHold() {
    Example e;
    SegmentTreeModel model(e.document);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.rowCount(model.indexOf(e.mug)), 2);
    const QModelIndex handle = model.indexOf(e.handle);
    QCOMPARE(handle.parent(), model.indexOf(e.mug));
    QCOMPARE(handle.row(), 1);
    QCOMPARE(handle.data().toString(), QStringLiteral("handle"));
    QCOMPARE(model.indexOf(e.handle, SegmentTreeModel::CountColumn).data().toString(),
             QStringLiteral("10"));
    QCOMPARE(handle.data(Qt::ToolTipRole).toString(), QStringLiteral("mug/handle"));
    QVERIFY(handle.data(SegmentTreeModel::VisibleRole).toBool());
}

void SegmentTreeModelTest::renamingIsACommand() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(model.setData(model.indexOf(e.lamp), QStringLiteral("  desk lamp ")));
    QCOMPARE(model.indexOf(e.lamp).data().toString(), QStringLiteral("desk lamp"));
    QVERIFY(e.document.isModified());
    e.document.undoStack().undo();
    QCOMPARE(model.indexOf(e.lamp).data().toString(), QStringLiteral("lamp"));
    QVERIFY(!model.setData(model.indexOf(e.lamp), QStringLiteral("lamp")));
    QVERIFY(!e.document.isModified());
}

void SegmentTreeModelTest::aTakenNameIsRefusedInOneLine() {
    Example e;
    SegmentTreeModel model(e.document);
    const QSignalSpy refused(&model, &SegmentTreeModel::refused);
    QVERIFY(!model.setData(model.indexOf(e.lamp), QStringLiteral("mug")));
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.at(0).at(0).toString().contains(QStringLiteral("mug")));
    QVERIFY(!e.document.isModified());
}

void SegmentTreeModelTest::lockedSegmentsCannotBeEdited() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(model.flags(model.indexOf(e.lamp)) & Qt::ItemIsEditable);
    QVERIFY(model.setData(model.indexOf(e.lamp), true, SegmentTreeModel::LockedRole));
    QVERIFY(!(model.flags(model.indexOf(e.lamp)) & (Qt::ItemIsEditable | Qt::ItemIsDragEnabled)));
    QVERIFY(!model.setData(model.indexOf(e.lamp), QStringLiteral("x")));
}

void SegmentTreeModelTest::eyeAndLockAreToggled() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(model.setData(
        model.indexOf(e.arm, SegmentTreeModel::VisibleColumn), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(!e.document.project().segments.at(e.arm).isVisible);
    QVERIFY(model.setData(
        model.indexOf(e.arm, SegmentTreeModel::LockedColumn), Qt::Checked, Qt::CheckStateRole));
    QVERIFY(e.document.project().segments.at(e.arm).isLocked);
}

void SegmentTreeModelTest::draggingAColourIsOneStep() {
    Example e;
    SegmentTreeModel model(e.document);
    for (int red = 0; red < 5; ++red)
        QVERIFY(
            model.setData(model.indexOf(e.mug), QColor(red, 9, 9), SegmentTreeModel::ColorRole));
    QVERIFY(model.setData(model.indexOf(e.lamp), QColor(1, 2, 3), SegmentTreeModel::ColorRole));
    QCOMPARE(e.document.undoStack().count(), 2);
    QCOMPARE(model.indexOf(e.mug).data(SegmentTreeModel::ColorRole).value<QColor>(),
             QColor(4, 9, 9));
}

void SegmentTreeModelTest::openBranchesFollowTheirSegments() {
    Example e;
    SegmentTreeModel model(e.document);
    const QPersistentModelIndex handle(model.indexOf(e.handle)), lamp(model.indexOf(e.lamp)),
        arm(model.indexOf(e.arm));
    QVERIFY(drop(model, {e.lamp}, {}, 0));
    QCOMPARE(model.idOf(handle), e.handle);
    QCOMPARE(lamp.row(), 0);
    QVERIFY(drop(model, {e.arm}, e.body, -1));
    QCOMPARE(model.idOf(arm.parent()), e.body);
    SegmentTree without = e.document.project().segments;
    without.remove(e.lamp, true);
    e.document.setSegments(without);
    QVERIFY(!lamp.isValid());
    QVERIFY(handle.isValid());
}

void SegmentTreeModelTest::droppingReparentsInOneStep() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(drop(model, {e.body, e.handle, e.mug}, e.lamp, -1));
    QCOMPARE(e.shown(), QStringLiteral("lamp lamp/arm lamp/mug lamp/mug/body lamp/mug/handle"));
    QCOMPARE(e.document.undoStack().count(), 1);
    QCOMPARE(e.document.project().segments.at(e.lamp).primitives->count(), std::int64_t{80});
    e.document.undoStack().undo();
    QCOMPARE(e.shown(), QStringLiteral("mug mug/body mug/handle lamp lamp/arm"));
}

void SegmentTreeModelTest::droppingBetweenRowsKeepsThePlace() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(drop(model, {e.handle}, e.mug, 0));
    QCOMPARE(e.shown(), QStringLiteral("mug mug/handle mug/body lamp lamp/arm"));
    QVERIFY(drop(model, {e.handle, e.body}, {}, 1));
    QCOMPARE(e.shown(), QStringLiteral("mug handle body lamp lamp/arm"));
    QVERIFY(drop(model, {e.mug}, {}, 3));
    QCOMPARE(e.shown(), QStringLiteral("handle body mug lamp lamp/arm"));
}

void SegmentTreeModelTest::droppingIntoItselfIsRefused() {
    Example e;
    SegmentTreeModel model(e.document);
    QVERIFY(!drop(model, {e.mug}, e.handle, -1));
    QVERIFY(!drop(model, {e.mug}, e.mug, -1));
    QCOMPARE(e.document.undoStack().count(), 0);
}

QTEST_MAIN(SegmentTreeModelTest)
#include "segment_tree_model_test.moc"
