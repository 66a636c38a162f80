// SPDX-License-Identifier: Apache-2.0
// Check vectors V2 of the method's specification, and the gradient against central differences in
// double.
#include "core/methods/omniseg3d/contrastive_loss.h"
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace cleave;
using kernels::Array;

namespace {

const std::vector<std::int32_t> rayPatches = {1, 1, 2, 2, 3, 3, 0};
/// Patches 0..3; patch 2 lies in patch 1's mask.
const std::vector<std::uint16_t> nested = {0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 2, 0, 0, 0, 0, 1};
/// Every patch shares a mask with every other.
const std::vector<std::uint16_t> allRelated = {0, 0, 0, 0, 0, 2, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1};

Array<double, 2> sevenRays() {
    const double values[7][2] = {
        {1, 0}, {0.96, 0.28}, {0.8, 0.6}, {0.9, 0.5}, {0, 1}, {-0.6, 0.8}, {0.5, 0.5}};
    Array<double, 2> features(7, 2);
    for (int p = 0; p < 7; ++p)
        for (int d = 0; d < 2; ++d)
            features(p, d) = values[p][d];
    return features;
}

ContrastiveLossParams hashGridForm() {
    return {.minimumPixels = 1,
            .levelWeight = 5,
            .weight = 5e-4,
            .rayNormWeight = 100,
            .normalised = false,
            .concentrationMin = 0.1};
}

bool near(double value, double expected, double tolerance = 6e-7) {
    return std::abs(value - expected) <= tolerance;
}

/// A random hierarchy: a few masks over a few patches.
struct RandomCase {
    Array<double, 2> features;
    std::vector<std::int32_t> patches;
    std::vector<std::uint16_t> correlation;
    int patchCount = 9;

    explicit RandomCase(int rays, int dimensions, unsigned seed) : features(rays, dimensions) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        for (double& value : features)
            value = normal(random);
        std::vector<unsigned> membership = {0};
        for (int patch = 1; patch < patchCount; ++patch)
            membership.push_back(1u + random() % 31);
        for (unsigned a : membership)
            for (unsigned b : membership)
                correlation.push_back(static_cast<std::uint16_t>(__builtin_popcount(a & b)));
        for (int p = 0; p < rays; ++p)
            patches.push_back(
                static_cast<std::int32_t>(random() % static_cast<unsigned>(patchCount)));
    }
};

} // namespace

class ContrastiveLossTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashGridFormMatchesTheCheckVector();
    void smallerLevelWeightCountsDistantLevelsMore();
    void onlyUnrelatedPatchesAreDropped();
    void publishedRuleDropsTheSmallestLevel();
    void gaussianFormMatchesTheCheckVector();
    void distantLevelIsNeverCloserThanANearOne();
    void gradientMatchesCentralDifferences();
    void floatAgreesWithDouble();
    void threadsDoNotChangeTheResult();
    void raysInNoMaskHaveNoGradient();
    void withoutClustersThereIsNoContrast();
};

void ContrastiveLossTest::hashGridFormMatchesTheCheckVector() {
    const auto features = sevenRays();
    Array<double, 2> gradients(7, 2);
    auto params = hashGridForm();
    ContrastiveLoss loss =
        contrastiveLoss<double>(features, rayPatches, nested, 4, params, gradients);
    QVERIFY(near(loss.contrast, 4.994186));
    QVERIFY(near(loss.norm, 0.00014566, 6e-9));
    QVERIFY(near(loss.total, 0.017063));
    QCOMPARE(loss.clusters, 3);
    QVERIFY(near(gradients(3, 0), 0.861833) && near(gradients(3, 1), 0.479425));

    params.rayNormWeight = 0;
    params.weight = 1;
    contrastiveLoss<double>(features, rayPatches, nested, 4, params, gradients);
    const double expected[7][2] = {{-0.429723, 0.496458},
                                   {-0.344705, 0.602804},
                                   {0.799534, 1.715107},
                                   {0.818018, 1.713063},
                                   {2.531936, 0.098389},
                                   {1.093984, -0.350572},
                                   {0, 0}};
    for (int p = 0; p < 7; ++p)
        for (int d = 0; d < 2; ++d)
            QVERIFY(near(gradients(p, d), expected[p][d]));
}

void ContrastiveLossTest::smallerLevelWeightCountsDistantLevelsMore() {
    Array<double, 2> gradients(7, 2);
    auto params = hashGridForm();
    params.levelWeight = 2;
    const ContrastiveLoss loss =
        contrastiveLoss<double>(sevenRays(), rayPatches, nested, 4, params, gradients);
    QVERIFY(near(loss.contrast, 6.290154));
    QVERIFY(near(loss.total, 0.017711));
}

void ContrastiveLossTest::onlyUnrelatedPatchesAreDropped() {
    Array<double, 2> gradients(7, 2);
    const ContrastiveLoss loss =
        contrastiveLoss<double>(sevenRays(), rayPatches, allRelated, 4, hashGridForm(), gradients);
    // Summed by hand from the specification's matrix of l: cluster 1: {1}, then {2, 3} bounded by
    // level 0; clusters 2 and 3: all in one level.
    const double l[6][3] = {{1.542416, 0.277308, 3.564368},
                            {1.883217, 0.196406, 3.641169},
                            {2.181948, 0.157775, 3.407106},
                            {2.137948, 0.155945, 3.630702},
                            {2.119318, 0.432507, 1.465311},
                            {2.137878, 1.547494, 0.401501}};
    double expected = 0;
    for (int p = 0; p < 2; ++p)
        expected += l[p][0] + 0.2 * (std::max(l[p][1], l[p][0]) + std::max(l[p][2], l[p][0])) / 2;
    for (int p = 2; p < 6; ++p)
        expected += (l[p][0] + l[p][1] + l[p][2]) / 3;
    QVERIFY(near(loss.contrast, expected, 1e-5));
}

void ContrastiveLossTest::publishedRuleDropsTheSmallestLevel() {
    Array<double, 2> gradients(7, 2);
    auto params = hashGridForm();
    params.dropsSmallestLevel = true;
    const ContrastiveLoss loss =
        contrastiveLoss<double>(sevenRays(), rayPatches, allRelated, 4, params, gradients);
    QVERIFY(near(loss.contrast, 3.425633));
    QVERIFY(near(loss.total, 0.016279));
    // Where some patch is unrelated, both rules agree.
    QVERIFY(near(
        contrastiveLoss<double>(sevenRays(), rayPatches, nested, 4, params, gradients).contrast,
        4.994186));
}

void ContrastiveLossTest::gaussianFormMatchesTheCheckVector() {
    Array<double, 2> gradients(7, 2);
    const ContrastiveLossParams params{.minimumPixels = 1};
    const ContrastiveLoss loss =
        contrastiveLoss<double>(sevenRays(), rayPatches, nested, 4, params, gradients);
    QVERIFY(near(loss.contrast, 4.581816));
    QVERIFY(near(loss.total, 0.004582));
}

void ContrastiveLossTest::distantLevelIsNeverCloserThanANearOne() {
    // Cluster 1 scatters, cluster 2 sits where a ray of cluster 1 points: as distant as its own
    // cluster for that ray, not closer.
    Array<double, 2> features(4, 2), gradients(4, 2);
    const double values[4][2] = {{1, 0}, {-0.8, 0.6}, {1, 0}, {1, 0}};
    for (int p = 0; p < 4; ++p)
        for (int d = 0; d < 2; ++d)
            features(p, d) = values[p][d];
    const std::vector<std::int32_t> patches = {1, 1, 2, 2};
    const std::vector<std::uint16_t> correlation = {0, 0, 0, 0, 2, 1, 0, 1, 2};
    ContrastiveLossParams params{
        .minimumPixels = 1, .levelWeight = 1, .weight = 1, .normalised = false};
    const double both =
        contrastiveLoss<double>(features, patches, correlation, 3, params, gradients).contrast;
    const std::vector<std::uint16_t> alone = {0, 0, 0, 0, 1, 0, 0, 0, 1};
    const double near0 =
        contrastiveLoss<double>(features, patches, alone, 3, params, gradients).contrast;
    // u1 = (0.1, 0.3), u2 = (1, 0); phi1 is 1 after clipping, phi2 0.5
    const auto l = [](double x, double y, int j) {
        const double z1 = 0.1 * x + 0.3 * y, z2 = 2 * x;
        return std::log(std::exp(z1) + std::exp(z2) + 1e-6) - (j == 1 ? z1 : z2);
    };
    const double expected = near0 + std::max(l(1, 0, 2), l(1, 0, 1)) +
                            std::max(l(-0.8, 0.6, 2), l(-0.8, 0.6, 1)) +
                            2 * std::max(l(1, 0, 1), l(1, 0, 2));
    QVERIFY(l(1, 0, 2) < l(1, 0, 1));
    QVERIFY(near(both, expected, 1e-9));
}

void ContrastiveLossTest::gradientMatchesCentralDifferences() {
    // Of the objective with the parts held constant that the method detaches, so the temperature is
    // pinned by equal bounds.
    for (int dimensions : {3, 16}) {
        RandomCase test(60, dimensions, 11);
        ContrastiveLossParams params{.minimumPixels = 2,
                                     .levelWeight = 3,
                                     .weight = 0.5,
                                     .rayNormWeight = 2,
                                     .normalised = false,
                                     .concentrationMin = 0.7,
                                     .concentrationMax = 0.7};
        Array<double, 2> gradients(60, dimensions), unused(60, dimensions);
        contrastiveLoss<double>(
            test.features, test.patches, test.correlation, test.patchCount, params, gradients);
        for (std::int64_t i = 0; i < gradients.count(); i += 7) {
            const double step = 1e-5, value = test.features.data()[i];
            test.features.data()[i] = value + step;
            const double up =
                contrastiveLoss<double>(
                    test.features, test.patches, test.correlation, test.patchCount, params, unused)
                    .total;
            test.features.data()[i] = value - step;
            const double down =
                contrastiveLoss<double>(
                    test.features, test.patches, test.correlation, test.patchCount, params, unused)
                    .total;
            test.features.data()[i] = value;
            const double numeric = (up - down) / (2 * step);
            QVERIFY2(
                std::abs(numeric - gradients.data()[i]) < 1e-6 * (1 + std::abs(numeric)),
                qPrintable(
                    QString("%1: %2 instead of %3").arg(i).arg(gradients.data()[i]).arg(numeric)));
        }
    }
}

void ContrastiveLossTest::floatAgreesWithDouble() {
    RandomCase test(3000, 16, 5);
    Array<float, 2> features(3000, 16), gradients(3000, 16);
    for (std::int64_t i = 0; i < features.count(); ++i)
        features.data()[i] = static_cast<float>(test.features.data()[i]);
    Array<double, 2> expected(3000, 16);
    const ContrastiveLossParams params;
    const auto loss = contrastiveLoss<float>(
        features, test.patches, test.correlation, test.patchCount, params, gradients);
    const auto reference = contrastiveLoss<double>(
        test.features, test.patches, test.correlation, test.patchCount, params, expected);
    QVERIFY(std::abs(loss.total - reference.total) < 1e-5 * reference.total);
    double largest = 0, difference = 0;
    for (std::int64_t i = 0; i < expected.count(); ++i) {
        largest = std::max(largest, std::abs(expected.data()[i]));
        difference = std::max(difference, std::abs(expected.data()[i] - gradients.data()[i]));
    }
    QVERIFY(difference < 1e-4 * largest);
}

void ContrastiveLossTest::threadsDoNotChangeTheResult() {
    RandomCase test(3000, 16, 6);
    Array<double, 2> one(3000, 16), many(3000, 16);
    kernels::setThreadCount(1);
    const double first =
        contrastiveLoss<double>(
            test.features, test.patches, test.correlation, test.patchCount, {}, one)
            .total;
    kernels::setThreadCount(4);
    const double second =
        contrastiveLoss<double>(
            test.features, test.patches, test.correlation, test.patchCount, {}, many)
            .total;
    kernels::setThreadCount(0);
    QCOMPARE(first, second);
    for (std::int64_t i = 0; i < one.count(); ++i)
        QVERIFY(one.data()[i] == many.data()[i]);
}

void ContrastiveLossTest::raysInNoMaskHaveNoGradient() {
    RandomCase test(200, 16, 7);
    Array<double, 2> gradients(200, 16);
    contrastiveLoss<double>(test.features,
                            test.patches,
                            test.correlation,
                            test.patchCount,
                            {.minimumPixels = 5, .rayNormWeight = 100},
                            gradients);
    int unlabelled = 0;
    for (std::size_t p = 0; p < test.patches.size(); ++p) {
        if (test.patches[p] != 0)
            continue;
        ++unlabelled;
        for (int d = 0; d < 16; ++d)
            QCOMPARE(gradients(std::int64_t(p), d), 0.0);
    }
    QVERIFY(unlabelled > 0);
}

void ContrastiveLossTest::withoutClustersThereIsNoContrast() {
    RandomCase test(8, 4, 8);
    Array<double, 2> gradients(8, 4);
    const auto loss = contrastiveLoss<double>(
        test.features, test.patches, test.correlation, test.patchCount, {}, gradients);
    QCOMPARE(loss.clusters, 0);
    QCOMPARE(loss.total, 0.0);
}

QTEST_GUILESS_MAIN(ContrastiveLossTest)
#include "contrastive_loss_test.moc"
