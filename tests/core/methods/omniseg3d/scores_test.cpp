// SPDX-License-Identifier: Apache-2.0
// Check vectors V4 (click) and V5 (dense prompt) of the method's specification.
#include "core/methods/feature_similarity.h"
#include "core/methods/omniseg3d/dense_score.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace cleave;

namespace {

bool near(double value, double expected) {
    return std::abs(value - expected) < 1e-6;
}

} // namespace

class ScoresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clickSimilarityMatchesTheCheckVector();
    void denseScoreMatchesTheCheckVector();
    void withoutNegativesOnlyThePositivesCount();
};

void ScoresTest::clickSimilarityMatchesTheCheckVector() {
    const std::vector<float> feature = {0.6f, 0.8f}, first = {0.8f, 0.6f}, second = {0, 1};
    const Eigen::Vector3f position(0, 0, 1), firstPosition(0, 0, 0.5f), secondPosition(0, 1, 1);
    QVERIFY(near(clickSimilarity(feature, position, first, firstPosition, 0), 0.98));
    QVERIFY(near(clickSimilarity(feature, position, second, secondPosition, 0), 0.9));
    QVERIFY(near(clickSimilarity(feature, position, first, firstPosition, 2), 0.676582));
    QVERIFY(near(clickSimilarity(feature, position, second, secondPosition, 2), 0.554134));
}

void ScoresTest::denseScoreMatchesTheCheckVector() {
    const std::vector<float> feature = {0.6f, 0.8f}, position = {0, 0, 0};
    const std::vector<float> positives = {1, 0, 0.8f, 0.6f, 0.6f, 0.8f},
                             positivePositions = {0, 0, 0.1f, 0, 0.2f, 0, 0.1f, 0, 0};
    const std::vector<float> negatives = {0, 1, -1, 0}, negativePositions = {0, 0, 0.3f, 1, 0, 0};
    float score = 0;
    denseScore(kernels::ArrayView<const float, 2>(feature.data(), 1, 2),
               kernels::ArrayView<const float, 2>(position.data(), 1, 3),
               {kernels::ArrayView<const float, 2>(positives.data(), 3, 2),
                kernels::ArrayView<const float, 2>(positivePositions.data(), 3, 3)},
               {kernels::ArrayView<const float, 2>(negatives.data(), 2, 2),
                kernels::ArrayView<const float, 2>(negativePositions.data(), 2, 3)},
               5,
               kernels::ArrayView<float, 1>(&score, 1));
    QVERIFY(near(score, 1.128555));
}

void ScoresTest::withoutNegativesOnlyThePositivesCount() {
    const std::vector<float> feature = {0.6f, 0.8f}, position = {0, 0, 0};
    float score = 0;
    const kernels::ArrayView<const float, 2> features(feature.data(), 1, 2),
        positions(position.data(), 1, 3);
    denseScore(
        features, positions, {features, positions}, {}, 5, kernels::ArrayView<float, 1>(&score, 1));
    QVERIFY(near(score, 2));
}

QTEST_GUILESS_MAIN(ScoresTest)
#include "scores_test.moc"
