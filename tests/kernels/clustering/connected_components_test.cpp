// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/clustering/connected_components.h"

#include <QTest>

#include <map>
#include <random>

using namespace cleave::kernels;

namespace {

/// The obvious way: spread the smallest label until nothing changes.
std::vector<int> reference(int nodeCount, const std::vector<std::pair<int, int>>& edges) {
    std::vector<int> label(static_cast<std::size_t>(nodeCount));
    for (int i = 0; i < nodeCount; ++i)
        label[static_cast<std::size_t>(i)] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (auto [a, b] : edges) {
            int &x = label[static_cast<std::size_t>(a)], &y = label[static_cast<std::size_t>(b)];
            if (x != y)
                x = y = std::min(x, y), changed = true;
        }
    }
    std::map<int, int> number;
    for (int& l : label)
        l = number.try_emplace(l, static_cast<int>(number.size())).first->second;
    return label;
}

} // namespace

class ConnectedComponentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomGraphsAgreeWithTheReference();
    void nodesWithoutEdgesStandAlone();
    void missingNeighboursAreSkipped();
    void setsCountTheirMembers();
};

void ConnectedComponentsTest::randomGraphsAgreeWithTheReference() {
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        const int nodes = 60, edgeCount = 10 + 3 * round;
        std::vector<std::pair<int, int>> list;
        Array<std::int32_t, 2> edges(edgeCount, 2);
        for (int e = 0; e < edgeCount; ++e) {
            list.emplace_back(random() % nodes, random() % nodes);
            edges(e, 0) = list.back().first;
            edges(e, 1) = list.back().second;
        }
        Array<std::int32_t, 1> labels(nodes);
        const std::int64_t count = connectedComponents(edges, labels);
        const std::vector<int> expected = reference(nodes, list);
        QCOMPARE(count, std::int64_t{*std::max_element(expected.begin(), expected.end()) + 1});
        for (int i = 0; i < nodes; ++i)
            QCOMPARE(labels(i), expected[static_cast<std::size_t>(i)]);
    }
}

void ConnectedComponentsTest::nodesWithoutEdgesStandAlone() {
    Array<std::int32_t, 1> labels(3), none(0);
    QCOMPARE(connectedComponents(Array<std::int32_t, 2>(0, 2), labels), std::int64_t{3});
    QCOMPARE(labels(2), 2);
    QCOMPARE(connectedComponents(Array<std::int32_t, 2>(0, 2), none), std::int64_t{0});
}

void ConnectedComponentsTest::missingNeighboursAreSkipped() {
    Array<std::int32_t, 2> edges(2, 2);
    edges(0, 0) = 0, edges(0, 1) = -1;
    edges(1, 0) = 2, edges(1, 1) = 1;
    Array<std::int32_t, 1> labels(3);
    QCOMPARE(connectedComponents(edges, labels), std::int64_t{2});
    QCOMPARE(labels(1), labels(2));
}

void ConnectedComponentsTest::setsCountTheirMembers() {
    DisjointSets sets(5);
    QVERIFY(sets.join(4, 3));
    QVERIFY(sets.join(3, 1));
    QVERIFY(!sets.join(1, 4));
    QCOMPARE(sets.find(4), std::int64_t{1});
    QCOMPARE(sets.sizeOf(3), std::int64_t{3});
    QCOMPARE(sets.sizeOf(0), std::int64_t{1});
}

QTEST_GUILESS_MAIN(ConnectedComponentsTest)
#include "connected_components_test.moc"
