// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/features/lift_adam.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace cleave::kernels;

namespace {

constexpr int primitiveCount = 40, rowCount = 70;

/// Every row sees a few random primitives; the last ten are seen by none.
BlendWeights randomWeights(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::int64_t> starts = {0};
    std::vector<std::uint32_t> primitives;
    std::vector<float> values;
    for (int row = 0; row < rowCount; ++row) {
        for (unsigned i = random() % 6; i > 0; --i) {
            primitives.push_back(random() % (primitiveCount - 10));
            values.push_back(static_cast<float>(1 + random() % 100) / 101);
        }
        starts.push_back(static_cast<std::int64_t>(primitives.size()));
    }
    BlendWeights weights;
    weights.primitiveCount = primitiveCount;
    weights.rowStarts = Array<std::int64_t, 1>(starts.size());
    weights.primitives = Array<std::uint32_t, 1>(primitives.size());
    weights.weights = Array<float, 1>(values.size());
    std::copy(starts.begin(), starts.end(), weights.rowStarts.begin());
    std::copy(primitives.begin(), primitives.end(), weights.primitives.begin());
    std::copy(values.begin(), values.end(), weights.weights.begin());
    return weights;
}

Array<float, 2> randomArray(std::int64_t rows, std::int64_t columns, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    Array<float, 2> array(rows, columns);
    for (float& value : array)
        value = normal(random);
    return array;
}

} // namespace

class LiftAdamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void columnsHoldTheSameEntriesAsRows();
    void stepsEqualAdamOnTheLiftedGradient_data();
    void stepsEqualAdamOnTheLiftedGradient();
    void primitivesThatNoRowSeesStay();
    void threadsDoNotChangeTheResult();
};

void LiftAdamTest::columnsHoldTheSameEntriesAsRows() {
    const BlendWeights weights = randomWeights(1);
    const BlendColumns columns = blendColumns(weights);
    QCOMPARE(columns.rows.count(), weights.blendCount());
    std::vector<std::vector<double>> byRow(rowCount, std::vector<double>(primitiveCount)),
        byColumn = byRow;
    for (std::int64_t row = 0; row < rowCount; ++row)
        for (std::int64_t i = weights.rowStarts(row); i < weights.rowStarts(row + 1); ++i)
            byRow[std::size_t(row)][weights.primitives(i)] += weights.weights(i);
    for (std::int64_t c = 0; c < columns.primitives.count(); ++c) {
        QVERIFY(columns.columnStarts(c) < columns.columnStarts(c + 1));
        QVERIFY(c == 0 || columns.primitives(c - 1) < columns.primitives(c));
        for (std::int64_t i = columns.columnStarts(c); i < columns.columnStarts(c + 1); ++i)
            byColumn[columns.rows(i)][columns.primitives(c)] += columns.weights(i);
    }
    QVERIFY(byRow == byColumn);
}

void LiftAdamTest::stepsEqualAdamOnTheLiftedGradient_data() {
    QTest::addColumn<int>("target");
    QTest::addColumn<int>("dimensions");
    for (int dimensions : {3, 16, 20})
        for (auto target : {SimdTarget::Baseline, SimdTarget::Avx2, SimdTarget::Avx512})
            QTest::addRow("%s %d", simdTargetName(target), dimensions) << int(target) << dimensions;
}

void LiftAdamTest::stepsEqualAdamOnTheLiftedGradient() {
    QFETCH(int, target);
    QFETCH(int, dimensions);
    setSimdTarget(SimdTarget::Avx512);
    setSimdTarget(static_cast<SimdTarget>(target));
    Array<float, 2> features = randomArray(primitiveCount, dimensions, 3);
    std::vector<double> expected(features.begin(), features.end()), first(expected.size()),
        second(expected.size());
    std::vector<int> steps(primitiveCount);
    LiftAdamState state(primitiveCount, dimensions);
    const LiftAdamParams params{.unitWeight = 0.3f};
    for (unsigned step = 0; step < 4; ++step) {
        const BlendWeights weights = randomWeights(10 + step);
        const Array<float, 2> pixelGradients = randomArray(rowCount, dimensions, 20 + step);
        liftAdamStep(blendColumns(weights), pixelGradients, params, state, features);

        std::vector<double> gradient(expected.size());
        std::vector<bool> seen(primitiveCount);
        for (std::int64_t row = 0; row < rowCount; ++row)
            for (std::int64_t i = weights.rowStarts(row); i < weights.rowStarts(row + 1); ++i) {
                seen[weights.primitives(i)] = true;
                for (int d = 0; d < dimensions; ++d)
                    gradient[weights.primitives(i) * std::size_t(dimensions) + std::size_t(d)] +=
                        double(weights.weights(i)) * pixelGradients(row, d);
            }
        for (std::size_t p = 0; p < primitiveCount; ++p) {
            if (!seen[p])
                continue;
            ++steps[p];
            double length = 0;
            for (int d = 0; d < dimensions; ++d)
                length += std::pow(expected[p * std::size_t(dimensions) + std::size_t(d)], 2);
            length = std::sqrt(length);
            for (int d = 0; d < dimensions; ++d) {
                const std::size_t i = p * std::size_t(dimensions) + std::size_t(d);
                const double g = gradient[i] + 2 * 0.3 * (length - 1) * expected[i] / length;
                first[i] = 0.9 * first[i] + 0.1 * g;
                second[i] = 0.999 * second[i] + 0.001 * g * g;
                expected[i] -= 0.01 * (first[i] / (1 - std::pow(0.9, steps[p]))) /
                               (std::sqrt(second[i] / (1 - std::pow(0.999, steps[p]))) + 1e-15);
            }
        }
    }
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY(std::abs(features.data()[i] - expected[i]) < 2e-4);
    setSimdTarget(SimdTarget::Avx512);
}

void LiftAdamTest::primitivesThatNoRowSeesStay() {
    Array<float, 2> features = randomArray(primitiveCount, 16, 3);
    const Array<float, 2> before = features.clone();
    LiftAdamState state(primitiveCount, 16);
    liftAdamStep(blendColumns(randomWeights(4)),
                 randomArray(rowCount, 16, 5),
                 {.unitWeight = 1},
                 state,
                 features);
    for (int p = primitiveCount - 10; p < primitiveCount; ++p)
        for (int d = 0; d < 16; ++d)
            QCOMPARE(features(p, d), before(p, d));
    QVERIFY(features(0, 0) != before(0, 0) || features(1, 0) != before(1, 0));
}

void LiftAdamTest::threadsDoNotChangeTheResult() {
    const auto run = [](int threads) {
        setThreadCount(threads);
        Array<float, 2> features = randomArray(primitiveCount, 16, 3);
        LiftAdamState state(primitiveCount, 16);
        for (unsigned step = 0; step < 3; ++step)
            liftAdamStep(blendColumns(randomWeights(step)),
                         randomArray(rowCount, 16, step),
                         {},
                         state,
                         features);
        setThreadCount(0);
        return features;
    };
    const auto one = run(1), many = run(4);
    for (std::int64_t i = 0; i < one.count(); ++i)
        QVERIFY(one.data()[i] == many.data()[i]);
}

QTEST_GUILESS_MAIN(LiftAdamTest)
#include "lift_adam_test.moc"
