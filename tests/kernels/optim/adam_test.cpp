// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/optim/adam.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace cleave;
using namespace cleave::kernels;

class AdamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheScalarFormula_data();
    void agreesWithTheScalarFormula();
    void columnsOutsideTheRangeStay();
    void sparseMovesWhatHasAGradient_data();
    void sparseMovesWhatHasAGradient();
};

void AdamTest::agreesWithTheScalarFormula_data() {
    tests::addSimdTargets();
}

void AdamTest::agreesWithTheScalarFormula() {
    QFETCH(int, target);
    const SimdTarget before = simdTarget();
    setSimdTarget(static_cast<SimdTarget>(target));
    const int planes = 3, count = 40, stride = 64;
    Array<float, 2> parameters(planes, stride), first(planes, stride), second(planes, stride),
        gradients(planes, 48);
    Array<float, 1> rates(planes);
    rates(0) = 1e-3f, rates(1) = 0.05f, rates(2) = 0;
    std::vector<double> value(planes * count), m(planes * count), v(planes * count);
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    for (int step = 1; step <= 20; ++step) {
        for (float& gradient : gradients)
            gradient = 1e-4f * normal(random);
        adamRange({.step = step}, rates, 16, 16 + count, gradients, parameters, first, second);
        for (int p = 0; p < planes; ++p)
            for (int i = 0; i < count; ++i) {
                const std::size_t at = static_cast<std::size_t>(p * count + i);
                const double g = gradients(p, i);
                m[at] = 0.9 * m[at] + 0.1 * g;
                v[at] = 0.999 * v[at] + 0.001 * g * g;
                const double corrected = m[at] / (1 - std::pow(0.9, step));
                value[at] -=
                    rates(p) * corrected / (std::sqrt(v[at] / (1 - std::pow(0.999, step))) + 1e-15);
            }
    }
    setSimdTarget(before);
    for (int p = 0; p < planes; ++p)
        for (int i = 0; i < count; ++i)
            QVERIFY(std::abs(parameters(p, 16 + i) -
                             value[static_cast<std::size_t>(p * count + i)]) <= 1e-4 * rates(p));
}

void AdamTest::columnsOutsideTheRangeStay() {
    Array<float, 2> parameters(1, 64), first(1, 64), second(1, 64), gradients(1, 64);
    gradients.fill(1);
    Array<float, 1> rates(1);
    rates(0) = 1;
    adamRange({}, rates, 16, 32, gradients, parameters, first, second);
    QCOMPARE(parameters(0, 15), 0.0f);
    QVERIFY(std::abs(parameters(0, 16) + 1) < 1e-5f);
    QVERIFY(std::abs(parameters(0, 31) + 1) < 1e-5f);
    QCOMPARE(parameters(0, 32), 0.0f);
}

void AdamTest::sparseMovesWhatHasAGradient_data() {
    agreesWithTheScalarFormula_data();
}

void AdamTest::sparseMovesWhatHasAGradient() {
    QFETCH(int, target);
    const SimdTarget before = simdTarget();
    setSimdTarget(static_cast<SimdTarget>(target));
    const int count = 160;
    Array<float, 2> dense[3] = {
        Array<float, 2>(1, count), Array<float, 2>(1, count), Array<float, 2>(1, count)};
    Array<float, 1> sparse[3] = {
        Array<float, 1>(count), Array<float, 1>(count), Array<float, 1>(count)};
    Array<float, 2> gradients(1, count);
    Array<float, 1> rates(1), given(count);
    rates(0) = 0.01f;
    for (int step = 1; step <= 4; ++step) {
        for (int i = 0; i < count; ++i) // nothing at all in the middle
            given(i) = gradients(0, i) =
                i % 3 != 0 || (i >= 64 && i < 96) ? 0.0f : 0.1f * static_cast<float>(i - 50);
        adamRange({.step = step}, rates, 0, count, gradients, dense[0], dense[1], dense[2]);
        adamSparse({.step = step}, rates(0), given, sparse[0], sparse[1], sparse[2]);
        QVERIFY(std::all_of(given.begin(), given.end(), [](float g) { return g == 0; }));
    }
    setSimdTarget(before);
    for (int a = 0; a < 3; ++a)
        for (int i = 0; i < count; ++i)
            QVERIFY(std::abs(sparse[a](i) - dense[a](0, i)) <=
                    1e-6f * (1e-3f + std::abs(dense[a](0, i))));

    // Where nothing comes, moments do not decay either.
    const float moment = sparse[1](0);
    adamSparse({.step = 5}, rates(0), given, sparse[0], sparse[1], sparse[2]);
    QCOMPARE(sparse[1](0), moment);
}

QTEST_GUILESS_MAIN(AdamTest)
#include "adam_test.moc"
