// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/image_metrics.h"
#include "tests/support/expect_error.h"

#include <QTest>

#include <cmath>

using namespace cleave;

class ImageMetricsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalImagesReachTheCeiling();
    void psnrFollowsTheMeanSquare();
    void renderedColoursAreClamped();
    void otherSizesAreRefused();
};

void ImageMetricsTest::equalImagesReachTheCeiling() {
    Image image(24, 20, 3, 77);
    image.at(3, 4)[1] = 200;
    const ImageMetrics metrics = imageMetrics(image, image);
    QCOMPARE(metrics.psnr, 100.0);
    QVERIFY(std::abs(metrics.ssim - 1) < 1e-6);
}

void ImageMetricsTest::psnrFollowsTheMeanSquare() {
    const Image photo(24, 20, 3, 100), image(24, 20, 3, 151); // a fifth of the range apart
    QVERIFY(std::abs(imageMetrics(image, photo).psnr + 20 * std::log10(0.2)) < 1e-4);
}

void ImageMetricsTest::renderedColoursAreClamped() {
    const FloatImage rendered(24, 20, 3, 1.7f);
    QCOMPARE(imageMetrics(rendered, Image(24, 20, 3, 255)).psnr, 100.0);
}

void ImageMetricsTest::otherSizesAreRefused() {
    CLEAVE_EXPECT_ERROR(imageMetrics(Image(24, 20, 3), Image(20, 24, 3)), "24 x 20", "20 x 24");
    CLEAVE_EXPECT_ERROR(imageMetrics(Image(8, 20, 3), Image(8, 20, 3)), "16");
}

QTEST_GUILESS_MAIN(ImageMetricsTest)
#include "image_metrics_test.moc"
