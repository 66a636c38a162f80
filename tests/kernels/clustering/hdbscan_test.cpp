// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/clustering/hdbscan.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <vector>

using namespace cleave;
using namespace cleave::kernels;

namespace {

using Points = std::vector<std::vector<double>>;
using Members = std::set<int>;

/// HDBSCAN in its plainest words, over single points: a cluster is a component of the graph of
/// reachability below a distance; as the distance falls it loses points, splits or ends.
class Reference {
public:
    struct Cluster {
        Members members;
        double birth, stability = 0; ///< lambda
        std::vector<int> children;
    };

    Reference(const Points& points, int samples, int size) : size_(static_cast<std::size_t>(size)) {
        const auto count = static_cast<int>(points.size());
        reach_.assign(points.size(), std::vector<double>(points.size()));
        std::vector<double> core;
        for (int i = 0; i < count; ++i) {
            std::vector<double> row;
            for (int j = 0; j < count; ++j)
                row.push_back(reach_[i][j] = distance(points[i], points[j]));
            std::sort(row.begin(), row.end());
            core.push_back(row[std::min(samples, count) - 1]);
        }
        for (int i = 0; i < count; ++i)
            for (int j = 0; j < count; ++j)
                reach_[i][j] = std::max({reach_[i][j], core[i], core[j], 1e-4});
        Members all;
        for (int i = 0; i < count; ++i)
            all.insert(i);
        clusters.push_back({all, 0, 0, {}});
        for (std::size_t c = 0; c < clusters.size(); ++c)
            follow(c);
    }

    /// The greatest sum of stability below the root.
    std::vector<Members> selected() const {
        std::vector<Members> chosen;
        for (const int child : clusters[0].children)
            choose(child, chosen);
        return chosen;
    }

    std::vector<Cluster> clusters;

private:
    static double distance(const std::vector<double>& a, const std::vector<double>& b) {
        double squared = 0;
        for (std::size_t d = 0; d < a.size(); ++d)
            squared += (a[d] - b[d]) * (a[d] - b[d]);
        return std::sqrt(squared);
    }

    std::vector<Members> components(const Members& members, double below) const {
        std::vector<Members> result;
        Members open = members;
        while (!open.empty()) {
            Members found, pending = {*open.begin()};
            while (!pending.empty()) {
                const int i = *pending.begin();
                pending.erase(pending.begin());
                open.erase(i);
                found.insert(i);
                for (const int j : open)
                    if (reach_[i][j] < below)
                        pending.insert(j);
            }
            result.push_back(found);
        }
        return result;
    }

    void follow(std::size_t c) {
        Members members = clusters[c].members;
        while (!members.empty()) {
            // The distance from which on the members no longer hang together.
            std::vector<double> distances;
            for (const int i : members)
                for (const int j : members)
                    if (i < j)
                        distances.push_back(reach_[i][j]);
            std::sort(distances.begin(), distances.end());
            double at = distances.front();
            for (std::size_t low = 0, high = distances.size(); low < high;) {
                const std::size_t middle = (low + high) / 2;
                if (components(members, distances[middle]).size() > 1) {
                    at = distances[middle];
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            std::vector<Members> large;
            std::size_t kept = 0;
            for (const Members& part : components(members, at))
                if (part.size() >= size_) {
                    large.push_back(part);
                    kept += part.size();
                }
            const bool ends = large.size() != 1;
            clusters[c].stability += (1 / at - clusters[c].birth) *
                                     static_cast<double>(members.size() - (ends ? 0 : kept));
            if (!ends) {
                members = large.front();
                continue;
            }
            for (const Members& part : large) {
                clusters[c].children.push_back(static_cast<int>(clusters.size()));
                clusters.push_back({part, 1 / at, 0, {}});
            }
            return;
        }
    }

    double best(int c) const {
        double below = 0;
        for (const int child : clusters[c].children)
            below += best(child);
        return std::max(below, clusters[c].stability);
    }

    void choose(int c, std::vector<Members>& chosen) const {
        if (best(c) > clusters[c].stability)
            for (const int child : clusters[c].children)
                choose(child, chosen);
        else
            chosen.push_back(clusters[c].members);
    }

    std::vector<std::vector<double>> reach_;
    std::size_t size_;
};

/// Heaps of different density, two of them close together, and strays.
Points heaps(unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> anywhere(-3, 9);
    const double centers[4][3] = {{0, 0, 0}, {0.9, 0, 0.3}, {5, 1, 0}, {2, 6, 2}},
                 spreads[4] = {0.15, 0.2, 0.6, 0.3};
    Points points;
    for (int h = 0; h < 4; ++h)
        for (int i = 0; i < 24; ++i) {
            points.emplace_back();
            for (int d = 0; d < 3; ++d)
                points.back().push_back(centers[h][d] + spreads[h] * normal(random));
        }
    for (int i = 0; i < 8; ++i)
        points.push_back({anywhere(random), anywhere(random), anywhere(random)});
    return points;
}

Array<float, 2> featuresOf(const Points& points) {
    Array<float, 2> features(points.size(), points.front().size());
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t d = 0; d < points[i].size(); ++d)
            features(i, d) = static_cast<float>(points[i][d]);
    return features;
}

/// As the kernel sees them.
Points rounded(Points points) {
    for (auto& point : points)
        for (double& x : point)
            x = static_cast<float>(x);
    return points;
}

Array<float, 1> ones(std::int64_t count) {
    Array<float, 1> masses(count);
    masses.fill(1);
    return masses;
}

std::set<Members>
membersOf(const HdbscanTree& tree, const std::vector<std::int32_t>& chosen, std::int64_t count) {
    Array<std::int32_t, 1> labels(count);
    labelClusters(tree, chosen, labels);
    std::map<int, Members> byLabel;
    for (int i = 0; i < count; ++i)
        if (labels(i) >= 0)
            byLabel[labels(i)].insert(i);
    std::set<Members> result;
    for (const auto& [label, members] : byLabel)
        result.insert(members);
    return result;
}

} // namespace

class HdbscanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() {
        setSimdTarget(SimdTarget::Avx512);
        setThreadCount(0);
    }

    void clustersEqualThePlainAlgorithm_data();
    void clustersEqualThePlainAlgorithm();
    void aHeavyPointIsAsManyPoints();
    void joinsAreAscendingAndHoldEverything();
    void coarserChoicesHoldFinerOnes();
    void strayPointsAreNoise();
    void fewerThanAClusterGiveNone();
    void equalPointsAreOneCluster();
    void threadsDoNotChangeTheTree();
};

void HdbscanTest::clustersEqualThePlainAlgorithm_data() {
    tests::addSimdTargets();
}

void HdbscanTest::clustersEqualThePlainAlgorithm() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (unsigned seed = 1; seed <= 6; ++seed)
        for (const auto& [samples, size] : {std::pair{1, 5}, {4, 5}, {6, 10}}) {
            const Points points = heaps(seed);
            const auto count = static_cast<std::int64_t>(points.size());
            const HdbscanTree tree =
                hdbscanTree(featuresOf(points),
                            ones(count),
                            {.minimumSamples = double(samples), .minimumMass = double(size)});
            const Reference expected(rounded(points), samples, size);
            QCOMPARE(tree.clusters.size(), expected.clusters.size());
            std::vector<double> stabilities, expectedStabilities;
            for (const CondensedCluster& cluster : tree.clusters)
                stabilities.push_back(cluster.stability);
            for (const auto& cluster : expected.clusters)
                expectedStabilities.push_back(cluster.stability);
            std::sort(stabilities.begin(), stabilities.end());
            std::sort(expectedStabilities.begin(), expectedStabilities.end());
            for (std::size_t c = 0; c < stabilities.size(); ++c)
                QVERIFY(std::abs(stabilities[c] - expectedStabilities[c]) <=
                        1e-3 * (1 + std::abs(expectedStabilities[c])));
            const std::vector<Members> selected = expected.selected();
            QVERIFY(!selected.empty());
            // Points at equal reachability from two clusters have no order of their own.
            const std::set<Members> found = membersOf(tree, lastingClusters(tree, 0, 0), count);
            QCOMPARE(found.size(), selected.size());
            for (const Members& members : selected)
                QVERIFY(std::any_of(found.begin(), found.end(), [&](const Members& other) {
                    Members differing;
                    std::set_symmetric_difference(members.begin(),
                                                  members.end(),
                                                  other.begin(),
                                                  other.end(),
                                                  std::inserter(differing, differing.end()));
                    return differing.size() <= (samples == 1 ? 0u : 2u);
                }));
        }
}

void HdbscanTest::aHeavyPointIsAsManyPoints() {
    const Points points = heaps(9);
    Points copies;
    Array<float, 1> masses(points.size());
    std::vector<int> pointOf;
    for (std::size_t i = 0; i < points.size(); ++i) {
        masses(i) = static_cast<float>(1 + i % 4);
        for (int k = 0; k < masses(i); ++k) {
            copies.push_back(points[i]);
            pointOf.push_back(static_cast<int>(i));
        }
    }
    const HdbscanParams params{.minimumSamples = 7, .minimumMass = 12};
    const HdbscanTree heavy = hdbscanTree(featuresOf(points), masses, params);
    const auto count = static_cast<std::int64_t>(copies.size());
    const HdbscanTree plain = hdbscanTree(featuresOf(copies), ones(count), params);
    std::set<Members> expected;
    for (const Members& members : membersOf(plain, lastingClusters(plain, 0, 0), count)) {
        Members merged;
        for (const int copy : members)
            merged.insert(pointOf[static_cast<std::size_t>(copy)]);
        expected.insert(merged);
    }
    QVERIFY(expected.size() >= 3);
    QCOMPARE(
        membersOf(heavy, lastingClusters(heavy, 0, 0), static_cast<std::int64_t>(points.size())),
        expected);
    QCOMPARE(heavy.clusters.size(), plain.clusters.size());
    for (std::size_t c = 0; c < heavy.clusters.size(); ++c)
        QVERIFY(std::abs(heavy.clusters[c].stability - plain.clusters[c].stability) <=
                1e-3 * (1 + plain.clusters[c].stability));
}

void HdbscanTest::joinsAreAscendingAndHoldEverything() {
    const auto rows = tests::normalRows(500, 16, 3);
    const HdbscanTree tree = hdbscanTree(rows, ones(500), {});
    QCOMPARE(tree.merges.size(), std::size_t{499});
    for (std::size_t m = 1; m < tree.merges.size(); ++m)
        QVERIFY(tree.merges[m].height >= tree.merges[m - 1].height);
    QCOMPARE(tree.merges.back().mass, 500.0f);
    QCOMPARE(leavesUnder(998, 500, tree.merges).size(), std::size_t{500});
}

void HdbscanTest::coarserChoicesHoldFinerOnes() {
    const Points points = heaps(2);
    const auto count = static_cast<std::int64_t>(points.size());
    const HdbscanTree tree =
        hdbscanTree(featuresOf(points), ones(count), {.minimumSamples = 4, .minimumMass = 5});
    std::set<Members> finer = membersOf(tree, lastingClusters(tree, 0, 0), count);
    std::size_t most = finer.size(), least = most;
    for (const float distance : {0.2f, 0.5f, 1.0f, 2.0f, 4.0f}) {
        const std::set<Members> coarser =
            membersOf(tree, lastingClusters(tree, 0, distance), count);
        for (const Members& small : finer)
            QVERIFY(std::any_of(coarser.begin(), coarser.end(), [&](const Members& large) {
                return std::includes(large.begin(), large.end(), small.begin(), small.end());
            }));
        least = coarser.size();
        finer = coarser;
    }
    QVERIFY(least < most);
}

void HdbscanTest::strayPointsAreNoise() {
    Points points = heaps(4);
    points.resize(96); // without strays
    points.push_back({40, 40, 40});
    const auto count = static_cast<std::int64_t>(points.size());
    const HdbscanTree tree =
        hdbscanTree(featuresOf(points), ones(count), {.minimumSamples = 4, .minimumMass = 8});
    Array<std::int32_t, 1> labels(count);
    const std::vector<std::int32_t> chosen = lastingClusters(tree, 0, 0);
    labelClusters(tree, chosen, labels);
    QCOMPARE(labels(96), -1);
    QVERIFY(std::count(labels.begin(), labels.end(), -1) < 20);
    for (const std::int32_t cluster : chosen) {
        QVERIFY(tree.persistence(cluster) > 0 && tree.persistence(cluster) < 1);
        QVERIFY(tree.birthDistance(cluster) > tree.splitDistance(cluster));
    }
}

void HdbscanTest::fewerThanAClusterGiveNone() {
    const auto rows = tests::normalRows(5, 4, 1);
    QVERIFY(hdbscanTree(rows, ones(5), {.minimumSamples = 2, .minimumMass = 6}).clusters.empty());
    QVERIFY(hdbscanTree(Array<float, 2>(0, 4), ones(0), {}).clusters.empty());
    QCOMPARE(hdbscanTree(tests::normalRows(1, 4, 1), ones(1), {.minimumMass = 1}).clusters.size(),
             std::size_t{1});
}

void HdbscanTest::equalPointsAreOneCluster() {
    Array<float, 2> rows(40, 3);
    rows.fill(0.5f);
    const HdbscanTree tree = hdbscanTree(rows, ones(40), {.minimumSamples = 3, .minimumMass = 30});
    QCOMPARE(tree.clusters.size(), std::size_t{1});
    QVERIFY(std::isinf(tree.birthDistance(0)));
    QVERIFY(std::isfinite(tree.clusters[0].stability));
}

void HdbscanTest::threadsDoNotChangeTheTree() {
    const auto rows = tests::normalRows(5000, 8, 6);
    const HdbscanTree many = hdbscanTree(rows, ones(5000), {});
    setThreadCount(1);
    const HdbscanTree one = hdbscanTree(rows, ones(5000), {});
    QVERIFY(std::equal(many.merges.begin(),
                       many.merges.end(),
                       one.merges.begin(),
                       one.merges.end(),
                       [](const RegionMerge& a, const RegionMerge& b) {
                           return a.a == b.a && a.b == b.b && a.height == b.height;
                       }));
}

QTEST_GUILESS_MAIN(HdbscanTest)
#include "hdbscan_test.moc"
