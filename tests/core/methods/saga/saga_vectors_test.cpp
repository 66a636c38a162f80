// SPDX-License-Identifier: Apache-2.0
// Check vectors S2 to S8 of the method's specification, and the loss's gradients against central
// differences in double.
#include "core/masks/mask_scale.h"
#include "core/methods/saga/quantile_transform.h"
#include "core/methods/saga/saga_loss.h"
#include "core/methods/saga/scale_gate.h"
#include "core/methods/saga/scale_targets.h"
#include "kernels/base/parallel_for.h"
#include "kernels/neighbors/smooth.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace cleave;
using kernels::Array;
using kernels::ArrayView;

namespace {

bool near(double value, double expected, double tolerance = 6e-7) {
    return std::abs(value - expected) <= tolerance;
}

/// Six pixels, each a patch, in four masks.
ScaledMasks sixPixels() {
    return {{4, 3, 2, 1}, {40, 20, 10, 5}, {{0, 1, 2}, {0, 1}, {0}, {0, 3}, {2}, {3}}};
}

ScaleGate fourChannels() {
    return {{2, -1, 0.5, -4}, {0, 1, -0.5, 2}};
}

Array<double, 2> sixFeatures() {
    const double values[6][4] = {{1, .2, 0, .1},
                                 {.8, .4, .1, 0},
                                 {.2, 1, 0, .3},
                                 {.1, .2, 1, 0},
                                 {.5, -.4, .2, 1},
                                 {-.3, .1, .9, .4}};
    Array<double, 2> features(6, 4);
    for (int p = 0; p < 6; ++p)
        for (int d = 0; d < 4; ++d)
            features(p, d) = values[p][d];
    return features;
}

const std::vector<std::int32_t> sixPatches = {0, 1, 2, 3, 4, 5};
const std::vector<std::int64_t> allUsed(6, 1);

std::vector<int> row(const Array<std::uint16_t, 2>& related, int p, int bit) {
    std::vector<int> bits;
    for (int q = 0; q < 6; ++q)
        bits.push_back((related(p, q) >> bit) & 1);
    return bits;
}

struct Gradients {
    Array<double, 2> features{6, 4}, gate{2, 4};
};

SagaLoss lossOf(const Array<double, 2>& features, const ScaleGate& gate, Gradients& gradients) {
    const ScaledMasks masks = sixPixels();
    const std::vector<SampledScale> sampled = {{9, -1}, {2.5, 1}};
    const std::vector<double> scales = {1.0, 0.4};
    const Array<std::uint16_t, 2> related = scaleTargets(masks, sampled);
    const Array<double, 2> weights = pairWeights(masks, allUsed);
    kernels::GatedCorrespondenceWork<double> work;
    return sagaLoss<double>({features,
                             ArrayView<const std::int32_t, 1>(sixPatches.data(), 6),
                             related,
                             weights,
                             scales},
                            gate,
                            {.lengthWeight = 1, .drawsPairs = false},
                            work,
                            gradients.features,
                            gradients.gate);
}

} // namespace

class SagaVectorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void targetsMatchTheCheckVector();
    void weightsMatchTheCheckVector();
    void gateMatchesTheCheckVector();
    void lossMatchesTheCheckVector();
    void gradientsMatchCentralDifferences();
    void manyPixelsAgreeWithAPlainSum();
    void quantilesMatchTheCheckVector();
    void quantilesSurviveKeeping();
    void maskScaleMatchesTheCheckVector();
    void patchesMeasureLikeTheirMask();
    void smoothingMatchesTheCheckVector();
    void sampledScalesLieBetweenMasks();
};

void SagaVectorsTest::targetsMatchTheCheckVector() {
    using Rows = std::vector<std::vector<int>>;
    const std::vector<SampledScale> scales = {{0, -1}, {0, 0}, {0, 1}, {0, 2}, {0, 3}};
    const Array<std::uint16_t, 2> related = scaleTargets(sixPixels(), scales);
    const Rows all = {{1, 1, 1, 1, 1, 0},
                      {1, 1, 1, 1, 0, 0},
                      {1, 1, 1, 1, 0, 0},
                      {1, 1, 1, 1, 0, 1},
                      {1, 0, 0, 0, 1, 0},
                      {0, 0, 0, 1, 0, 1}};
    const std::vector<Rows> expected = {all,
                                        all,
                                        {{1, 1, 0, 0, 1, 0},
                                         {1, 1, 0, 0, 0, 0},
                                         {0, 0, 1, 1, 0, 0},
                                         {0, 0, 1, 1, 0, 1},
                                         {1, 0, 0, 0, 1, 0},
                                         {0, 0, 0, 1, 0, 1}},
                                        {{1, 0, 0, 0, 1, 0},
                                         {0, 1, 0, 0, 0, 0},
                                         {0, 0, 1, 1, 0, 0},
                                         {0, 0, 1, 1, 0, 1},
                                         {1, 0, 0, 0, 1, 0},
                                         {0, 0, 0, 1, 0, 1}},
                                        {{1, 0, 0, 0, 1, 0},
                                         {0, 1, 0, 0, 0, 0},
                                         {0, 0, 1, 0, 0, 0},
                                         {0, 0, 0, 1, 0, 1},
                                         {1, 0, 0, 0, 1, 0},
                                         {0, 0, 0, 1, 0, 1}}};
    for (int k = 0; k < 5; ++k)
        for (int p = 0; p < 6; ++p)
            QCOMPARE(row(related, p, k), expected[std::size_t(k)][std::size_t(p)]);
}

void SagaVectorsTest::weightsMatchTheCheckVector() {
    const Array<double, 2> weights = pairWeights(sixPixels(), allUsed);
    const double first[6] = {1.276968, 1.183673, 1.102041, 1.292517, 1.836735, 2.816327};
    for (int q = 0; q < 6; ++q)
        QVERIFY(near(weights(0, q), first[q]));
    QVERIFY(near(weights(2, 2), 1));
    QVERIFY(near(weights(3, 4), 1.873016));
    QVERIFY(near(weights(4, 5), 5.428571));
    QVERIFY(near(weights(5, 5), 10));
}

void SagaVectorsTest::gateMatchesTheCheckVector() {
    const ScaleGate gate = fourChannels();
    const std::vector<double> a = {1, 2, -1, .5}, b = {1, -2, -1, 1};
    const double scales[3] = {0, 0.5, 1}, scores[3] = {0.273861, 0.356261, 0.508087};
    const double open[3][4] = {{.5, .731059, .377541, .880797},
                               {.731059, .622459, .437823, .5},
                               {.880797, .5, .5, .119203}};
    for (int k = 0; k < 3; ++k) {
        std::vector<double> gates;
        for (std::size_t d = 0; d < 4; ++d) {
            gates.push_back(gate(d, scales[k]));
            QVERIFY(near(gates.back(), open[k][d]));
        }
        QVERIFY(near(gatedSimilarity<double>(a, b, gates), scores[k]));
    }
}

void SagaVectorsTest::lossMatchesTheCheckVector() {
    Gradients gradients;
    const SagaLoss loss = lossOf(sixFeatures(), fourChannels(), gradients);
    QCOMPARE(loss.togetherPairs, std::int64_t{7});
    QCOMPARE(loss.apartPairs, std::int64_t{5});
    QVERIFY(near(loss.together, -0.630110));
    QVERIFY(near(loss.apart, 0.334271));
    QVERIFY(near(loss.length, 0.001750));
    QVERIFY(near(loss.total, -0.294090));
    const double first[4] = {-0.010741, 0.159728, -0.000132, -0.069171},
                 last[4] = {-0.319674, -0.074834, -0.122518, 0.090675};
    for (int d = 0; d < 4; ++d) {
        QVERIFY(near(gradients.features(0, d), first[d]));
        QVERIFY(near(gradients.features(5, d), last[d]));
    }
}

void SagaVectorsTest::gradientsMatchCentralDifferences() {
    const double h = 1e-6;
    Gradients gradients, ignored;
    lossOf(sixFeatures(), fourChannels(), gradients);
    for (int p = 0; p < 6; ++p)
        for (int d = 0; d < 4; ++d) {
            Array<double, 2> up = sixFeatures(), down = sixFeatures();
            up(p, d) += h;
            down(p, d) -= h;
            const double slope = (lossOf(up, fourChannels(), ignored).total -
                                  lossOf(down, fourChannels(), ignored).total) /
                                 (2 * h);
            QVERIFY(near(gradients.features(p, d), slope, 1e-7));
        }
    const auto gateSlope = [&](std::vector<double> ScaleGate::*part, std::size_t d) {
        ScaleGate up = fourChannels(), down = fourChannels();
        (up.*part)[d] += h;
        (down.*part)[d] -= h;
        return (lossOf(sixFeatures(), up, ignored).total -
                lossOf(sixFeatures(), down, ignored).total) /
               (2 * h);
    };
    for (std::size_t d = 0; d < 4; ++d) {
        QVERIFY(near(gradients.gate(0, d), gateSlope(&ScaleGate::weights, d), 1e-7));
        QVERIFY(near(gradients.gate(1, d), gateSlope(&ScaleGate::biases, d), 1e-7));
    }
}

/// More pixels than a tile, in float, with several pixels to a patch.
void SagaVectorsTest::manyPixelsAgreeWithAPlainSum() {
    constexpr int pixels = 150, channels = 32, scales = 3;
    std::mt19937 random(3);
    std::normal_distribution<float> normal;
    Array<float, 2> features(pixels, channels), gates(scales, channels), weights(6, 6);
    for (float& value : features)
        value = normal(random);
    for (float& value : gates)
        value = std::abs(normal(random));
    std::vector<std::int32_t> patches;
    for (int p = 0; p < pixels; ++p)
        patches.push_back(p * 6 / pixels);
    const Array<double, 2> exact = pairWeights(sixPixels(), allUsed);
    std::copy(exact.begin(), exact.end(), weights.begin());
    const std::vector<SampledScale> sampled = {{9, -1}, {2.5, 1}, {0.5, 3}};
    const Array<std::uint16_t, 2> related = scaleTargets(sixPixels(), sampled);
    kernels::GatedCorrespondenceWork<float> work;
    Array<float, 2> gradients(pixels, channels), gateGradients(scales, channels);
    const auto measure = [&](Array<float, 2>& into) {
        return kernels::gatedCorrespondence<float>(
            features,
            gates,
            kernels::PatchPairs<float>{
                ArrayView<const std::int32_t, 1>(patches.data(), pixels), related, weights},
            kernels::PairChoice{.togetherChance = 0.3, .apartChance = 1},
            work,
            into,
            gateGradients);
    };
    const auto loss = measure(gradients);

    // With every pair that never belongs together drawn, only the pulled ones depend on chance.
    double apart = 0;
    std::int64_t apartPairs = 0;
    for (int p = 0; p < pixels; ++p)
        for (int q = p + 1; q < pixels; ++q) {
            const unsigned bits = related(patches[std::size_t(p)], patches[std::size_t(q)]);
            if (bits == 7)
                continue;
            ++apartPairs;
            for (int k = 0; k < scales; ++k) {
                double dot = 0, a = 0, b = 0;
                for (int d = 0; d < channels; ++d) {
                    const double x = double(features(p, d)) * gates(k, d),
                                 y = double(features(q, d)) * gates(k, d);
                    dot += x * y;
                    a += x * x;
                    b += y * y;
                }
                const double cosine = dot / std::sqrt(a * b);
                if (!((bits >> k) & 1) && cosine > 0)
                    apart += exact(patches[std::size_t(p)], patches[std::size_t(q)]) * cosine;
            }
        }
    QCOMPARE(loss.apartPairs, apartPairs);
    QVERIFY(near(loss.apart, apart / (scales * double(apartPairs)), 1e-5));
    QVERIFY(loss.togetherPairs > 0);

    Array<float, 2> again(pixels, channels);
    kernels::setThreadCount(1);
    measure(again);
    kernels::setThreadCount(0);
    QVERIFY(std::equal(again.begin(), again.end(), gradients.begin()));
}

void SagaVectorsTest::quantilesMatchTheCheckVector() {
    const QuantileTransform transform({8, 1, 0.5, 2, 1});
    const double values[8] = {0.1, 0.5, 0.75, 1, 1.5, 5, 8, 16},
                 expected[8] = {0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1};
    for (int i = 0; i < 8; ++i)
        QVERIFY2(near(transform(values[i]), expected[i]), qPrintable(QString::number(values[i])));
}

void SagaVectorsTest::quantilesSurviveKeeping() {
    std::vector<double> values;
    for (int i = 0; i < 2500; ++i)
        values.push_back(std::pow(i / 2500.0, 3));
    const QuantileTransform transform(values);
    QCOMPARE(transform.quantiles().size(), std::size_t{1000});
    const auto kept = QuantileTransform::fromQuantiles(
        {transform.quantiles().begin(), transform.quantiles().end()});
    for (double value : {0.001, 0.1, 0.5, 0.9}) {
        QCOMPARE(kept(value), transform(value));
        QVERIFY(near(transform(value), std::cbrt(value), 2e-3));
    }
}

void SagaVectorsTest::maskScaleMatchesTheCheckVector() {
    FloatImage depth(6, 4, 1, 2.0f);
    Image mask(6, 4, 1, 0);
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 6; ++x) {
            *depth.at(x, y) = y < 2 ? 2.0f : 3.0f;
            *mask.at(x, y) = y >= 1 && x >= 1 && x <= 4;
        }
    // The vector measures from whole columns, a lens from their middles: half a pixel apart.
    const Intrinsics lens{6, 4, 3, 2, 3.5, 2.5, {}};
    QVERIFY(near(maskScale(mask, depth, lens), 2.791711));
    *mask.at(3, 3) = 0;
    Image dot(6, 4, 1, 0);
    *dot.at(2, 2) = 255;
    QCOMPARE(maskScale(dot, depth, lens), 0.0);
    QCOMPARE(maskScale(mask, FloatImage(6, 4, 1, 0.0f), lens), 0.0);
}

void SagaVectorsTest::patchesMeasureLikeTheirMask() {
    FloatImage depth(12, 9, 1);
    IdImage patches(12, 9, 1, 0);
    Image mask(12, 9, 1, 0);
    for (int y = 0; y < 9; ++y)
        for (int x = 0; x < 12; ++x) {
            *depth.at(x, y) = 2 + 0.3f * static_cast<float>(x) + 0.1f * static_cast<float>(y * y);
            *patches.at(x, y) = y < 2 ? 0 : x < 4 ? 1 : x < 8 ? 2 : 3;
            *mask.at(x, y) = *patches.at(x, y) == 1 || *patches.at(x, y) == 2;
        }
    const Intrinsics lens{12, 9, 10, 10, 6, 4.5, {}};
    const std::vector<std::vector<std::int32_t>> masks = {{1, 2}, {3}};
    const std::vector<double> scales = maskScales(masks, patches, depth, lens);
    QVERIFY(near(scales[0], maskScale(mask, depth, lens), 1e-12));
    QVERIFY(scales[1] > 0 && scales[1] < scales[0]);
}

void SagaVectorsTest::smoothingMatchesTheCheckVector() {
    Array<float, 2> features(3, 2), means(3, 2);
    const float values[6] = {3, 4, 0, 2, -1, 0};
    std::copy(values, values + 6, features.begin());
    Array<std::int32_t, 2> neighbors(3, 2);
    const std::int32_t pairs[6] = {0, 1, 1, 0, 2, 1};
    std::copy(pairs, pairs + 6, neighbors.begin());
    Array<std::uint32_t, 1> all(3);
    for (int i = 0; i < 3; ++i)
        all(i) = static_cast<std::uint32_t>(i);
    Array<float, 1> lengths(3);
    const double plain[6] = {0.3, 0.9, 0.3, 0.9, -0.5, 0.5},
                 unit[6] = {.316228, .948683, .316228, .948683, -.707107, .707107};
    kernels::smoothFeaturesOver(features, neighbors, ~0u, all, false, means, lengths);
    for (int i = 0; i < 6; ++i)
        QVERIFY(near(means.data()[i], plain[i], 1e-6));
    kernels::smoothFeaturesOver(features, neighbors, ~0u, all, true, means, lengths);
    for (int i = 0; i < 6; ++i)
        QVERIFY(near(means.data()[i], unit[i], 1e-6));
}

void SagaVectorsTest::sampledScalesLieBetweenMasks() {
    const std::vector<double> scales = {7, 5, 5, 3, 2, 1, 0.8, 0.7, 0.6, 0.5, 0.4};
    std::mt19937_64 random(9);
    for (int round = 0; round < 50; ++round) {
        const std::vector<SampledScale> sampled = sampleScales(scales, 7, random);
        QCOMPARE(sampled.size(), std::size_t{10});
        QCOMPARE(sampled.front().mask, -1);
        QVERIFY(sampled.front().value >= 5 && sampled.front().value <= 14);
        QCOMPARE(sampled.back().mask, 10);
        for (std::size_t k = 1; k < sampled.size(); ++k) {
            const auto mask = std::size_t(sampled[k].mask);
            QVERIFY(sampled[k].value <= scales[mask]);
            QVERIFY(sampled[k].value >= (mask + 1 < scales.size() ? scales[mask + 1] : 0));
        }
    }
    QCOMPARE(sampleScales(std::vector<double>{2.0}, 7, random).size(), std::size_t{3});
}

QTEST_GUILESS_MAIN(SagaVectorsTest)
#include "saga_vectors_test.moc"
