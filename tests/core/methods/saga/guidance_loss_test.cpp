// SPDX-License-Identifier: Apache-2.0
// Check vector S1 of the method's specification (first version), and the gradients of its losses
// and of its network against central differences.
#include "core/methods/saga/guidance_loss.h"
#include "core/methods/saga/projection_network.h"

#include <QTest>

#include <cmath>
#include <functional>
#include <random>

using namespace cleave;
using kernels::Array;

namespace {

bool near(double value, double expected, double tolerance = 6e-7) {
    return std::abs(value - expected) <= tolerance;
}

Array<double, 2> rows(const std::vector<std::vector<double>>& values) {
    Array<double, 2> result(values.size(), values.front().size());
    for (std::size_t r = 0; r < values.size(); ++r)
        std::copy(values[r].begin(), values[r].end(), &result(r, 0));
    return result;
}

/// Pixels a b c d; masks a b and a c.
GridMasks twoMasks() {
    return {2, 4, {1, 1, 0, 0, 1, 0, 1, 0}};
}

Array<double, 2> targets() {
    return rows({{1, 1, 0, 0}, {1, 0, 1, 0}});
}

Array<double, 2> embedded() {
    return rows({{1, 0}, {.5, .5}, {0, 1}, {-1, 0}});
}

Array<double, 2> rendered() {
    return rows({{2, 0}, {1, 1}, {0, 1}, {-1, -1}});
}

Array<double, 2> prototypes() {
    Array<double, 2> result(2, 2);
    maskPrototypes<double>(twoMasks(), embedded(), result);
    return result;
}

/// Compares an analytic gradient with the slopes of `loss` at every entry of `values`.
void compareSlopes(Array<double, 2>& values,
                   const Array<double, 2>& gradient,
                   const std::function<double()>& loss) {
    constexpr double h = 1e-6;
    for (std::int64_t i = 0; i < values.count(); ++i) {
        const double value = values.data()[i];
        values.data()[i] = value + h;
        const double up = loss();
        values.data()[i] = value - h;
        const double down = loss();
        values.data()[i] = value;
        QVERIFY2(near(gradient.data()[i], (up - down) / (2 * h), 1e-7),
                 qPrintable(QString("%1: %2, slope %3")
                                .arg(i)
                                .arg(gradient.data()[i])
                                .arg((up - down) / (2 * h))));
    }
}

} // namespace

class GuidanceLossTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lossesMatchTheCheckVector();
    void gradientsMatchCentralDifferences();
    void backgroundNeedNotPushItselfAway();
    void prototypesGiveTheirGradientsBack();
    void networkGradientsMatchCentralDifferences();
};

void GuidanceLossTest::lossesMatchTheCheckVector() {
    const Array<double, 2> t = prototypes();
    QVERIFY(near(t(0, 0), 0.75) && near(t(0, 1), 0.25) && near(t(1, 0), 0.5) && near(t(1, 1), 0.5));
    Array<double, 2> ignoredT(2, 2), ignoredF(4, 2), ignoredPoints(3, 2);
    const double guidance = guidanceLoss<double>(t, rendered(), targets(), ignoredT, ignoredF);
    QVERIFY(near(guidance, 0.508467));
    const double spread =
        spreadLoss<double>(t, rows({{1, 0}, {0, -1}, {1, 1}}), 0.1, ignoredT, ignoredPoints);
    QVERIFY(near(spread, 0.541667));
    const double correspondence =
        correspondenceLoss<double>(twoMasks(), rendered(), false, ignoredF);
    QVERIFY(near(correspondence, -0.080804));
    QVERIFY(near(guidance + 0.1 * spread + correspondence, 0.481830, 1e-6));
}

void GuidanceLossTest::gradientsMatchCentralDifferences() {
    Array<double, 2> t = rows({{0.7, 0.2}, {-0.4, 0.5}}),
                     f = rows({{2, .1}, {1, .9}, {.2, 1}, {-1, -.7}}),
                     soft = rows({{1, .8, 0, 0}, {.6, 0, 1, 0}});
    Array<double, 2> ofT(2, 2), ofF(4, 2), sinkT(2, 2), sinkF(4, 2);
    guidanceLoss<double>(t, f, soft, ofT, ofF);
    const auto guidance = [&] { return guidanceLoss<double>(t, f, soft, sinkT, sinkF); };
    compareSlopes(t, ofT, guidance);
    compareSlopes(f, ofF, guidance);

    Array<double, 2> spreadT(2, 2), spreadF(4, 2);
    spreadLoss<double>(t, f, 0.1, spreadT, spreadF);
    const auto spread = [&] { return 0.1 * spreadLoss<double>(t, f, 0.1, sinkT, sinkF); };
    compareSlopes(t, spreadT, spread);
    compareSlopes(f, spreadF, spread);

    for (const bool skips : {false, true}) {
        Array<double, 2> pulled(4, 2);
        correspondenceLoss<double>(twoMasks(), f, skips, pulled);
        compareSlopes(
            f, pulled, [&] { return correspondenceLoss<double>(twoMasks(), f, skips, sinkF); });
    }
}

void GuidanceLossTest::backgroundNeedNotPushItselfAway() {
    Array<double, 2> published(4, 2), corrected(4, 2);
    correspondenceLoss<double>(twoMasks(), rendered(), false, published);
    correspondenceLoss<double>(twoMasks(), rendered(), true, corrected);
    QCOMPARE(corrected(3, 0), 0.0);
    QCOMPARE(corrected(3, 1), 0.0);
}

void GuidanceLossTest::prototypesGiveTheirGradientsBack() {
    Array<double, 2> gradient = rows({{1, 2}, {10, 20}}), back(4, 2);
    maskPrototypesBackward<double>(twoMasks(), gradient, back);
    QVERIFY(near(back(0, 0), 5.5) && near(back(1, 1), 1) && near(back(2, 0), 5));
    QCOMPARE(back(3, 0), 0.0);
}

void GuidanceLossTest::networkGradientsMatchCentralDifferences() {
    std::mt19937_64 random(4);
    ProjectionNetwork network(6, 3, random);
    std::normal_distribution<float> normal;
    Array<float, 2> input(9, 6), output(9, 3), weights(9, 3);
    for (float& value : input)
        value = normal(random);
    for (float& value : weights)
        value = normal(random);
    const auto loss = [&] {
        network.forward(input, output);
        double sum = 0;
        for (std::int64_t i = 0; i < output.count(); ++i)
            sum += static_cast<double>(weights.data()[i]) * output.data()[i];
        return sum;
    };
    loss();
    Array<float, 1> gradients(network.parameters().size(0));
    network.backward(input, weights, gradients);
    // In float: a wide step, and leaky ReLU bends, so most entries must fit rather than all.
    constexpr float h = 2e-3f;
    int wrong = 0, checked = 0;
    for (std::int64_t i = 0; i < gradients.count(); i += 7) {
        float& parameter = network.parameters()(i);
        const float value = parameter;
        parameter = value + h;
        const double up = loss();
        parameter = value - h;
        const double down = loss();
        parameter = value;
        const double slope = (up - down) / (2 * h);
        wrong += std::abs(slope - gradients(i)) > 0.02 * (1 + std::abs(slope));
        ++checked;
    }
    QVERIFY2(wrong < checked / 20, std::to_string(wrong).c_str());
    // Steps against the gradient lower the loss.
    const double before = loss();
    for (int k = 0; k < 20; ++k) {
        loss();
        network.step(input, weights, 1e-3f);
    }
    QVERIFY(loss() < before);
}

QTEST_GUILESS_MAIN(GuidanceLossTest)
#include "guidance_loss_test.moc"
