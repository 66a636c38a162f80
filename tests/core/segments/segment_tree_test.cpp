// SPDX-License-Identifier: Apache-2.0
#include "core/segments/segment_colors.h"
#include "core/segments/segment_tree.h"
#include "tests/support/expect_error.h"

#include <QTest>

using namespace cleave;

namespace {

SegmentId addNamed(SegmentTree& tree, const std::string& name, SegmentId parent = {}) {
    Segment segment;
    segment.name = name;
    segment.parent = parent;
    return tree.add(segment);
}

std::string shown(const SegmentTree& tree) {
    std::string all;
    for (const Segment& segment : tree.segments())
        all += (all.empty() ? "" : " ") + tree.path(segment.id);
    return all;
}

/// mug (handle, body), lamp (handle, arm (joint))
struct Example {
    SegmentTree tree;
    SegmentId mug = addNamed(tree, "mug");
    SegmentId lamp = addNamed(tree, "lamp");
    SegmentId mugHandle = addNamed(tree, "handle", mug);
    SegmentId arm = addNamed(tree, "arm", lamp);
    SegmentId lampHandle = addNamed(tree, "handle", lamp);
    SegmentId joint = addNamed(tree, "joint", arm);
};

} // namespace

class SegmentTreeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parentsComeBeforeTheirChildrenInOneRun();
    void takenAndEmptyNamesGetANumber();
    void idsAreNeverGivenTwice();
    void namesFindSegments();
    void ambiguousNamesNameTheirPaths();
    void aWholePathWinsOverTheEndOfAnother();
    void unknownNamesNameTheClosest();
    void renamingToATakenNameIsRefused();
    void slashesInNamesAreRefused();
    void movingIntoItselfIsRefused();
    void movingTakesTheWholeSubtreeToItsPosition();
    void movingToANameThatIsTakenNumbersIt();
    void removingKeepsOrTakesTheChildren();
    void restoringGivesTheSameTree();
    void restoringRefusesLostParentsAndRepeatedIds();
    void coloursContrastAndStayTheSame();
};

void SegmentTreeTest::parentsComeBeforeTheirChildrenInOneRun() {
    const Example e;
    QCOMPARE(shown(e.tree), std::string("mug mug/handle lamp lamp/arm lamp/arm/joint lamp/handle"));
    QCOMPARE(e.tree.depth(), 3);
    QCOMPARE(SegmentTree().depth(), 0);
    QCOMPARE(e.tree.children(e.lamp), (std::vector<SegmentId>{e.arm, e.lampHandle}));
    QCOMPARE(e.tree.withDescendants(e.lamp),
             (std::vector<SegmentId>{e.lamp, e.arm, e.joint, e.lampHandle}));
    QVERIFY(e.tree.isInside(e.joint, e.lamp));
    QVERIFY(!e.tree.isInside(e.lamp, e.joint));
}

void SegmentTreeTest::takenAndEmptyNamesGetANumber() {
    SegmentTree tree;
    addNamed(tree, "mug");
    addNamed(tree, "mug");
    addNamed(tree, "mug");
    addNamed(tree, "");
    addNamed(tree, "");
    QCOMPARE(shown(tree), std::string("mug mug 2 mug 3 Segment 1 Segment 2"));
}

void SegmentTreeTest::idsAreNeverGivenTwice() {
    Example e;
    e.tree.remove(e.joint, true);
    const SegmentId fresh = addNamed(e.tree, "new");
    QVERIFY(fresh.value > e.joint.value);
}

void SegmentTreeTest::namesFindSegments() {
    const Example e;
    QCOMPARE(e.tree.named("joint").id, e.joint);
    QCOMPARE(e.tree.named("mug/handle").id, e.mugHandle);
    QCOMPARE(e.tree.named("arm/joint").id, e.joint);
    QVERIFY(e.tree.find({99}) == nullptr);
    QVERIFY(e.tree.find({0}) == nullptr);
}

void SegmentTreeTest::ambiguousNamesNameTheirPaths() {
    const Example e;
    CLEAVE_EXPECT_ERROR(e.tree.named("handle"), "handle", "ambiguous", "mug/handle", "lamp/handle");
}

void SegmentTreeTest::aWholePathWinsOverTheEndOfAnother() {
    Example e;
    const SegmentId root = addNamed(e.tree, "handle");
    QCOMPARE(e.tree.named("handle").id, root);
}

void SegmentTreeTest::unknownNamesNameTheClosest() {
    const Example e;
    CLEAVE_EXPECT_ERROR(e.tree.named("lmap"), "lmap", "lamp");
    CLEAVE_EXPECT_ERROR(SegmentTree().named("mug"), "mug", "no segments yet");
}

void SegmentTreeTest::renamingToATakenNameIsRefused() {
    Example e;
    Segment lamp = *e.tree.find(e.lamp);
    lamp.name = "mug";
    CLEAVE_EXPECT_ERROR(e.tree.update(lamp), "mug", "lamp", "taken");
    lamp.name = "";
    CLEAVE_EXPECT_ERROR(e.tree.update(lamp), "lamp", "not empty");
    lamp.name = "desk lamp";
    e.tree.update(lamp);
    QCOMPARE(
        shown(e.tree),
        std::string("mug mug/handle desk lamp desk lamp/arm desk lamp/arm/joint desk lamp/handle"));
}

void SegmentTreeTest::slashesInNamesAreRefused() {
    SegmentTree tree;
    CLEAVE_EXPECT_ERROR(addNamed(tree, "a/b"), "a/b", "slash");
    QVERIFY(tree.isEmpty());
}

void SegmentTreeTest::movingIntoItselfIsRefused() {
    Example e;
    const std::string before = shown(e.tree);
    CLEAVE_EXPECT_ERROR(e.tree.move(e.lamp, e.joint, -1), "lamp", "lamp/arm/joint");
    CLEAVE_EXPECT_ERROR(e.tree.move(e.lamp, e.lamp, -1), "lamp");
    Segment lamp = *e.tree.find(e.lamp);
    lamp.parent = e.arm;
    CLEAVE_EXPECT_ERROR(e.tree.update(lamp), "lamp", "lamp/arm");
    QCOMPARE(shown(e.tree), before);
}

void SegmentTreeTest::movingTakesTheWholeSubtreeToItsPosition() {
    Example e;
    e.tree.move(e.arm, e.mug, 0);
    QCOMPARE(shown(e.tree), std::string("mug mug/arm mug/arm/joint mug/handle lamp lamp/handle"));
    e.tree.move(e.lamp, {}, 0);
    QCOMPARE(shown(e.tree), std::string("lamp lamp/handle mug mug/arm mug/arm/joint mug/handle"));
    e.tree.move(e.lamp, {}, 1);
    QCOMPARE(shown(e.tree), std::string("mug mug/arm mug/arm/joint mug/handle lamp lamp/handle"));
    e.tree.move(e.arm, {}, -1);
    QCOMPARE(shown(e.tree), std::string("mug mug/handle lamp lamp/handle arm arm/joint"));
}

void SegmentTreeTest::movingToANameThatIsTakenNumbersIt() {
    Example e;
    e.tree.move(e.lampHandle, e.mug, -1);
    QCOMPARE(e.tree.path(e.lampHandle), std::string("mug/handle 2"));
}

void SegmentTreeTest::removingKeepsOrTakesTheChildren() {
    Example kept;
    kept.tree.remove(kept.arm, false);
    QCOMPARE(shown(kept.tree), std::string("mug mug/handle lamp lamp/joint lamp/handle"));
    Example taken;
    taken.tree.remove(taken.lamp, true);
    QCOMPARE(shown(taken.tree), std::string("mug mug/handle"));
    Example clash;
    addNamed(clash.tree, "handle");
    clash.tree.remove(clash.mug, false);
    QCOMPARE(clash.tree.path(clash.mugHandle), std::string("handle 2"));
}

void SegmentTreeTest::restoringGivesTheSameTree() {
    const Example e;
    const SegmentTree again =
        SegmentTree::restore({e.tree.segments().begin(), e.tree.segments().end()});
    QCOMPARE(shown(again), shown(e.tree));
    QCOMPARE(again.nextId(), e.tree.nextId());
    const auto same = [&](SegmentId id) {
        const Segment &a = *e.tree.find(id), &b = *again.find(id);
        return a.name == b.name && a.parent == b.parent && a.color == b.color;
    };
    for (const Segment& segment : e.tree.segments())
        QVERIFY(same(segment.id));
}

void SegmentTreeTest::restoringRefusesLostParentsAndRepeatedIds() {
    Segment a, b;
    a.id = {1};
    a.name = "a";
    b.id = {2};
    b.parent = {7};
    b.name = "b";
    CLEAVE_EXPECT_ERROR(SegmentTree::restore({a, b}), "\"b\"", "7");
    b.id = {1};
    b.parent = {};
    CLEAVE_EXPECT_ERROR(SegmentTree::restore({a, b}), "\"b\"", "twice");
}

void SegmentTreeTest::coloursContrastAndStayTheSame() {
    SegmentTree tree, again;
    for (int i = 0; i < 12; ++i) {
        addNamed(tree, "s");
        addNamed(again, "s");
    }
    for (std::size_t i = 0; i < 12; ++i) {
        QCOMPARE(tree.segments()[i].color, again.segments()[i].color);
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(colorDistance(tree.segments()[i].color, tree.segments()[j].color) > 0.06);
    }
    QVERIFY(std::abs(colorDistance({0, 0, 0}, {255, 255, 255}) - 1) < 1e-6);
    Segment red;
    red.color = {255, 0, 0};
    QCOMPARE(tree.find(tree.add(red))->color, (SegmentColor{255, 0, 0}));
}

QTEST_GUILESS_MAIN(SegmentTreeTest)
#include "segment_tree_test.moc"
