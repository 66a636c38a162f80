// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/clustering/condensed_tree.h"
#include "kernels/clustering/connected_components.h"
#include "kernels/clustering/merge_regions.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <set>

using namespace cleave::kernels;

namespace {

struct Graph {
    Array<float, 2> features;
    Array<float, 1> masses;
    Array<std::int32_t, 2> edges;
};

Graph randomGraph(int regions, int edgeCount, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Graph graph{Array<float, 2>(regions, 4),
                Array<float, 1>(regions),
                Array<std::int32_t, 2>(edgeCount, 2)};
    for (float& x : graph.features)
        x = normal(random);
    for (float& m : graph.masses)
        m = static_cast<float>(1 + random() % 5);
    for (int e = 0; e < edgeCount; ++e)
        for (int side = 0; side < 2; ++side)
            graph.edges(e, side) =
                static_cast<std::int32_t>(random() % static_cast<unsigned>(regions));
    return graph;
}

/// Agglomeration as its definition says: look at all neighbour pairs, join the cheapest, again.
std::vector<std::set<int>>
referenceGroups(const Graph& graph, double fragmentMass, std::vector<double>& heights) {
    struct Group {
        std::set<int> members;
        std::vector<double> sum;
        double mass, height;
    };

    std::vector<Group> groups;
    for (int r = 0; r < graph.masses.count(); ++r) {
        std::vector<double> sum;
        for (int d = 0; d < graph.features.size(1); ++d)
            sum.push_back(graph.features(r, d) * graph.masses(r));
        groups.push_back({{r}, sum, graph.masses(r), 0});
    }
    const auto touch = [&](const Group& a, const Group& b) {
        for (int e = 0; e < graph.edges.size(0); ++e) {
            const int x = graph.edges(e, 0), y = graph.edges(e, 1);
            if ((a.members.contains(x) && b.members.contains(y)) ||
                (a.members.contains(y) && b.members.contains(x)))
                return true;
        }
        return false;
    };
    const auto apart = [](const Group& a, const Group& b) {
        double dot = 0, x = 0, y = 0;
        for (std::size_t d = 0; d < a.sum.size(); ++d)
            dot += a.sum[d] * b.sum[d], x += a.sum[d] * a.sum[d], y += b.sum[d] * b.sum[d];
        return 1 - dot / std::sqrt(x * y);
    };
    std::vector<std::set<int>> made;
    while (true) {
        double bestCost = 1e30;
        std::size_t bestA = 0, bestB = 0;
        for (std::size_t a = 0; a < groups.size(); ++a)
            for (std::size_t b = a + 1; b < groups.size(); ++b) {
                if (!touch(groups[a], groups[b]))
                    continue;
                const double smaller = std::min(groups[a].mass, groups[b].mass);
                const double cost =
                    apart(groups[a], groups[b]) * smaller / (smaller + fragmentMass);
                if (cost < bestCost)
                    bestCost = cost, bestA = a, bestB = b;
            }
        if (bestCost == 1e30)
            return made;
        Group& a = groups[bestA];
        Group& b = groups[bestB];
        a.height = std::max({apart(a, b), a.height, b.height});
        a.members.insert(b.members.begin(), b.members.end());
        for (std::size_t d = 0; d < a.sum.size(); ++d)
            a.sum[d] += b.sum[d];
        a.mass += b.mass;
        made.push_back(a.members);
        heights.push_back(a.height);
        groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(bestB));
    }
}

/// A dendrogram of two clear clusters {0,1,2} and {3,4,5}, and region 6 that joins the first late.
struct Clear {
    Array<float, 1> masses{7};
    std::vector<RegionMerge> merges = {{0, 1, 0.1f, 2},
                                       {7, 2, 0.1f, 3},
                                       {3, 4, 0.2f, 2},
                                       {9, 5, 0.2f, 3},
                                       {8, 6, 0.5f, 4},
                                       {11, 10, 0.9f, 7}};

    Clear() { masses.fill(1); }
};

} // namespace

class MergeRegionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomGraphsMergeAsTheDefinitionSays_data();
    void randomGraphsMergeAsTheDefinitionSays();
    void heightsNeverFallAndMassesAddUp();
    void regionsThatDoNotTouchNeverMerge();
    void similarRegionsStayWithinTheirLimit();
    void fragmentsAreNoSplits();
    void stabilityIsMassTimesPersistence();
    void theMostStableAntichainIsFound();
};

void MergeRegionsTest::randomGraphsMergeAsTheDefinitionSays_data() {
    QTest::addColumn<float>("fragmentMass");
    QTest::newRow("by dissimilarity") << 0.0f;
    QTest::newRow("fragments first") << 3.0f;
}

void MergeRegionsTest::randomGraphsMergeAsTheDefinitionSays() {
    QFETCH(const float, fragmentMass);
    for (unsigned seed = 0; seed < 12; ++seed) {
        const Graph graph = randomGraph(24, 30 + 5 * static_cast<int>(seed), seed);
        std::vector<double> heights;
        const std::vector<std::set<int>> expected = referenceGroups(graph, fragmentMass, heights);
        const std::vector<RegionMerge> merges =
            mergeRegions(graph.features, graph.masses, graph.edges, {fragmentMass, {}});
        QCOMPARE(merges.size(), expected.size());
        for (std::size_t m = 0; m < merges.size(); ++m) {
            const std::vector<std::int32_t> leaves =
                leavesUnder(static_cast<std::int32_t>(24 + m), 24, merges);
            QCOMPARE(std::set<int>(leaves.begin(), leaves.end()), expected[m]);
            QVERIFY(std::abs(merges[m].height - heights[m]) < 1e-5);
        }
    }
}

void MergeRegionsTest::heightsNeverFallAndMassesAddUp() {
    const Graph graph = randomGraph(200, 900, 3);
    const std::vector<RegionMerge> merges =
        mergeRegions(graph.features, graph.masses, graph.edges, {2.0f, {}});
    const auto mass = [&](std::int32_t n) {
        return n < 200 ? graph.masses(n) : merges[static_cast<std::size_t>(n - 200)].mass;
    };
    for (const RegionMerge& merge : merges) {
        for (const std::int32_t child : {merge.a, merge.b})
            if (child >= 200)
                QVERIFY(merge.height >= merges[static_cast<std::size_t>(child - 200)].height);
        QCOMPARE(merge.mass, mass(merge.a) + mass(merge.b));
    }
}

void MergeRegionsTest::regionsThatDoNotTouchNeverMerge() {
    Graph graph = randomGraph(6, 2, 1);
    graph.features.fill(1);
    graph.edges(0, 0) = 0, graph.edges(0, 1) = 1;
    graph.edges(1, 0) = 4, graph.edges(1, 1) = -1;
    const std::vector<RegionMerge> merges =
        mergeRegions(graph.features, graph.masses, graph.edges, {});
    QCOMPARE(merges.size(), std::size_t{1});
    QCOMPARE(merges[0].a, 0);
    QCOMPARE(merges[0].b, 1);
    QVERIFY(
        mergeRegions(Array<float, 2>(0, 4), Array<float, 1>(0), Array<std::int32_t, 2>(0, 2), {})
            .empty());
}

void MergeRegionsTest::similarRegionsStayWithinTheirLimit() {
    const Graph graph = randomGraph(150, 900, 9);
    Array<std::int32_t, 1> labels(150);
    for (const float limit : {0.0f, 0.2f, 2.0f}) {
        const std::int64_t count =
            similarRegions(graph.features, graph.masses, graph.edges, limit, labels);
        QCOMPARE(*std::max_element(labels.begin(), labels.end()) + 1,
                 static_cast<std::int32_t>(count));
        if (limit == 0.2f)
            QVERIFY(count > 5 && count < 150);
        if (limit == 2.0f) {
            Array<std::int32_t, 1> components(150);
            QCOMPARE(count, connectedComponents(graph.edges, components));
        }
    }
}

void MergeRegionsTest::fragmentsAreNoSplits() {
    const Clear clear;
    const std::vector<CondensedCluster> clusters = condenseTree(clear.masses, clear.merges, 2, 1);
    QCOMPARE(clusters.size(), std::size_t{3});
    QCOMPARE(clusters[0].parent, -1);
    QCOMPARE(clusters[0].death, 0.9f);
    QCOMPARE(clusters[1].node, 11);
    QCOMPARE(clusters[1].mass, 4.0);
    QVERIFY(clusters[1].children.empty());
    QVERIFY(condenseTree(clear.masses, clear.merges, 8, 1).empty());
}

void MergeRegionsTest::stabilityIsMassTimesPersistence() {
    const Clear clear;
    const std::vector<CondensedCluster> clusters = condenseTree(clear.masses, clear.merges, 2, 1);
    QVERIFY(std::abs(clusters[0].stability - 7 * (1 - 0.9)) < 1e-5);
    // Region 6 leaves at 0.5, region 2 at 0.1, the last two at 0.1.
    QVERIFY(std::abs(clusters[1].stability - ((0.9 - 0.5) + 3 * (0.9 - 0.1))) < 1e-5);
    QVERIFY(std::abs(clusters[2].stability - 3 * (0.9 - 0.2)) < 1e-5);
}

void MergeRegionsTest::theMostStableAntichainIsFound() {
    const Graph graph = randomGraph(60, 300, 4);
    const std::vector<RegionMerge> merges =
        mergeRegions(graph.features, graph.masses, graph.edges, {});
    const std::vector<CondensedCluster> clusters = condenseTree(graph.masses, merges, 6, 1);
    QVERIFY(clusters.size() > 6 && clusters.size() < 40);
    const std::function<double(std::int32_t)> best = [&](std::int32_t c) {
        const CondensedCluster& cluster = clusters[static_cast<std::size_t>(c)];
        double below = 0;
        for (const std::int32_t child : cluster.children)
            below += best(child);
        return std::max(cluster.stability, below);
    };
    double expected = 0, found = 0;
    for (std::int32_t c = 0; c < static_cast<std::int32_t>(clusters.size()); ++c)
        if (clusters[static_cast<std::size_t>(c)].parent < 0)
            expected += best(c);
    const std::vector<std::int32_t> chosen = mostStableClusters(clusters, -1);
    std::set<std::int32_t> covered;
    for (const std::int32_t c : chosen) {
        found += clusters[static_cast<std::size_t>(c)].stability;
        for (const std::int32_t leaf :
             leavesUnder(clusters[static_cast<std::size_t>(c)].node, 60, merges))
            QVERIFY(covered.insert(leaf).second);
    }
    QVERIFY(std::abs(found - expected) < 1e-4);
    for (const std::int32_t c : mostStableClusters(clusters, 0))
        QVERIFY(c != 0);
}

QTEST_GUILESS_MAIN(MergeRegionsTest)
#include "merge_regions_test.moc"
