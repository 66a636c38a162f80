// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/rays/composite.h"
#include "kernels/rays/composite_math.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace cleave::kernels;

class CompositeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checkVector();
    void weightsAndTransmittanceSumToOne();
    void nothingBehindTheEndCounts();
    void densityGradientsAreCentralDifferences();
    void distortionGradientsAreCentralDifferences();
};

namespace {

constexpr int count = 6;
const std::vector<double> densities = {2, 5, 0.5, 20, 0, 7};
const std::vector<double> steps = {0.1, 0.1, 0.2, 0.05, 0.1, 0.1};
const std::vector<double> places = {1, 1.1, 1.2, 1.4, 1.45, 1.6};
const std::vector<double> weightGradients = {0.3, -1, 2, 0.5, 1, -0.7};
constexpr double transmittanceGradient = 0.9;

template <class T>
ArrayView<const T, 1> viewOf(const std::vector<T>& values) {
    return ArrayView<const T, 1>(values.data(), values.size());
}

std::vector<float> floats(const std::vector<double>& values) {
    return {values.begin(), values.end()};
}

} // namespace

void CompositeTest::checkVector() {
    const std::vector<float> sigma = {2, 5, 0.5f, 50}, delta = {0.1f, 0.1f, 0.2f, 0.1f},
                             t = {1, 1.1f, 1.2f, 1.4f};
    const double features[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
    std::vector<float> weights(4);
    float transmittance = 1;
    QCOMPARE(rayWeights(viewOf(sigma),
                        viewOf(delta),
                        leastTransmittance,
                        transmittance,
                        ArrayView<float, 1>(weights.data(), 4)),
             std::int64_t{4});
    const double expected[4] = {0.181269, 0.322145, 0.047256, 0.446301};
    double feature[2] = {}, depth = 0, opacity = 0;
    for (int s = 0; s < 4; ++s) {
        QVERIFY(std::abs(weights[s] - expected[s]) < 1e-6);
        for (int f = 0; f < 2; ++f)
            feature[f] += weights[s] * features[s][f];
        depth += weights[s] * t[s];
        opacity += weights[s];
    }
    QVERIFY(std::abs(feature[0] - 0.134013) < 1e-6);
    QVERIFY(std::abs(feature[1] + 0.124156) < 1e-6);
    QVERIFY(std::abs(depth - 1.217159) < 2e-6);
    QVERIFY(std::abs(opacity - 0.996972) < 1e-6);
    QVERIFY(std::abs(transmittance - 0.003028) < 1e-6);
    QVERIFY(std::abs(rayDistortion(viewOf(weights), viewOf(t), viewOf(delta)) - 0.188914) < 1e-6);
}

void CompositeTest::weightsAndTransmittanceSumToOne() {
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(0, 1);
    for (int trial = 0; trial < 50; ++trial) {
        std::vector<float> sigma(40), delta(40, 0.02f), weights(40);
        for (float& value : sigma)
            value = 40 * uniform(random) * uniform(random);
        float transmittance = 1;
        rayWeights(viewOf(sigma),
                   viewOf(delta),
                   0,
                   transmittance,
                   ArrayView<float, 1>(weights.data(), 40));
        double sum = transmittance;
        for (float weight : weights) {
            QVERIFY(weight >= 0);
            sum += weight;
        }
        QVERIFY(std::abs(sum - 1) < 1e-5);
    }
}

void CompositeTest::nothingBehindTheEndCounts() {
    const std::vector<float> sigma = {1, 1000, 5, 5}, delta(4, 0.1f);
    std::vector<float> weights(4, 7);
    float transmittance = 1;
    QCOMPARE(rayWeights(viewOf(sigma),
                        viewOf(delta),
                        leastTransmittance,
                        transmittance,
                        ArrayView<float, 1>(weights.data(), 4)),
             std::int64_t{2});
    QCOMPARE(weights[2], 0.0f);
    QCOMPARE(weights[3], 0.0f);
    QVERIFY(transmittance <= leastTransmittance);
}

void CompositeTest::densityGradientsAreCentralDifferences() {
    const auto objective = [](const std::vector<double>& sigma) {
        std::vector<double> weights(count);
        double transmittance = 1;
        compositeRay(sigma.data(), steps.data(), count, 0.0, transmittance, weights.data());
        double sum = transmittanceGradient * transmittance;
        for (int s = 0; s < count; ++s)
            sum += weightGradients[s] * weights[s];
        return sum;
    };
    const std::vector<float> sigma = floats(densities), delta = floats(steps),
                             given = floats(weightGradients);
    std::vector<float> weights(count), gradients(count);
    float transmittance = 1;
    rayWeights(
        viewOf(sigma), viewOf(delta), 0, transmittance, ArrayView<float, 1>(weights.data(), count));
    rayWeightsBackward(viewOf(delta),
                       viewOf(weights),
                       viewOf(given),
                       transmittance,
                       float(transmittanceGradient),
                       ArrayView<float, 1>(gradients.data(), count));
    constexpr double step = 1e-5;
    for (int s = 0; s < count; ++s) {
        std::vector<double> up = densities, down = densities;
        up[s] += step;
        down[s] -= step;
        const double expected = (objective(up) - objective(down)) / (2 * step);
        QVERIFY2(std::abs(gradients[s] - expected) < 1e-6,
                 qPrintable(QString("%1, expected %2").arg(double(gradients[s])).arg(expected)));
    }
}

void CompositeTest::distortionGradientsAreCentralDifferences() {
    const std::vector<double> weights = {0.1, 0.3, 0.05, 0.2, 0.01, 0.3};
    const std::vector<float> w = floats(weights), t = floats(places), delta = floats(steps);
    std::vector<float> gradients(count, 0.5f); // added to
    rayDistortionBackward(
        viewOf(w), viewOf(t), viewOf(delta), 2, ArrayView<float, 1>(gradients.data(), count));
    constexpr double step = 1e-5;
    for (int s = 0; s < count; ++s) {
        std::vector<double> up = weights, down = weights;
        up[s] += step;
        down[s] -= step;
        const double expected =
            0.5 + 2 *
                      (distortionOfRay(up.data(), places.data(), steps.data(), count) -
                       distortionOfRay(down.data(), places.data(), steps.data(), count)) /
                      (2 * step);
        QVERIFY(std::abs(gradients[s] - expected) < 1e-5);
    }
}

QTEST_GUILESS_MAIN(CompositeTest)
#include "composite_test.moc"
