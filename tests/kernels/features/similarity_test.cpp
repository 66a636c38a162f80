// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/features/similarity.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace cleave;
using namespace cleave::kernels;

class SimilarityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() { setSimdTarget(SimdTarget::Avx512); }

    void equalsThePlainFormula_data();
    void equalsThePlainFormula();
    void staysBetweenZeroAndOne();
    void bitsAreTheComparisonOfEveryValue_data();
    void bitsAreTheComparisonOfEveryValue();
    void nanIsNotAboveAnything();
};

void SimilarityTest::equalsThePlainFormula_data() {
    tests::addSimdTargets();
}

void SimilarityTest::equalsThePlainFormula() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (int dimensions : {1, 3, 16, 32})
        for (int queryCount : {1, 2, 5})
            for (int count : {1, 3, 64, 20001}) {
                const auto features = tests::normalRows(count, dimensions, 1, 0.4f);
                const auto queries = tests::normalRows(queryCount, dimensions, 2, 0.4f);
                Array<float, 1> similarity(count);
                querySimilarity(features, queries, similarity);
                for (int i = 0; i < count; ++i) {
                    double best = 0;
                    for (int m = 0; m < queryCount; ++m) {
                        double dot = 0;
                        for (int k = 0; k < dimensions; ++k)
                            dot += double(features(i, k)) * queries(m, k);
                        best = std::max(best, std::clamp((dot + 1) / 2, 0.0, 1.0));
                    }
                    QVERIFY(std::abs(similarity(i) - best) < 1e-5);
                }
            }
}

void SimilarityTest::staysBetweenZeroAndOne() {
    Array<float, 2> features(5, 16), query(1, 16);
    features.fill(0);
    for (int k = 0; k < 16; ++k) {
        query(0, k) = 0.25f;
        features(0, k) = 0.2501f; // a little longer than unit
        features(1, k) = -0.2501f;
        features(2, k) = std::numeric_limits<float>::quiet_NaN();
        features(4, k) = 9;
    }
    Array<float, 1> similarity(5);
    querySimilarity(features, query, similarity);
    const std::vector<float> expected = {1, 0, 0, 0.5f, 1};
    for (int i = 0; i < 5; ++i)
        QCOMPARE(similarity(i), expected[std::size_t(i)]);
}

void SimilarityTest::bitsAreTheComparisonOfEveryValue_data() {
    tests::addSimdTargets();
}

void SimilarityTest::bitsAreTheComparisonOfEveryValue() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (std::int64_t count : {0, 1, 63, 64, 65, 300000}) {
        std::mt19937 random(7);
        std::uniform_real_distribution<float> uniform;
        Array<float, 1> values(count);
        for (float& value : values)
            value = uniform(random);
        Array<std::uint64_t, 1> words((count + 63) / 64);
        words.fill(~std::uint64_t{0});
        const std::int64_t selected = thresholdBits(values, 0.37f, words);
        std::int64_t expected = 0;
        for (std::int64_t i = 0; i < words.count() * 64; ++i) {
            const bool isAbove = i < count && values(i) > 0.37f;
            expected += isAbove;
            QCOMPARE(bool((words(i / 64) >> (i % 64)) & 1), isAbove);
        }
        QCOMPARE(selected, expected);
    }
}

void SimilarityTest::nanIsNotAboveAnything() {
    Array<float, 1> values(2);
    values(0) = std::numeric_limits<float>::quiet_NaN();
    values(1) = 0.5f;
    Array<std::uint64_t, 1> words(1);
    QCOMPARE(thresholdBits(values, -1.0f, words), std::int64_t{1});
    QCOMPARE(words(0), std::uint64_t{2});
}

QTEST_GUILESS_MAIN(SimilarityTest)
#include "similarity_test.moc"
