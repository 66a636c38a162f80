// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/segmentation_metrics.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace cleave;

namespace {

Image square(int x0, int y0, int x1, int y1) {
    Image mask(20, 10, 1);
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x)
            *mask.at(x, y) = 255;
    return mask;
}

double bestSum(const std::vector<double>& gain, int rows, int columns) {
    // All injective maps of the shorter side into the longer one.
    const bool flip = rows > columns;
    const int few = std::min(rows, columns), many = std::max(rows, columns);
    std::vector<int> order(static_cast<std::size_t>(many));
    std::iota(order.begin(), order.end(), 0);
    double best = 0;
    do {
        double sum = 0;
        for (int i = 0; i < few; ++i) {
            const int row = flip ? order[static_cast<std::size_t>(i)] : i,
                      column = flip ? i : order[static_cast<std::size_t>(i)];
            sum += gain[static_cast<std::size_t>(row * columns + column)];
        }
        best = std::max(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

} // namespace

class SegmentationMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void iouAndAccuracyOfShiftedSquares();
    void emptyAgainstEmptyIsPerfect();
    void boundaryIouSeesOnlyTheBand();
    void assignmentIsTheBestOfAll();
    void pairsWithoutGainStayApart();
};

void SegmentationMetricsTest::iouAndAccuracyOfShiftedSquares() {
    const MaskOverlap o = overlap(square(2, 2, 6, 6), square(4, 2, 8, 6));
    QCOMPARE(o.iou(), 8.0 / 24.0);
    QCOMPARE(o.accuracy(), 184.0 / 200.0);
    MaskOverlap sum = o;
    sum += overlap(square(0, 0, 2, 2), square(0, 0, 2, 2));
    QCOMPARE(sum.iou(), 12.0 / 28.0);
}

void SegmentationMetricsTest::emptyAgainstEmptyIsPerfect() {
    const Image empty(20, 10, 1);
    QCOMPARE(overlap(empty, empty).iou(), 1.0);
    QCOMPARE(boundaryIou(empty, empty, 1), 1.0);
    QCOMPARE(overlap(empty, square(0, 0, 1, 1)).iou(), 0.0);
    QCOMPARE(boundaryIou(empty, square(0, 0, 1, 1), 1), 0.0);
}

void SegmentationMetricsTest::boundaryIouSeesOnlyTheBand() {
    const Image whole = square(2, 1, 12, 9);
    Image hollow = whole;
    *hollow.at(7, 5) =
        0; // the hole has a band of its own: 8 pixels around it, of which 4 lie within distance 1
    QCOMPARE(boundaryIou(whole, whole, 1), 1.0);
    const double outline = 2 * 10 + 2 * 6;
    QCOMPARE(boundaryIou(whole, hollow, 1), outline / (outline + 4));
    // Two squares without a common outline agree inside only.
    QCOMPARE(boundaryIou(square(2, 1, 12, 9), square(4, 3, 10, 7), 1), 0.0);
}

void SegmentationMetricsTest::assignmentIsTheBestOfAll() {
    std::mt19937 random(2);
    for (int round = 0; round < 100; ++round) {
        const int rows = 1 + static_cast<int>(random() % 6),
                  columns = 1 + static_cast<int>(random() % 6);
        std::vector<double> gain(static_cast<std::size_t>(rows * columns));
        for (double& value : gain)
            value = random() % 3 == 0 ? 0 : (random() % 1000) / 1000.0;
        const auto assigned = assignOneToOne(gain, rows, columns);
        double sum = 0;
        std::vector<int> used;
        for (int row = 0; row < rows; ++row) {
            const int column = assigned[static_cast<std::size_t>(row)];
            if (column < 0)
                continue;
            QVERIFY(std::find(used.begin(), used.end(), column) == used.end());
            used.push_back(column);
            sum += gain[static_cast<std::size_t>(row * columns + column)];
        }
        QVERIFY2(std::abs(sum - bestSum(gain, rows, columns)) < 1e-9,
                 std::to_string(round).c_str());
    }
}

void SegmentationMetricsTest::pairsWithoutGainStayApart() {
    QCOMPARE(assignOneToOne({0, 0, 0.5, 0}, 2, 2), (std::vector<int>{-1, 0}));
    QCOMPARE(assignOneToOne({}, 2, 0), (std::vector<int>{-1, -1}));
}

QTEST_GUILESS_MAIN(SegmentationMetricsTest)
#include "segmentation_metrics_test.moc"
