// SPDX-License-Identifier: Apache-2.0
#include "core/selection/selection_edits.h"

#include <QTest>

#include <random>
#include <vector>

using namespace cleave;

namespace {

/// Primitives on a line, one scene unit apart; clouds of one revision.
PrimitiveCloud lineOf(int count) {
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(count, 3);
    cloud.extents = kernels::Array<float, 1>(count);
    cloud.opacities = kernels::Array<float, 1>(count);
    for (int i = 0; i < count; ++i)
        cloud.positions(i, 0) = static_cast<float>(i);
    cloud.revision = 42;
    return cloud;
}

Selection selected(int count, const std::vector<std::int64_t>& members, Revision revision = 42) {
    Selection selection(count, revision);
    for (std::int64_t member : members)
        selection.set(member, true);
    return selection;
}

Selection randomSelection(int count, unsigned seed) {
    std::mt19937 random(seed);
    Selection selection(count, 42);
    for (int i = 0; i < count; ++i)
        selection.set(i, random() & 1);
    return selection;
}

using Members = std::vector<std::int64_t>;

} // namespace

class SelectionEditsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void raisingTheThresholdNeverAddsPrimitives();
    void algebraFollowsItsLaws();
    void pruningMatchesTheCountersOfSaga();
    void invertingKeepsTheUnusedBitsClear();
    void growingReachesTheDistanceAndNoFurther();
    void shrinkingPeelsTheBorder();
    void islandsSmallerThanTheShareGo();
    void enclosedHolesAreFilledAndOthersNot();
    void smoothingFollowsTheMajority();
    void typicalSpacingIsAFewNeighborDistances();
    void selectionsOfAnotherFieldRevisionAreRefused();
};

void SelectionEditsTest::raisingTheThresholdNeverAddsPrimitives() {
    std::mt19937 random(3);
    kernels::Array<float, 1> similarity(1000);
    for (float& value : similarity)
        value = static_cast<float>(random() % 1000) / 1000;
    Selection last = selectAbove(similarity, -1, 42);
    QCOMPARE(last.count(), std::int64_t{1000});
    for (float threshold = 0; threshold <= 1; threshold += 0.1f) {
        const Selection next = selectAbove(similarity, threshold, 42);
        QVERIFY(subtract(next, last).isEmpty());
        QVERIFY(next.count() < last.count());
        last = next;
    }
}

void SelectionEditsTest::algebraFollowsItsLaws() {
    const Selection a = randomSelection(200, 1), b = randomSelection(200, 2);
    QVERIFY(invert(unite(a, b)) == intersect(invert(a), invert(b)));
    QVERIFY(subtract(a, b) == intersect(a, invert(b)));
    QVERIFY(unite(subtract(a, b), intersect(a, b)) == a);
    QVERIFY(invert(invert(a)) == a);
    QVERIFY(unite(a, a) == a && intersect(a, a) == a && subtract(a, a).isEmpty());
}

/// Check vector S10 of SAGA: it counts per primitive how many prunings it survived and keeps those
/// at the highest count; that is the intersection of all answers, and rolling back is dropping one.
void SelectionEditsTest::pruningMatchesTheCountersOfSaga() {
    const std::vector<Selection> answers = {
        selected(6, {0, 1, 3, 4}), // of all six: 110110
        selected(6, {0, 3}),       // of the four left, the first and the third
    };
    const auto counters = [&](std::size_t prunings) {
        std::vector<int> counts(6, 1);
        for (std::size_t k = 0; k < prunings; ++k)
            for (const std::int64_t i : answers[k].indices())
                ++counts[static_cast<std::size_t>(i)];
        return counts;
    };
    QCOMPARE(counters(1), (std::vector<int>{2, 2, 1, 2, 2, 1}));
    QCOMPARE(counters(2), (std::vector<int>{3, 2, 1, 3, 2, 1}));
    const Selection first = intersect(invert(Selection(6, 42)), answers[0]);
    const Selection second = intersect(first, answers[1]);
    QCOMPARE(first.indices(), (Members{0, 1, 3, 4}));
    QCOMPARE(second.indices(), (Members{0, 3}));
    for (int i = 0; i < 6; ++i) {
        QCOMPARE(first.contains(i), counters(1)[static_cast<std::size_t>(i)] == 2);
        QCOMPARE(second.contains(i), counters(2)[static_cast<std::size_t>(i)] == 3);
    }
}

void SelectionEditsTest::invertingKeepsTheUnusedBitsClear() {
    QCOMPARE(invert(Selection(70, 42)).count(), std::int64_t{70});
    QCOMPARE(invert(Selection(64, 42)).count(), std::int64_t{64});
    QCOMPARE(invert(Selection(0, 42)).count(), std::int64_t{0});
}

void SelectionEditsTest::growingReachesTheDistanceAndNoFurther() {
    const PrimitiveCloud cloud = lineOf(20);
    QCOMPARE(grow(selected(20, {10}), cloud, 2.5).indices(), (Members{8, 9, 10, 11, 12}));
    QCOMPARE(grow(selected(20, {10}), cloud, 0).indices(), (Members{10}));
    QVERIFY(grow(Selection(20, 42), cloud, 5).isEmpty());
}

void SelectionEditsTest::shrinkingPeelsTheBorder() {
    const PrimitiveCloud cloud = lineOf(20);
    QCOMPARE(shrink(selected(20, {4, 5, 6, 7, 8, 12}), cloud, 1).indices(), (Members{5, 6, 7}));
    QCOMPARE(shrink(invert(Selection(20, 42)), cloud, 3).count(), std::int64_t{20});
}

void SelectionEditsTest::islandsSmallerThanTheShareGo() {
    const PrimitiveCloud cloud = lineOf(30);
    const Selection selection = selected(30, {0, 1, 2, 3, 10, 11, 20});
    QCOMPARE(removeIslands(selection, cloud, 1.1, 0.5).indices(), (Members{0, 1, 2, 3, 10, 11}));
    QCOMPARE(removeIslands(selection, cloud, 1.1, 1).indices(), (Members{0, 1, 2, 3}));
    QVERIFY(removeIslands(selection, cloud, 1.1, 0) == selection);
    QVERIFY(removeIslands(selection, cloud, 9.5, 1) == selection);
}

void SelectionEditsTest::enclosedHolesAreFilledAndOthersNot() {
    const PrimitiveCloud cloud = lineOf(30);
    // 5 is a hole of one; 9 and 10 are one of two; 0 to 2 and 14 to 29 are large outsides.
    const Selection selection = selected(30, {3, 4, 6, 7, 8, 11, 12, 13});
    QCOMPARE(fillHoles(selection, cloud, 1.1, 0.2).indices(),
             (Members{3, 4, 5, 6, 7, 8, 11, 12, 13}));
    QCOMPARE(fillHoles(selection, cloud, 1.1, 0.3).indices(),
             (Members{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}));
    // A far piece that touches nothing is no hole.
    PrimitiveCloud apart = lineOf(30);
    apart.positions(29, 0) = 1000;
    QVERIFY(!fillHoles(selection, apart, 1.1, 0.3).contains(29));
}

void SelectionEditsTest::smoothingFollowsTheMajority() {
    const PrimitiveCloud cloud = lineOf(20);
    const Selection smoothed = smooth(selected(20, {2, 8, 9, 11, 12}), cloud, 4);
    QVERIFY(!smoothed.contains(2));
    QVERIFY(smoothed.contains(10));
}

void SelectionEditsTest::typicalSpacingIsAFewNeighborDistances() {
    const double spacing = typicalSpacing(lineOf(100));
    QVERIFY(spacing > 2 && spacing < 8);
    QCOMPARE(typicalSpacing(lineOf(1)), 0.0);
}

void SelectionEditsTest::selectionsOfAnotherFieldRevisionAreRefused() {
    const Selection mine = selected(20, {1}), foreign = selected(20, {1}, 43),
                    shorter = selected(19, {1});
    const PrimitiveCloud cloud = lineOf(20);
    QVERIFY_EXCEPTION_THROWN(unite(mine, foreign), BrokenPromise);
    QVERIFY_EXCEPTION_THROWN(subtract(mine, foreign), BrokenPromise);
    QVERIFY_EXCEPTION_THROWN(intersect(mine, shorter), BrokenPromise);
    QVERIFY_EXCEPTION_THROWN(grow(foreign, cloud, 1), BrokenPromise);
    QVERIFY_EXCEPTION_THROWN(smooth(shorter, cloud, 3), BrokenPromise);
}

QTEST_GUILESS_MAIN(SelectionEditsTest)
#include "selection_edits_test.moc"
