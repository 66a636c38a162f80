// SPDX-License-Identifier: Apache-2.0
#include "core/image/rle.h"

#include <QTest>

#include <random>

using namespace cleave;

namespace {

Image randomMask(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    Image mask(width, height, 1);
    bool inside = false;
    for (auto& pixel : mask.pixels) {
        if (random() % 4 == 0)
            inside = !inside;
        pixel = inside ? 255 : 0;
    }
    return mask;
}

} // namespace

class RleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsGoDownTheColumnsAndStartWithZeros();
    void aMaskThatStartsInsideHasAnEmptyFirstRun();
    void decodingRestoresTheMask();
    void countsThatDoNotFillTheImageAreABrokenPromise();
    void everyIdBecomesOneRegion();
    void intersectionAndUnionAgreeWithPixels();
    void resizingTakesThePixelUnderTheCentre();
};

void RleTest::runsGoDownTheColumnsAndStartWithZeros() {
    Image mask(3, 2, 1);
    *mask.at(1, 0) = 1; // column-major positions 2 and 5
    *mask.at(2, 1) = 1;
    const Rle rle = encodeRle(mask);
    QCOMPARE(rle.counts, (std::vector<std::uint32_t>{2, 1, 2, 1}));
    QCOMPARE(rle.area(), std::int64_t{2});
}

void RleTest::aMaskThatStartsInsideHasAnEmptyFirstRun() {
    const Rle rle = encodeRle(Image(2, 2, 1, 255));
    QCOMPARE(rle.counts, (std::vector<std::uint32_t>{0, 4}));
}

void RleTest::decodingRestoresTheMask() {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const Image mask = randomMask(13, 9, seed);
        const Rle rle = encodeRle(mask);
        QVERIFY(decodeRle(rle) == mask);
        QVERIFY(rleFromRuns(insideRuns(rle), 13, 9) == rle);
    }
}

void RleTest::countsThatDoNotFillTheImageAreABrokenPromise() {
    QVERIFY_EXCEPTION_THROWN(decodeRle(Rle{3, 2, {2, 1}}), BrokenPromise);
}

void RleTest::everyIdBecomesOneRegion() {
    IdImage ids(3, 2, 1);
    ids.pixels = {7, 0, 7, 7, 2, -1};
    const auto regions = encodeIds(ids);
    QCOMPARE(regions.size(), std::size_t{2});
    QCOMPARE(regions[0].first, 2);
    QCOMPARE(regions[0].second.counts, (std::vector<std::uint32_t>{3, 1, 2}));
    QCOMPARE(regions[1].first, 7);
    QCOMPARE(regions[1].second.counts,
             (std::vector<std::uint32_t>{0, 2, 2, 1, 1})); // not connected
}

void RleTest::intersectionAndUnionAgreeWithPixels() {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const Image a = randomMask(17, 11, seed), b = randomMask(17, 11, seed + 100);
        Image both(17, 11, 1);
        std::int64_t shared = 0;
        for (std::size_t i = 0; i < a.pixels.size(); ++i) {
            shared += a.pixels[i] != 0 && b.pixels[i] != 0;
            both.pixels[i] = a.pixels[i] | b.pixels[i];
        }
        const Rle rleA = encodeRle(a), rleB = encodeRle(b);
        QCOMPARE(intersectionArea(rleA, rleB), shared);
        QVERIFY(rleFromRuns(unite(insideRuns(rleA), insideRuns(rleB)), 17, 11) == encodeRle(both));
    }
}

void RleTest::resizingTakesThePixelUnderTheCentre() {
    Image mask(4, 2, 1);
    *mask.at(1, 1) = *mask.at(3, 1) = 255;
    QVERIFY(decodeRle(resizeNearest(encodeRle(mask), 2, 1)).pixels ==
            (std::vector<std::uint8_t>{255, 255}));
    const Image doubled = decodeRle(resizeNearest(encodeRle(mask), 8, 4));
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 8; ++x)
            QCOMPARE(*doubled.at(x, y), *mask.at(x / 2, y / 2));
}

QTEST_GUILESS_MAIN(RleTest)
#include "rle_test.moc"
