// SPDX-License-Identifier: Apache-2.0
#include "core/segments/tree_from_groups.h"

#include <QTest>

#include <numeric>

using namespace cleave;

namespace {

constexpr std::int64_t count = 400;

MaskGroup group(std::int32_t begin, std::int32_t end, float support, float share = 0.9f) {
    MaskGroup made;
    made.primitives.resize(static_cast<std::size_t>(end - begin));
    std::iota(made.primitives.begin(), made.primitives.end(), begin);
    made.shares.assign(made.primitives.size(), share);
    made.support = made.agreement = support;
    made.agreeing = 6;
    made.seeing = 8;
    return made;
}

/// Primitives in a row; each has the two before and the two after it as neighbours.
PrimitiveGraph row() {
    PrimitiveGraph graph;
    graph.revision = 7;
    graph.neighbors = kernels::Array<std::int32_t, 2>(count, 4);
    graph.neighbors.fill(-1);
    for (std::int32_t i = 0; i < count; ++i)
        for (std::int32_t k = 0, n = i - 2; n <= i + 2; ++n)
            if (n != i && n >= 0 && n < count)
                graph.neighbors(i, k++) = n;
    return graph;
}

/// "Object 1: 0-100" and so on, one a line.
std::string told(const SegmentTree& tree) {
    std::string text;
    for (const Segment& segment : tree.segments()) {
        text += segment.name + ":";
        for (std::int64_t i = 0, begin = -1; i <= count; ++i) {
            const bool isIn = i < count && segment.primitives->contains(i);
            if (isIn && begin < 0)
                begin = i;
            if (!isIn && begin >= 0) {
                text += " " + std::to_string(begin) + "-" + std::to_string(i);
                begin = -1;
            }
        }
        text += "\n";
    }
    return text;
}

std::string treeOf(std::vector<MaskGroup> groups, int levels = 3) {
    std::stable_sort(groups.begin(), groups.end(), [](const MaskGroup& a, const MaskGroup& b) {
        return a.primitives.size() > b.primitives.size();
    });
    Progress progress;
    BuildTreeParams params;
    params.levels = levels;
    return told(treeFromGroups(groups, row(), params, progress));
}

} // namespace

class TreeFromGroupsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nestedGroupsBecomeParentAndChild();
    void partsLeaveTheRestAsAPart();
    void levelsLimitTheDepth();
    void siblingsShareOutWhatBothClaim();
    void whatContradictsTheBetterSupportedIsLeftOut();
    void masksMergedByChanceAreLeftOut();
    void gapsInsideAnObjectAreItsOwn();
    void fewPhotosMakeNoSegment();
};

void TreeFromGroupsTest::nestedGroupsBecomeParentAndChild() {
    QCOMPARE(treeOf({group(0, 100, 9), group(0, 95, 8), group(10, 20, 5), group(200, 300, 9)}),
             std::string("Object 1: 0-100\nPart 1.1: 0-10 20-100\nPart 1.2: 10-20\nObject 2: "
                         "200-300\n"));
}

void TreeFromGroupsTest::partsLeaveTheRestAsAPart() {
    QCOMPARE(treeOf({group(0, 100, 9), group(0, 60, 5)}),
             std::string("Object 1: 0-100\nPart 1.1: 0-60\nPart 1.2: 60-100\n"));
    QCOMPARE(treeOf({group(0, 100, 9), group(0, 50, 5), group(50, 96, 5)}),
             std::string("Object 1: 0-100\nPart 1.1: 0-50\nPart 1.2: 50-96\n"));
}

void TreeFromGroupsTest::levelsLimitTheDepth() {
    const std::vector<MaskGroup> groups = {group(0, 200, 9), group(0, 100, 8), group(0, 50, 7)};
    QCOMPARE(treeOf(groups, 1), std::string("Object 1: 0-200\n"));
    QCOMPARE(treeOf(groups, 2),
             std::string("Object 1: 0-200\nPart 1.1: 0-100\nPart 1.2: 100-200\n"));
    QVERIFY(treeOf(groups, 3).find("Part 1.1.1: 0-50\n") != std::string::npos);
}

void TreeFromGroupsTest::siblingsShareOutWhatBothClaim() {
    QCOMPARE(treeOf({group(0, 105, 9, 0.7f), group(95, 200, 9, 0.9f)}),
             std::string("Object 1: 95-200\nObject 2: 0-95\n"));
}

void TreeFromGroupsTest::whatContradictsTheBetterSupportedIsLeftOut() {
    QCOMPARE(treeOf({group(0, 100, 9), group(50, 150, 5)}), std::string("Object 1: 0-100\n"));
}

void TreeFromGroupsTest::masksMergedByChanceAreLeftOut() {
    QCOMPARE(treeOf({group(0, 200, 1), group(0, 100, 9), group(100, 200, 9)}),
             std::string("Object 1: 0-100\nObject 2: 100-200\n"));
}

void TreeFromGroupsTest::gapsInsideAnObjectAreItsOwn() {
    MaskGroup cup = group(0, 100, 9);
    cup.primitives.erase(cup.primitives.begin() + 50);
    cup.shares.pop_back();
    QCOMPARE(treeOf({cup}), std::string("Object 1: 0-100\n"));
}

void TreeFromGroupsTest::fewPhotosMakeNoSegment() {
    MaskGroup shadow = group(200, 300, 9);
    shadow.agreeing = 2;
    QCOMPARE(treeOf({group(0, 100, 9), shadow}), std::string("Object 1: 0-100\n"));
}

QTEST_GUILESS_MAIN(TreeFromGroupsTest)
#include "tree_from_groups_test.moc"
