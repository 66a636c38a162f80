// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/dense/linear.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;
using namespace cleave::kernels;

class LinearTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() {
        setSimdTarget(SimdTarget::Avx512);
        setThreadCount(0);
    }

    void equalsThePlainSums_data();
    void equalsThePlainSums();
    void activationsFollowTheirFormulas_data();
    void activationsFollowTheirFormulas();
    void theSumMayLieWhereTheResultGoes();
    void threadsDoNotChangeBits();
    void wrongShapesAreRefused();
};

namespace {

Array<float, 1> packed(const Array<float, 2>& weights, ArrayView<const float, 1> bias) {
    Array<float, 1> result(packedWeightCount(weights.size(0), weights.size(1)));
    packWeights(weights, bias, result);
    return result;
}

ArrayView<const float, 1> firstRow(const Array<float, 2>& rows) {
    return rows.constView().row(0);
}

} // namespace

void LinearTest::equalsThePlainSums_data() {
    tests::addSimdTargets();
}

void LinearTest::equalsThePlainSums() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    // Row blocks and their rests, strips and their rests, more and fewer steps than are taken at
    // once.
    for (std::int64_t rows : {1, 4, 13, 150})
        for (std::int64_t outputs : {1, 4, 16, 50, 160})
            for (std::int64_t inputs : {1, 31, 160, 333}) {
                const auto input = tests::normalRows(rows, inputs, 1),
                           weights = tests::normalRows(outputs, inputs, 2),
                           bias = tests::normalRows(1, outputs, 3),
                           added = tests::normalRows(rows, outputs, 4);
                Array<float, 2> output(rows, outputs);
                linear(input, packed(weights, firstRow(bias)), Activation::None, added, output);
                for (std::int64_t r = 0; r < rows; ++r)
                    for (std::int64_t c = 0; c < outputs; ++c) {
                        double sum = static_cast<double>(bias(0, c)) + added(r, c);
                        for (std::int64_t k = 0; k < inputs; ++k)
                            sum += static_cast<double>(input(r, k)) * weights(c, k);
                        QVERIFY(std::abs(output(r, c) - sum) < 1e-4);
                    }
            }
}

void LinearTest::activationsFollowTheirFormulas_data() {
    tests::addSimdTargets();
}

void LinearTest::activationsFollowTheirFormulas() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    constexpr int count = 801;
    Array<float, 2> input(count, 1), one(1, 1), output(count, 1);
    one(0, 0) = 1;
    for (int i = 0; i < count; ++i)
        input(i, 0) = (i - 400) * 0.02f;
    const auto identity = packed(one, {});
    linear(input, identity, Activation::Gelu, {}, output);
    for (int i = 0; i < count; ++i) {
        const double x = input(i, 0), expected = x / 2 * (1 + std::erf(x / std::sqrt(2.0)));
        QVERIFY(std::abs(output(i, 0) - expected) < 1e-6);
    }
    linear(input, identity, Activation::Relu, {}, output);
    for (int i = 0; i < count; ++i)
        QCOMPARE(output(i, 0), std::max(0.0f, input(i, 0)));
}

void LinearTest::theSumMayLieWhereTheResultGoes() {
    const auto input = tests::normalRows(40, 333, 1), weights = tests::normalRows(70, 333, 2),
               added = tests::normalRows(40, 70, 3);
    const auto layer = packed(weights, {});
    Array<float, 2> apart(40, 70), inPlace = added.clone();
    linear(input, layer, Activation::None, added, apart);
    linear(input, layer, Activation::None, inPlace.constView(), inPlace);
    QVERIFY(std::equal(apart.begin(), apart.end(), inPlace.begin()));
}

void LinearTest::threadsDoNotChangeBits() {
    const auto input = tests::normalRows(700, 200, 1), weights = tests::normalRows(90, 200, 2);
    const auto layer = packed(weights, {});
    Array<float, 2> one(700, 90), several(700, 90), alone(1, 90);
    setThreadCount(1);
    linear(input, layer, Activation::Gelu, {}, one);
    setThreadCount(4);
    linear(input, layer, Activation::Gelu, {}, several);
    QVERIFY(std::equal(one.begin(), one.end(), several.begin()));
    linear(ArrayView<const float, 2>(input.data() + 699 * 200, 1, 200),
           layer,
           Activation::Gelu,
           {},
           alone);
    QVERIFY(std::equal(alone.begin(), alone.end(), one.data() + 699 * 90));
}

void LinearTest::wrongShapesAreRefused() {
    const auto input = tests::normalRows(3, 5, 1), weights = tests::normalRows(7, 5, 2);
    const auto layer = packed(weights, {});
    Array<float, 2> fewRows(2, 7), manyColumns(3, 400);
    QVERIFY_EXCEPTION_THROWN(linear(input, layer, Activation::None, {}, fewRows),
                             cleave::BrokenPromise);
    QVERIFY_EXCEPTION_THROWN(linear(input, layer, Activation::None, {}, manyColumns),
                             cleave::BrokenPromise);
}

QTEST_GUILESS_MAIN(LinearTest)
#include "linear_test.moc"
