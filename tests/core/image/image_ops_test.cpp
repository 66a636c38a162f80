// SPDX-License-Identifier: Apache-2.0
#include "core/image/color.h"
#include "core/image/color_map.h"
#include "core/image/image_ops.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <set>

using namespace cleave;

namespace {

Image noise(int width, int height, int channels) {
    Image image(width, height, channels);
    std::uint32_t state = 7;
    for (std::uint8_t& value : image.pixels) {
        state = state * 1664525u + 1013904223u;
        value = static_cast<std::uint8_t>(state >> 24);
    }
    return image;
}

/// Mean of the covered area, pixel by pixel with fractional borders.
double areaMean(const Image& image, double x0, double x1, double y0, double y1, int channel) {
    double sum = 0, area = 0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const double w = std::max(0.0, std::min(x1, x + 1.0) - std::max(x0, double(x))) *
                             std::max(0.0, std::min(y1, y + 1.0) - std::max(y0, double(y)));
            sum += w * image.at(x, y)[channel];
            area += w;
        }
    return sum / area;
}

} // namespace

class ImageOpsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void areasAreAveraged();
    void nearestPicksPixelCentres();
    void transparencyIsLaidOverWhite();
    void cropsAreRectangles();
    void srgbCurvesInvertEachOther();
    void labelColoursDiffer();
    void turboRunsFromBlueToRed();
};

void ImageOpsTest::areasAreAveraged() {
    const Image image = noise(21, 15, 3);
    for (const auto& [width, height] : {std::pair(7, 5), std::pair(10, 6), std::pair(1, 1)}) {
        const Image small = resizeByArea(image, width, height);
        const double sx = 21.0 / width, sy = 15.0 / height;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (int c = 0; c < 3; ++c)
                    QVERIFY(
                        std::abs(small.at(x, y)[c] -
                                 areaMean(image, x * sx, (x + 1) * sx, y * sy, (y + 1) * sy, c)) <=
                        0.75);
    }
    QVERIFY(resizeByArea(image, 21, 15) == image);
}

void ImageOpsTest::nearestPicksPixelCentres() {
    IdImage ids(4, 2, 1);
    ids.pixels = {1, 2, 3, 4, 5, 6, 7, 8};
    QCOMPARE(resizeNearest(ids, 2, 1).pixels, (std::vector<std::int32_t>{6, 8}));
    QCOMPARE(resizeNearest(ids, 8, 2).pixels,
             (std::vector<std::int32_t>{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8}));
}

void ImageOpsTest::transparencyIsLaidOverWhite() {
    Image image(3, 1, 4);
    image.pixels = {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 128};
    QCOMPARE(toRgb(image).pixels,
             (std::vector<std::uint8_t>{10, 20, 30, 255, 255, 255, 127, 177, 227}));
    Image grey(1, 1, 1);
    grey.pixels = {9};
    QCOMPARE(toRgb(grey).pixels, (std::vector<std::uint8_t>{9, 9, 9}));
}

void ImageOpsTest::cropsAreRectangles() {
    const Image image = noise(6, 5, 2), part = crop(image, 2, 1, 3, 4);
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 3; ++x)
            QCOMPARE(part.at(x, y)[1], image.at(x + 2, y + 1)[1]);
}

void ImageOpsTest::srgbCurvesInvertEachOther() {
    for (int i = 0; i <= 255; ++i)
        QVERIFY(std::abs(srgbFromLinear(linearFromSrgb(i / 255.0f)) - i / 255.0f) < 1e-5f);
    QVERIFY(std::abs(linearFromSrgb(0.5f) - 0.21404f) < 1e-4f);
}

void ImageOpsTest::labelColoursDiffer() {
    QCOMPARE(rgbFromHsv(0, 1, 1), (Rgb{255, 0, 0}));
    QCOMPARE(rgbFromHsv(1.0 / 3, 1, 1), (Rgb{0, 255, 0}));
    QCOMPARE(rgbFromHsv(0.5, 1, 1), (Rgb{0, 255, 255}));
    QCOMPARE(rgbFromHsv(-0.25, 0, 0.5), (Rgb{128, 128, 128}));
    std::set<Rgb> colors;
    for (int i = 0; i < 100; ++i)
        colors.insert(labelColor(i));
    QCOMPARE(colors.size(), std::size_t{100});
}

void ImageOpsTest::turboRunsFromBlueToRed() {
    // Values of the published map.
    QCOMPARE(turbo(0), (Rgb{48, 18, 59}));
    QCOMPARE(turbo(1), (Rgb{122, 4, 3}));
    const Rgb middle = turbo(0.5f);
    QVERIFY(std::abs(middle[0] - 164) <= 3 && std::abs(middle[1] - 252) <= 3 &&
            std::abs(middle[2] - 60) <= 3);
    QCOMPARE(turbo(-3), turbo(0));
    QCOMPARE(turbo(7), turbo(1));
    QCOMPARE(turbo(std::numeric_limits<float>::quiet_NaN()), (Rgb{0, 0, 0}));
}

QTEST_GUILESS_MAIN(ImageOpsTest)
#include "image_ops_test.moc"
