// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/dense/layer_norm.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;
using namespace cleave::kernels;

class LayerNormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { setSimdTarget(SimdTarget::Avx512); }

    void equalsThePlainFormula_data();
    void equalsThePlainFormula();
    void epsilonCountsWhereRowsHardlyVary();
};

void LayerNormTest::equalsThePlainFormula_data() {
    tests::addSimdTargets();
}

void LayerNormTest::equalsThePlainFormula() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    std::mt19937 random(3);
    std::normal_distribution<float> normal(0.5f, 2);
    for (std::int64_t width : {1, 4, 16, 33, 200})
        for (Activation activation : {Activation::None, Activation::Relu, Activation::Gelu}) {
            Array<float, 2> rows(9, width), output(9, width);
            Array<float, 1> weights(width), bias(width);
            for (float& value : rows)
                value = normal(random);
            for (float& value : weights)
                value = normal(random);
            for (float& value : bias)
                value = normal(random);
            normalizeRows(rows, weights, bias, 1e-5f, activation, output);
            for (std::int64_t r = 0; r < 9; ++r) {
                double mean = 0, variance = 0;
                for (std::int64_t i = 0; i < width; ++i)
                    mean += rows(r, i) / static_cast<double>(width);
                for (std::int64_t i = 0; i < width; ++i)
                    variance += std::pow(rows(r, i) - mean, 2) / static_cast<double>(width);
                for (std::int64_t i = 0; i < width; ++i) {
                    double expected =
                        (rows(r, i) - mean) / std::sqrt(variance + 1e-5) * weights(i) + bias(i);
                    if (activation == Activation::Relu)
                        expected = std::max(expected, 0.0);
                    if (activation == Activation::Gelu)
                        expected *= 0.5 * (1 + std::erf(expected / std::sqrt(2.0)));
                    QVERIFY(std::abs(output(r, i) - expected) < 1e-5);
                }
            }
        }
}

void LayerNormTest::epsilonCountsWhereRowsHardlyVary() {
    Array<float, 2> rows(1, 2), output(1, 2);
    Array<float, 1> ones(2), zeros(2);
    ones.fill(1);
    zeros.fill(0);
    rows(0, 0) = -1e-3f;
    rows(0, 1) = 1e-3f; // variance 1e-6
    normalizeRows(rows, ones, zeros, 1e-6f, Activation::None, output);
    QVERIFY(std::abs(output(0, 1) - std::sqrt(0.5f)) < 1e-5f);
    normalizeRows(rows, ones, zeros, 3e-6f, Activation::None, rows);
    QVERIFY(std::abs(rows(0, 1) - 0.5f) < 1e-5f);
}

QTEST_GUILESS_MAIN(LayerNormTest)
#include "layer_norm_test.moc"
