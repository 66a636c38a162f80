// SPDX-License-Identifier: Apache-2.0
#include "core/masks/mask_hierarchy.h"

#include <QTest>

#include <map>
#include <random>

using namespace cleave;

namespace {

Mask fromBits(const std::string& bits) {
    Image image(static_cast<int>(bits.size()), 1, 1);
    for (std::size_t i = 0; i < bits.size(); ++i)
        image.pixels[i] = bits[i] == '1';
    return {encodeRle(image), 1, 1};
}

std::string run(int begin, int end, int length) {
    std::string bits(static_cast<std::size_t>(length), '0');
    for (int i = begin; i < end; ++i)
        bits[static_cast<std::size_t>(i)] = '1';
    return bits;
}

/// The published steps, on one bool per mask and pixel.
MaskHierarchy slowHierarchy(const std::vector<Mask>& masks, int width, int height) {
    std::vector<std::vector<bool>> sets;
    for (const Mask& mask : masks) {
        const Image image = decodeRle(mask.region);
        sets.emplace_back(image.pixels.begin(), image.pixels.end());
    }
    const auto area = [](const std::vector<bool>& set) {
        return std::count(set.begin(), set.end(), true);
    };
    std::stable_sort(
        sets.begin(), sets.end(), [&](const auto& a, const auto& b) { return area(a) < area(b); });
    for (std::size_t m = 0; m < sets.size(); ++m)
        for (std::size_t k = m + 1; k < sets.size(); ++k) {
            int shared = 0;
            for (std::size_t i = 0; i < sets[m].size(); ++i)
                shared += sets[m][i] && sets[k][i];
            if (shared * 10 > 9 * area(sets[m]))
                for (std::size_t i = 0; i < sets[m].size(); ++i)
                    sets[k][i] = sets[k][i] || sets[m][i];
        }
    std::map<std::vector<bool>, int> patches{{std::vector<bool>(sets.size(), false), 0}};
    const std::size_t pixels = static_cast<std::size_t>(width) * height;
    const auto member = [&](std::size_t i) {
        std::vector<bool> bits;
        for (const auto& set : sets)
            bits.push_back(set[i]);
        return bits;
    };
    for (std::size_t i = 0; i < pixels; ++i)
        patches.emplace(member(i), 0);
    int next = 0;
    for (auto& [bits, id] : patches)
        id = next++;
    MaskHierarchy result;
    result.patchCount = next;
    result.patches = IdImage(width, height, 1);
    for (std::size_t i = 0; i < pixels; ++i)
        result.patches.pixels[i] = patches.at(member(i));
    for (const auto& [a, idA] : patches)
        for (const auto& [b, idB] : patches) {
            int shared = 0;
            for (std::size_t m = 0; m < sets.size(); ++m)
                shared += a[m] && b[m];
            result.correlation.push_back(static_cast<std::uint16_t>(shared));
        }
    return result;
}

} // namespace

class MaskHierarchyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checkVectorV1();
    void checkVectorV1b();
    void backgroundKeepsIdZeroWhenEverythingIsCovered();
    void noMasksAreAllBackground();
    void emptyMasksChangeNothing();
    void agreesWithThePublishedSteps();
    void manyMasksOrderBeyondOneWord();
};

void MaskHierarchyTest::checkVectorV1() {
    const std::vector<Mask> masks{fromBits("0110000000000000"),
                                  fromBits("0000000000001100"),
                                  fromBits("0000000011111110"),
                                  fromBits("0111111111100000"),
                                  fromBits("1011111111110000")};
    const MaskHierarchy h = buildMaskHierarchy(masks, 16, 1);
    QCOMPARE(h.patchCount, 9);
    QCOMPARE(h.patches.pixels,
             (std::vector<std::int32_t>{1, 7, 8, 2, 2, 2, 2, 2, 5, 5, 5, 4, 6, 6, 3, 0}));
    const std::vector<std::uint16_t> correlation{
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 2, 0, 1, 2, 0, 1, 2,
        0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 2, 2, 1, 0, 1, 0, 1, 2, 1, 2, 3, 1, 1, 2,
        0, 0, 0, 1, 1, 1, 2, 0, 0, 0, 0, 1, 0, 0, 1, 0, 2, 2, 0, 1, 2, 0, 1, 2, 0, 2, 3};
    QCOMPARE(h.correlation, correlation);
}

void MaskHierarchyTest::checkVectorV1b() {
    const MaskHierarchy h = buildMaskHierarchy(
        std::vector<Mask>{fromBits(run(0, 11, 24)), fromBits(run(1, 17, 24))}, 24, 1);
    std::vector<std::int32_t> patches(24, 0);
    for (int i = 0; i < 17; ++i)
        patches[static_cast<std::size_t>(i)] = i < 11 ? 2 : 1;
    QCOMPARE(h.patches.pixels, patches);
    QCOMPARE(h.correlation, (std::vector<std::uint16_t>{0, 0, 0, 0, 1, 1, 0, 1, 2}));
}

void MaskHierarchyTest::backgroundKeepsIdZeroWhenEverythingIsCovered() {
    const MaskHierarchy h =
        buildMaskHierarchy(std::vector<Mask>{fromBits("1111"), fromBits("1100")}, 4, 1);
    QCOMPARE(h.patchCount, 3);
    QCOMPARE(h.patches.pixels, (std::vector<std::int32_t>{2, 2, 1, 1}));
    QCOMPARE(h.correlation, (std::vector<std::uint16_t>{0, 0, 0, 0, 1, 1, 0, 1, 2}));
}

void MaskHierarchyTest::noMasksAreAllBackground() {
    const MaskHierarchy h = buildMaskHierarchy({}, 3, 2);
    QCOMPARE(h.patchCount, 1);
    QCOMPARE(h.patches.pixels, std::vector<std::int32_t>(6, 0));
    QCOMPARE(h.correlation, std::vector<std::uint16_t>{0});
}

void MaskHierarchyTest::emptyMasksChangeNothing() {
    const std::vector<Mask> with{fromBits("0000"), fromBits("0110")}, without{fromBits("0110")};
    QVERIFY(buildMaskHierarchy(with, 4, 1) == buildMaskHierarchy(without, 4, 1));
}

void MaskHierarchyTest::agreesWithThePublishedSteps() {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
        const int width = 9, height = 7;
        std::vector<Mask> masks;
        for (int m = 0; m < 8; ++m) {
            const int x0 = random() % width, x1 = x0 + 1 + random() % (width - x0),
                      y0 = random() % height, y1 = y0 + 1 + random() % (height - y0);
            Image image(width, height, 1);
            for (int y = y0; y < y1; ++y)
                for (int x = x0; x < x1; ++x)
                    *image.at(x, y) = random() % 12 != 0;
            if (image.pixels != std::vector<std::uint8_t>(image.pixels.size(), 0))
                masks.push_back({encodeRle(image), 1, 1});
        }
        QVERIFY(buildMaskHierarchy(masks, width, height) == slowHierarchy(masks, width, height));
    }
}

void MaskHierarchyTest::manyMasksOrderBeyondOneWord() {
    std::mt19937 random(11);
    std::vector<Mask> masks;
    for (int m = 0; m < 150; ++m) {
        const int begin = random() % 190, end = begin + 1 + random() % (200 - begin);
        masks.push_back(fromBits(run(begin, end, 200)));
    }
    QVERIFY(buildMaskHierarchy(masks, 200, 1) == slowHierarchy(masks, 200, 1));
}

QTEST_GUILESS_MAIN(MaskHierarchyTest)
#include "mask_hierarchy_test.moc"
