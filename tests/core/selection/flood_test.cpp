// SPDX-License-Identifier: Apache-2.0
#include "core/selection/flood.h"
#include "core/selection/selection_edits.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace cleave;

namespace {

/// Primitives on a line, each the neighbour of the next.
PrimitiveGraph lineGraph(int count) {
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(count, 3);
    for (int i = 0; i < count; ++i)
        cloud.positions(i, 0) = static_cast<float>(i);
    return primitiveGraph(cloud, 2);
}

std::vector<float>
flooded(std::vector<float> values, const std::vector<std::int64_t>& seeds, float floor = 0) {
    const FloodGraph graph(lineGraph(static_cast<int>(values.size())));
    floodFromSeeds(kernels::ArrayView<float, 1>(values.data(), values.size()), graph, seeds, floor);
    return values;
}

} // namespace

class FloodTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twinsBehindAGapFallToTheGap();
    void everyThresholdKeepsExactlyWhatHangsTogether();
    void belowTheFloorNothingIsReached();
    void aSecondSeedReachesItsOwnSide();
};

void FloodTest::twinsBehindAGapFallToTheGap() {
    const auto values = flooded({0.9f, 0.95f, 0.2f, 0.3f, 0.95f, 0.9f}, {0});
    QCOMPARE(values[1], 0.9f);
    QCOMPARE(values[4], 0.2f);
    QCOMPARE(values[5], 0.2f);
    QCOMPARE(values[3], 0.2f);
}

void FloodTest::everyThresholdKeepsExactlyWhatHangsTogether() {
    std::mt19937 random(4);
    std::vector<float> values(300);
    for (float& value : values)
        value = std::sqrt(static_cast<float>(random() % 1000) / 1000);
    values[150] = 0.99f;
    const auto result = flooded(values, {150});
    const PrimitiveGraph graph = lineGraph(300);
    for (float threshold : {0.1f, 0.25f, 0.4f, 0.6f}) {
        // A plain search over what is above the threshold.
        std::vector<bool> inside(300);
        std::vector<int> open = {150};
        inside[150] = true;
        while (!open.empty()) {
            const int at = open.back();
            open.pop_back();
            for (int other = 0; other < 300; ++other) {
                const bool adjacent =
                    graph.neighbors(at, 0) == other || graph.neighbors(at, 1) == other ||
                    graph.neighbors(other, 0) == at || graph.neighbors(other, 1) == at;
                if (!adjacent || inside[std::size_t(other)] ||
                    !(values[std::size_t(other)] > threshold))
                    continue;
                inside[std::size_t(other)] = true;
                open.push_back(other);
            }
        }
        for (std::size_t i = 0; i < 300; ++i)
            QCOMPARE(result[i] > threshold, bool(inside[i]));
    }
}

void FloodTest::belowTheFloorNothingIsReached() {
    // The first of the line has two neighbours to its right.
    const auto values = flooded({0.9f, 0.4f, 0.4f, 0.8f, 0.1f}, {0}, 0.5f);
    const std::vector<float> expected = {0.9f, 0.4f, 0.4f, 0.5f, 0.1f};
    for (std::size_t i = 0; i < expected.size(); ++i)
        QCOMPARE(values[i], expected[i]);
}

void FloodTest::aSecondSeedReachesItsOwnSide() {
    const auto values = flooded({0.9f, 0.9f, 0.1f, 0.1f, 0.8f, 0.8f}, {0, 5});
    QCOMPARE(values[1], 0.9f);
    QCOMPARE(values[4], 0.8f);
}

QTEST_GUILESS_MAIN(FloodTest)
#include "flood_test.moc"
