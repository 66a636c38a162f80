// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/gaussians/mcmc.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave::kernels;

namespace {

/// What `copies` gaussians of one opacity and deviation in one place add to a line through their
/// middle, by summing small steps.
double integralOverLine(double opacity, double deviation, int copies) {
    double sum = 0;
    const double step = 0.002;
    for (double x = -8; x < 8; x += step) {
        const double alpha = opacity * std::exp(-0.5 * x * x / (deviation * deviation));
        sum += (1 - std::pow(1 - alpha, copies)) * step;
    }
    return sum;
}

Array<float, 2> someGaussians(float logit) {
    Array<float, 2> planes(gaussianPlaneCount(0), 48);
    for (int g = 0; g < 48; ++g) {
        planes(plane::rotation, g) = 1;
        planes(plane::logScale, g) = -1;
        planes(plane::logScale + 1, g) = -2.5f + 0.1f * static_cast<float>(g);
        planes(plane::opacityLogit, g) = logit;
    }
    return planes;
}

} // namespace

class McmcTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splittingInPlaceKeepsTheContribution();
    void oneCopyChangesNothing();
    void regularizationIsTheGradientOfTheSums();
    void noiseMovesOnlyTheTransparent();
    void noiseFollowsTheCovariance();
};

void McmcTest::splittingInPlaceKeepsTheContribution() {
    for (double opacity : {0.02, 0.3, 0.8, 0.99})
        for (int copies : {2, 3, 8, 51}) {
            const SplitInPlace split = splitInPlace(opacity, copies);
            QVERIFY(std::abs(1 - std::pow(1 - split.opacity, copies) - opacity) < 1e-9);
            const double before = integralOverLine(opacity, 1, 1),
                         after = integralOverLine(split.opacity, split.scaleFactor, copies);
            QVERIFY2(std::abs(after - before) < 1e-3 * before,
                     qPrintable(QString("%1 x %2").arg(opacity).arg(copies)));
        }
}

void McmcTest::oneCopyChangesNothing() {
    const SplitInPlace split = splitInPlace(0.4, 1);
    QVERIFY(std::abs(split.opacity - 0.4) < 1e-12);
    QVERIFY(std::abs(split.scaleFactor - 1) < 1e-12);
}

void McmcTest::regularizationIsTheGradientOfTheSums() {
    const Array<float, 2> planes = someGaussians(0.7f);
    Array<float, 2> gradients(planes.size(0), 32);
    addMcmcRegularization(planes, 16, 40, 2, 3, gradients);
    const double opacity = 1 / (1 + std::exp(-0.7));
    QVERIFY(std::abs(gradients(plane::opacityLogit, 5) - 2 * opacity * (1 - opacity)) < 1e-5);
    QVERIFY(std::abs(gradients(plane::logScale + 1, 5) -
                     3 * std::exp(planes(plane::logScale + 1, 21))) < 1e-5);
    QCOMPARE(gradients(plane::mean, 5), 0.0f);
}

void McmcTest::noiseMovesOnlyTheTransparent() {
    Array<float, 2> solid = someGaussians(0), faint = someGaussians(-5.5f);
    addMcmcNoise(solid, 0, 48, 1, 7, 1);
    addMcmcNoise(faint, 0, 48, 1, 7, 1);
    QVERIFY(std::all_of(solid.data(), solid.data() + 48, [](float x) { return x == 0; }));
    QVERIFY(std::all_of(faint.data(), faint.data() + 48, [](float x) { return x != 0; }));
    Array<float, 2> inParts = someGaussians(-5.5f);
    addMcmcNoise(inParts, 16, 48, 1, 7, 1);
    addMcmcNoise(inParts, 0, 16, 1, 7, 1);
    QVERIFY(std::equal(faint.begin(), faint.end(), inParts.begin()));
}

void McmcTest::noiseFollowsTheCovariance() {
    const int count = 4000;
    Array<float, 2> planes(gaussianPlaneCount(0), gaussianPlaneStride(count));
    for (int g = 0; g < count; ++g) {
        // A quarter turn about z: the first axis, of variance 4, points along y.
        planes(plane::rotation, g) = planes(plane::rotation + 3, g) = 0.70710678f;
        planes(plane::logScale, g) = std::log(2.0f);
        planes(plane::opacityLogit, g) = -20;
    }
    addMcmcNoise(planes, 0, count, 1, 3, 1);
    double squares[3] = {}, gate = 1 / (1 + std::exp(-100 * 0.005));
    for (int g = 0; g < count; ++g)
        for (int k = 0; k < 3; ++k)
            squares[k] += planes(k, g) * planes(k, g) / count / (gate * gate);
    QVERIFY(std::abs(std::sqrt(squares[0]) - 1) < 0.06);
    QVERIFY(std::abs(std::sqrt(squares[1]) - 4) < 0.24);
    QVERIFY(std::abs(std::sqrt(squares[2]) - 1) < 0.06);
}

QTEST_GUILESS_MAIN(McmcTest)
#include "mcmc_test.moc"
