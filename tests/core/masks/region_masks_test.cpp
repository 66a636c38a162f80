// SPDX-License-Identifier: Apache-2.0
#include "core/masks/region_masks.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;

namespace {

/// A red disc with an orange half on a grey wall, with grain.
struct Painted {
    Image photo{160, 120, 3};
    Image disc{160, 120, 1};
    Image half{160, 120, 1};
};

Painted paint() {
    Painted painted;
    std::mt19937 random(7);
    for (int y = 0; y < 120; ++y)
        for (int x = 0; x < 160; ++x) {
            const bool inDisc = std::hypot(x - 70, y - 60) < 35, inHalf = inDisc && x > 75;
            *painted.disc.at(x, y) = inDisc;
            *painted.half.at(x, y) = inHalf;
            const int grain = static_cast<int>(random() % 9) - 4;
            const int color[3] = {inDisc ? 200 : 120,
                                  inHalf   ? 110
                                  : inDisc ? 50
                                           : 125,
                                  inDisc ? 50 : 130};
            for (int c = 0; c < 3; ++c)
                painted.photo.at(x, y)[c] = static_cast<std::uint8_t>(color[c] + grain);
        }
    return painted;
}

double bestIou(const std::vector<Mask>& masks, const Image& truth) {
    const Rle target = encodeRle(truth);
    double best = 0;
    for (const Mask& mask : masks) {
        const double shared = static_cast<double>(intersectionArea(mask.region, target));
        best = std::max(
            best, shared / (static_cast<double>(mask.region.area() + target.area()) - shared));
    }
    return best;
}

} // namespace

class RegionMasksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thingsAndTheirPartsComeApart();
    void masksAreNestedOrDisjoint();
    void nearlyEqualMasksAreKeptOnce();
    void aPlainPhotoStillHasMasksOfItsSize();
    void samePhotoSameMasks();
};

void RegionMasksTest::thingsAndTheirPartsComeApart() {
    const Painted painted = paint();
    const auto masks = regionMasks(painted.photo, {});
    QVERIFY2(bestIou(masks, painted.disc) > 0.9,
             std::to_string(bestIou(masks, painted.disc)).c_str());
    QVERIFY2(bestIou(masks, painted.half) > 0.9,
             std::to_string(bestIou(masks, painted.half)).c_str());
}

void RegionMasksTest::masksAreNestedOrDisjoint() {
    const auto masks = regionMasks(paint().photo, {});
    QVERIFY(masks.size() >= 3);
    for (const Mask& a : masks)
        for (const Mask& b : masks) {
            const auto shared = intersectionArea(a.region, b.region);
            QVERIFY(shared == 0 || shared == std::min(a.region.area(), b.region.area()));
        }
}

void RegionMasksTest::nearlyEqualMasksAreKeptOnce() {
    const RegionMaskParams params;
    const auto masks = regionMasks(paint().photo, params);
    for (std::size_t i = 0; i < masks.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const auto shared =
                static_cast<double>(intersectionArea(masks[i].region, masks[j].region));
            QVERIFY(shared <=
                    params.similarity * static_cast<double>(std::max(masks[i].region.area(),
                                                                     masks[j].region.area())));
        }
}

void RegionMasksTest::aPlainPhotoStillHasMasksOfItsSize() {
    for (const auto& [width, height] : {std::pair{64, 48}, {1, 1}, {3, 50}, {900, 20}}) {
        for (const Mask& mask : regionMasks(Image(width, height, 3, 90), {})) {
            QCOMPARE(mask.region.width, width);
            QCOMPARE(mask.region.height, height);
            QVERIFY(mask.region.area() > 0);
        }
    }
}

void RegionMasksTest::samePhotoSameMasks() {
    const Image photo = paint().photo;
    QVERIFY(regionMasks(photo, {}) == regionMasks(photo, {}));
}

QTEST_GUILESS_MAIN(RegionMasksTest)
#include "region_masks_test.moc"
