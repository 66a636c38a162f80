// SPDX-License-Identifier: Apache-2.0
#include "core/methods/pixel_sample.h"

#include <QTest>

#include <map>
#include <set>

using namespace cleave;

namespace {

/// 40 x 25: patch 1 fills the left half, patch 2 a small corner of the right, the rest is
/// background.
MaskHierarchy twoPatches() {
    MaskHierarchy hierarchy;
    hierarchy.patches = IdImage(40, 25, 1);
    for (int y = 0; y < 25; ++y)
        for (int x = 0; x < 40; ++x)
            *hierarchy.patches.at(x, y) = x < 20 ? 1 : x >= 36 && y < 5 ? 2 : 0;
    hierarchy.patchCount = 3;
    hierarchy.correlation = {0, 0, 0, 0, 1, 0, 0, 0, 1};
    return hierarchy;
}

std::map<int, int> counts(const PixelSample& sample) {
    std::map<int, int> result;
    for (std::int32_t patch : sample.patches)
        ++result[patch];
    return result;
}

} // namespace

class PixelSampleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsCarryTheirPatch();
    void balanceFeedsSmallPatches();
    void withoutReplacementPixelsAreDistinct();
    void sharesSumToThePatches();
    void sameSeedSameSample();
    void aViewWithoutMasksGivesNothing();
};

void PixelSampleTest::pixelsCarryTheirPatch() {
    const MaskHierarchy hierarchy = twoPatches();
    std::mt19937_64 random(1);
    const PixelSample sample =
        samplePixels(hierarchy, {.count = 200, .withBackground = true}, random);
    QVERIFY(std::abs(int(sample.pixels.size()) - 200) <= 3);
    for (std::size_t i = 0; i < sample.pixels.size(); ++i) {
        QCOMPARE(hierarchy.patches.pixels[std::size_t(sample.pixels[i])], sample.patches[i]);
        QVERIFY(i == 0 || sample.pixels[i - 1] <= sample.pixels[i]);
    }
    QVERIFY(counts(sample).contains(0));
}

void PixelSampleTest::balanceFeedsSmallPatches() {
    const MaskHierarchy hierarchy = twoPatches();
    std::mt19937_64 random(1);
    const auto even = counts(
        samplePixels(hierarchy, {.count = 200, .balance = 1, .withReplacement = true}, random));
    QCOMPARE(even.at(1), 100);
    QCOMPARE(even.at(2), 100);
    const auto byArea =
        counts(samplePixels(hierarchy, {.count = 520, .withReplacement = true}, random));
    QVERIFY(std::abs(byArea.at(2) - 20) <= 1);
    QVERIFY(!byArea.contains(0));
}

void PixelSampleTest::withoutReplacementPixelsAreDistinct() {
    std::mt19937_64 random(2);
    const PixelSample sample = samplePixels(twoPatches(), {.count = 200, .balance = 1}, random);
    QCOMPARE(std::set<int>(sample.pixels.begin(), sample.pixels.end()).size(),
             sample.pixels.size());
    QCOMPARE(counts(sample).at(2), 20); // all it has
}

void PixelSampleTest::sharesSumToThePatches() {
    std::mt19937_64 random(3);
    const PixelSample sample =
        samplePixels(twoPatches(), {.count = 150, .balance = 0.5, .withBackground = true}, random);
    std::map<int, double> sums;
    for (std::size_t i = 0; i < sample.pixels.size(); ++i)
        sums[sample.patches[i]] += sample.shares[i];
    QVERIFY(std::abs(sums[0] - 480) < 0.01 && std::abs(sums[1] - 500) < 0.01 &&
            std::abs(sums[2] - 20) < 0.01);
}

void PixelSampleTest::sameSeedSameSample() {
    std::mt19937_64 first(5), second(5), third(6);
    const PixelSampleParams params{.count = 100};
    const auto pixels = samplePixels(twoPatches(), params, first).pixels;
    QVERIFY(pixels == samplePixels(twoPatches(), params, second).pixels);
    QVERIFY(pixels != samplePixels(twoPatches(), params, third).pixels);
}

void PixelSampleTest::aViewWithoutMasksGivesNothing() {
    MaskHierarchy hierarchy;
    hierarchy.patches = IdImage(4, 4, 1);
    hierarchy.correlation = {0};
    std::mt19937_64 random(1);
    QVERIFY(samplePixels(hierarchy, {.count = 10}, random).pixels.empty());
}

QTEST_GUILESS_MAIN(PixelSampleTest)
#include "pixel_sample_test.moc"
