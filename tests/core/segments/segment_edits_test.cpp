// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/edit_tree.h"
#include "core/segments/segment_edits.h"
#include "tests/support/expect_error.h"

#include <QTest>

using namespace cleave;

namespace {

constexpr Revision revision = 5;

std::shared_ptr<const Selection> some(std::initializer_list<std::int64_t> indices,
                                      Revision field = revision) {
    auto selection = std::make_shared<Selection>(20, field);
    for (std::int64_t i : indices)
        selection->set(i, true);
    return selection;
}

SegmentId addSegment(SegmentTree& tree,
                     const std::string& name,
                     SegmentId parent,
                     std::initializer_list<std::int64_t> indices) {
    Segment segment;
    segment.name = name;
    segment.parent = parent;
    segment.primitives = some(indices);
    return tree.add(segment);
}

/// mug 0-5 (body 0-3, handle 4-5), lamp 10-13 (arm 10-11)
struct Example {
    SegmentTree tree;
    SegmentId mug = addSegment(tree, "mug", {}, {0, 1, 2, 3, 4, 5});
    SegmentId body = addSegment(tree, "body", mug, {0, 1, 2, 3});
    SegmentId handle = addSegment(tree, "handle", mug, {4, 5});
    SegmentId lamp = addSegment(tree, "lamp", {}, {10, 11, 12, 13});
    SegmentId arm = addSegment(tree, "arm", lamp, {10, 11});
};

std::string shown(const SegmentTree& tree) {
    std::string all;
    for (const Segment& segment : tree.segments()) {
        all += (all.empty() ? "" : " ") + tree.path(segment.id) + ":";
        for (std::int64_t i : segment.primitives->indices())
            all += std::to_string(i) + ",";
        all.pop_back();
    }
    return all;
}

const std::string unchanged =
    "mug:0,1,2,3,4,5 mug/body:0,1,2,3 mug/handle:4,5 lamp:10,11,12,13 lamp/arm:10,11";

} // namespace

class SegmentEditsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lockedSegmentsDoNotChange();
    void lockedSegmentsCanBeHiddenAndUnlocked();
    void mergingTakesInPrimitivesAndChildren();
    void mergingAPartIntoAnotherObjectGrowsThatObject();
    void mergingAWholeIntoItsPartKeepsBoth();
    void mergingNeedsTwoSegments();
    void splittingDealsOutTheChildren();
    void splittingByNothingOrAllIsRefused();
    void piecesThatDoNotHangTogetherComeApart();
    void smallPiecesStayWithTheLargest();
    void reparentingGrowsTheNewSurroundings();
    void newPrimitivesKeepTheNesting();
    void deletingAWholeCanKeepItsParts();
    void isolatingHidesTheOthers();
    void segmentsOfAnotherFieldAreRefused();
    void rebuildingKeepsWhatWasMadeByHand();
    void editsByNameAreTheSame();
    void editsLeaveTheOldTreeAlone();
};

void SegmentEditsTest::lockedSegmentsDoNotChange() {
    Example e;
    e.tree = lockSegment(e.tree, e.handle, true);
    CLEAVE_EXPECT_ERROR(renameSegment(e.tree, e.handle, "ear"), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(recolorSegment(e.tree, e.handle, {1, 2, 3}), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(deleteSegments(e.tree, std::vector{e.mug}, true), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(
        mergeSegments(e.tree, std::vector{e.body, e.handle}, ""), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(splitSegment(e.tree, e.handle, *some({4})), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(splitSegment(e.tree, e.mug, *some({4})), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(reparentSegment(e.tree, e.handle, {}, -1), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(reparentSegment(e.tree, e.arm, e.handle, -1), "mug/handle", "locked");
    CLEAVE_EXPECT_ERROR(setSegmentPrimitives(e.tree, e.mug, some({0, 4})), "mug/handle", "locked");
}

void SegmentEditsTest::lockedSegmentsCanBeHiddenAndUnlocked() {
    Example e;
    e.tree = showSegment(lockSegment(e.tree, e.mug, true), e.mug, false);
    QVERIFY(!e.tree.at(e.mug).isVisible);
    QVERIFY(!lockSegment(e.tree, e.mug, false).at(e.mug).isLocked);
}

void SegmentEditsTest::mergingTakesInPrimitivesAndChildren() {
    const Example e;
    const SegmentTree merged = mergeSegments(e.tree, std::vector{e.lamp, e.mug}, "things");
    QCOMPARE(shown(merged),
             std::string("things:0,1,2,3,4,5,10,11,12,13 things/arm:10,11 things/body:0,1,2,3 "
                         "things/handle:4,5"));
    QCOMPARE(merged.at(e.lamp).method, std::string("edited"));
}

void SegmentEditsTest::mergingAPartIntoAnotherObjectGrowsThatObject() {
    const Example e;
    QCOMPARE(
        shown(mergeSegments(e.tree, std::vector{e.arm, e.handle}, "")),
        std::string("mug:0,1,2,3,4,5 mug/body:0,1,2,3 lamp:4,5,10,11,12,13 lamp/arm:4,5,10,11"));
}

void SegmentEditsTest::mergingAWholeIntoItsPartKeepsBoth() {
    const Example e;
    QCOMPARE(shown(mergeSegments(e.tree, std::vector{e.handle, e.mug}, "")),
             std::string("handle:0,1,2,3,4,5 handle/body:0,1,2,3 lamp:10,11,12,13 lamp/arm:10,11"));
    QCOMPARE(shown(mergeSegments(e.tree, std::vector{e.mug, e.handle}, "")),
             std::string("mug:0,1,2,3,4,5 mug/body:0,1,2,3 lamp:10,11,12,13 lamp/arm:10,11"));
}

void SegmentEditsTest::mergingNeedsTwoSegments() {
    const Example e;
    CLEAVE_EXPECT_ERROR(mergeSegments(e.tree, std::vector{e.mug, e.mug}, ""), "two different");
}

void SegmentEditsTest::splittingDealsOutTheChildren() {
    const Example e;
    QCOMPARE(shown(splitSegment(e.tree, e.mug, *some({3, 4, 5, 10}))),
             std::string("mug:0,1,2 mug/body:0,1,2 mug 2:3,4,5 mug 2/handle:4,5 lamp:10,11,12,13 "
                         "lamp/arm:10,11"));
}

void SegmentEditsTest::splittingByNothingOrAllIsRefused() {
    const Example e;
    CLEAVE_EXPECT_ERROR(splitSegment(e.tree, e.mug, *some({10})), "mug", "Nothing");
    CLEAVE_EXPECT_ERROR(splitSegment(e.tree, e.handle, *some({4, 5, 6})), "mug/handle", "All");
}

void SegmentEditsTest::piecesThatDoNotHangTogetherComeApart() {
    const Example e;
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(20, 3);
    for (int i = 0; i < 20; ++i)
        cloud.positions(i, 0) = static_cast<float>(i + (i >= 4 ? 10 : 0));
    cloud.revision = revision;
    QCOMPARE(shown(splitIntoPieces(e.tree, e.mug, cloud, 1.5, 0.1)),
             std::string("mug:0,1,2,3 mug/body:0,1,2,3 mug 2:4,5 mug 2/handle:4,5 lamp:10,11,12,13 "
                         "lamp/arm:10,11"));
    CLEAVE_EXPECT_ERROR(splitIntoPieces(e.tree, e.lamp, cloud, 1.5, 0.1), "lamp", "one piece");
}

void SegmentEditsTest::smallPiecesStayWithTheLargest() {
    const Example e;
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(20, 3);
    for (int i = 0; i < 20; ++i)
        cloud.positions(i, 0) = static_cast<float>(i + (i >= 5 ? 10 : 0));
    cloud.revision = revision;
    CLEAVE_EXPECT_ERROR(splitIntoPieces(e.tree, e.mug, cloud, 1.5, 0.3), "mug", "one piece");
}

void SegmentEditsTest::reparentingGrowsTheNewSurroundings() {
    const Example e;
    QCOMPARE(shown(reparentSegment(e.tree, e.arm, e.body, -1)),
             std::string("mug:0,1,2,3,4,5,10,11 mug/body:0,1,2,3,10,11 mug/body/arm:10,11 "
                         "mug/handle:4,5 lamp:10,11,12,13"));
    CLEAVE_EXPECT_ERROR(reparentSegment(e.tree, e.mug, e.body, -1), "mug/body");
}

void SegmentEditsTest::newPrimitivesKeepTheNesting() {
    const Example e;
    QCOMPARE(
        shown(setSegmentPrimitives(e.tree, e.handle, some({4, 7}))),
        std::string(
            "mug:0,1,2,3,4,5,7 mug/body:0,1,2,3 mug/handle:4,7 lamp:10,11,12,13 lamp/arm:10,11"));
    QCOMPARE(shown(setSegmentPrimitives(e.tree, e.mug, some({0, 1, 6}))),
             std::string("mug:0,1,6 mug/body:0,1 lamp:10,11,12,13 lamp/arm:10,11"));
}

void SegmentEditsTest::deletingAWholeCanKeepItsParts() {
    const Example e;
    QCOMPARE(shown(deleteSegments(e.tree, std::vector{e.lamp, e.arm}, true)),
             std::string("mug:0,1,2,3,4,5 mug/body:0,1,2,3 mug/handle:4,5"));
    QCOMPARE(shown(deleteSegments(e.tree, std::vector{e.lamp}, false)),
             std::string("mug:0,1,2,3,4,5 mug/body:0,1,2,3 mug/handle:4,5 arm:10,11"));
}

void SegmentEditsTest::isolatingHidesTheOthers() {
    const Example e;
    const SegmentTree tree = isolateSegments(e.tree, std::vector{e.handle});
    for (const Segment& segment : tree.segments())
        QCOMPARE(segment.isVisible, segment.id == e.handle || segment.id == e.mug);
}

void SegmentEditsTest::segmentsOfAnotherFieldAreRefused() {
    const Example e;
    CLEAVE_EXPECT_ERROR(
        splitSegment(e.tree, e.mug, *some({1}, revision + 1)), "mug", "another field");
}

void SegmentEditsTest::rebuildingKeepsWhatWasMadeByHand() {
    SegmentTree tree;
    const SegmentId hand = addSegment(tree, "hand", {}, {1});
    const SegmentId old = addSegment(tree, "Object 1", {}, {2, 3});
    const SegmentId locked = addSegment(tree, "Part 1.1", old, {2});
    const SegmentId gone = addSegment(tree, "Part 1.2", old, {3});
    for (const SegmentId id : {old, locked, gone}) {
        Segment segment = tree.at(id);
        segment.isBuilt = true;
        segment.isLocked = id == locked;
        tree.update(segment);
    }
    SegmentTree built;
    addSegment(built, "inside", addSegment(built, "hand", {}, {5, 6}), {5});
    const SegmentTree again = replaceBuiltSegments(tree, built);
    QCOMPARE(shown(again), std::string("hand:1 Part 1.1:2 hand 2:5,6 hand 2/inside:5"));
    QVERIFY(again.find(hand) && again.find(locked) && !again.find(gone));
    QCOMPARE(shown(replaceBuiltSegments(again, built)), shown(again));
    const SegmentTree named = renameSegment(again, again.segments().back().parent, "mug");
    QCOMPARE(shown(replaceBuiltSegments(named, built)),
             std::string("hand:1 Part 1.1:2 mug:5,6 hand 2:5,6 hand 2/inside:5"));
}

void SegmentEditsTest::editsByNameAreTheSame() {
    const Example e;
    QCOMPARE(shown(runRenameSegment(e.tree, "mug/handle", "ear")),
             shown(renameSegment(e.tree, e.handle, "ear")));
    QCOMPARE(shown(runMergeSegments(e.tree, std::vector<std::string>{"mug", "lamp"}, "all")),
             shown(mergeSegments(e.tree, std::vector{e.mug, e.lamp}, "all")));
    QCOMPARE(shown(runDeleteSegments(e.tree, std::vector<std::string>{"lamp"}, true)),
             shown(deleteSegments(e.tree, std::vector{e.lamp}, true)));
    QCOMPARE(shown(runReparentSegments(e.tree, std::vector<std::string>{"arm"}, "mug")),
             shown(reparentSegment(e.tree, e.arm, e.mug, -1)));
    QCOMPARE(shown(runReparentSegments(e.tree, std::vector<std::string>{"arm"}, "/")),
             shown(reparentSegment(e.tree, e.arm, {}, -1)));
    CLEAVE_EXPECT_ERROR(runRenameSegment(e.tree, "lamb", "x"), "lamb", "lamp");
    CLEAVE_EXPECT_ERROR(
        runReparentSegments(e.tree, std::vector<std::string>{"arm"}, "mugg"), "mugg", "mug");
}

void SegmentEditsTest::editsLeaveTheOldTreeAlone() {
    const Example e;
    splitSegment(e.tree, e.mug, *some({4, 5}));
    setSegmentPrimitives(e.tree, e.mug, some({0}));
    QCOMPARE(shown(e.tree), unchanged);
}

QTEST_GUILESS_MAIN(SegmentEditsTest)
#include "segment_edits_test.moc"
