// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"
#include "kernels/neighbors/knn.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace cleave::kernels;

namespace {

/// Two dense clumps, far outliers, exact twins and a flat sheet: what makes trees go wrong.
Array<float, 2> awkwardPoints(int count) {
    Array<float, 2> points(count, 3);
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    for (int i = 0; i < count; ++i)
        for (int axis = 0; axis < 3; ++axis) {
            const float value = normal(random);
            points(i, axis) = i % 4 == 0   ? value
                              : i % 4 == 1 ? 5 + 0.01f * value
                              : axis == 2  ? 0
                                           : std::round(3 * value);
        }
    for (int axis = 0; axis < 3; ++axis)
        points(count - 1, axis) = 1e4f;
    return points;
}

float squaredDistance(const Array<float, 2>& points, std::int64_t a, std::int64_t b) {
    const float dx = points(b, 0) - points(a, 0), dy = points(b, 1) - points(a, 1),
                dz = points(b, 2) - points(a, 2);
    return dx * dx + dy * dy + dz * dz;
}

std::vector<std::pair<float, int>> sortedOthers(const Array<float, 2>& points, int i) {
    std::vector<std::pair<float, int>> others;
    for (int j = 0; j < points.size(0); ++j)
        if (j != i)
            others.emplace_back(squaredDistance(points, i, j), j);
    std::sort(others.begin(), others.end());
    return others;
}

} // namespace

class KnnTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearestOthersAgreesWithTryingAllPairs();
    void fewerPointsThanAskedAreMarked();
    void withinRadiusAgreesWithTryingAllPairs();
    void answersDoNotDependOnThreads();
    void queriesMayLieAnywhere();
};

void KnnTest::nearestOthersAgreesWithTryingAllPairs() {
    const Array<float, 2> points = awkwardPoints(700);
    const PointTree tree(points);
    Array<std::int32_t, 2> indices(700, 5);
    Array<float, 2> squared(700, 5);
    tree.nearestOthers(indices, squared);
    for (int i = 0; i < 700; ++i) {
        const auto expected = sortedOthers(points, i);
        for (int j = 0; j < 5; ++j) {
            QCOMPARE(squared(i, j), expected[static_cast<std::size_t>(j)].first);
            QCOMPARE(indices(i, j), expected[static_cast<std::size_t>(j)].second);
        }
    }
}

void KnnTest::fewerPointsThanAskedAreMarked() {
    Array<float, 2> points(2, 3);
    points(1, 0) = 3;
    Array<std::int32_t, 2> indices(2, 3);
    Array<float, 2> squared(2, 3);
    PointTree(points).nearestOthers(indices, squared);
    QCOMPARE(indices(0, 0), 1);
    QCOMPARE(squared(0, 0), 9.0f);
    QCOMPARE(indices(0, 1), -1);
    QVERIFY(std::isinf(squared(1, 2)));
    Array<float, 1> spacing(2);
    meanNeighborDistance(points, 3, spacing);
    QCOMPARE(spacing(1), 3.0f);
    const Array<float, 2> none(0, 3);
    QCOMPARE(PointTree(none).count(), std::int64_t{0});
}

void KnnTest::withinRadiusAgreesWithTryingAllPairs() {
    const Array<float, 2> points = awkwardPoints(500);
    const PointTree tree(points);
    const float radius = 1;
    Array<std::int32_t, 1> counts(500);
    tree.countWithin(points, radius, counts);
    Array<std::int64_t, 1> offsets(501);
    for (int i = 0; i < 500; ++i)
        offsets(i + 1) = offsets(i) + counts(i);
    Array<std::int32_t, 1> indices(offsets(500));
    tree.listWithin(points, radius, offsets, indices);
    for (int i = 0; i < 500; ++i) {
        std::vector<std::int32_t> expected;
        for (int j = 0; j < 500; ++j)
            if (squaredDistance(points, i, j) <= radius * radius)
                expected.push_back(j);
        QCOMPARE(
            std::vector<std::int32_t>(indices.data() + offsets(i), indices.data() + offsets(i + 1)),
            expected);
    }
}

void KnnTest::answersDoNotDependOnThreads() {
    const Array<float, 2> points = awkwardPoints(3000);
    Array<std::int32_t, 2> one(3000, 4), two(3000, 4);
    Array<float, 2> squared(3000, 4);
    setThreadCount(1);
    PointTree(points).nearestOthers(one, squared);
    setThreadCount(2);
    PointTree(points).nearestOthers(two, squared);
    setThreadCount(0);
    QVERIFY(std::equal(one.begin(), one.end(), two.begin()));
}

void KnnTest::queriesMayLieAnywhere() {
    const Array<float, 2> points = awkwardPoints(300);
    Array<float, 2> queries(50, 3);
    std::mt19937 random(2);
    std::uniform_real_distribution<float> uniform(-20, 20);
    for (float& value : queries)
        value = uniform(random);
    Array<std::int32_t, 2> indices(50, 1);
    Array<float, 2> squared(50, 1);
    PointTree(points).nearest(queries, indices, squared);
    for (int i = 0; i < 50; ++i) {
        float best = INFINITY;
        for (int j = 0; j < 300; ++j) {
            const float dx = points(j, 0) - queries(i, 0), dy = points(j, 1) - queries(i, 1),
                        dz = points(j, 2) - queries(i, 2);
            best = std::min(best, dx * dx + dy * dy + dz * dz);
        }
        QCOMPARE(squared(i, 0), best);
    }
}

QTEST_GUILESS_MAIN(KnnTest)
#include "knn_test.moc"
