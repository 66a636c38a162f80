// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/dataset_import.h"
#include "core/dataset/photo_store.h"
#include "core/dataset/undistort.h"
#include "tests/support/test_data.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace cleave;

namespace {

/// A smooth picture that is a function of the viewing direction alone.
double brightness(const Eigen::Vector2d& direction, int channel) {
    return 128 + 90 * std::sin(6 * direction.x() + channel) * std::cos(5 * direction.y());
}

/// Inverts the lens model by fixed-point steps, far beyond single precision.
Eigen::Vector2d undistortedDirection(const Intrinsics& lens, double u, double v) {
    const Eigen::Vector2d target((u - lens.cx) / lens.fx, (v - lens.cy) / lens.fy);
    Eigen::Vector2d point = target;
    for (int i = 0; i < 60; ++i)
        point += target - distort(lens.distortion, point);
    return point;
}

Image photographed(const Intrinsics& lens) {
    Image photo(lens.width, lens.height, 3);
    for (int y = 0; y < lens.height; ++y)
        for (int x = 0; x < lens.width; ++x)
            for (int c = 0; c < 3; ++c)
                photo.at(x, y)[c] = static_cast<std::uint8_t>(
                    std::lround(brightness(undistortedDirection(lens, x + 0.5, y + 0.5), c)));
    return photo;
}

} // namespace

class UndistortTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void undistortedPhotosAreThoseOfAPinhole_data();
    void undistortedPhotosAreThoseOfAPinhole();
    void barrelsKeepTheirFocalLength();
    void noPixelLooksOutsideThePhoto();
    void pinholesStayAsTheyAre();
    void theFoxGrowsByAPercent();
};

void UndistortTest::undistortedPhotosAreThoseOfAPinhole_data() {
    QTest::addColumn<double>("k1");
    QTest::addColumn<double>("k2");
    QTest::addColumn<double>("p1");
    QTest::addColumn<double>("p2");
    QTest::newRow("barrel") << -0.2 << 0.03 << 0.0 << 0.0;
    QTest::newRow("cushion") << 0.15 << 0.02 << 0.0 << 0.0;
    QTest::newRow("fox") << 0.0578 << -0.0805 << -0.00098 << 0.000156;
    QTest::newRow("tangential") << 0.0 << 0.0 << 0.01 << -0.008;
}

void UndistortTest::undistortedPhotosAreThoseOfAPinhole() {
    QFETCH(double, k1);
    QFETCH(double, k2);
    QFETCH(double, p1);
    QFETCH(double, p2);
    const Intrinsics lens{120, 90, 100, 98, 61.5, 43, {k1, k2, p1, p2, 0}};
    const Intrinsics pinhole = undistortedIntrinsics(lens);
    const Image photo = undistort(photographed(lens), lens, pinhole);
    double worst = 0;
    for (int y = 0; y < lens.height; ++y)
        for (int x = 0; x < lens.width; ++x)
            for (int c = 0; c < 3; ++c) {
                const Eigen::Vector2d direction((x + 0.5 - pinhole.cx) / pinhole.fx,
                                                (y + 0.5 - pinhole.cy) / pinhole.fy);
                worst = std::max(worst, std::abs(photo.at(x, y)[c] - brightness(direction, c)));
            }
    QVERIFY2(worst < 2.5, qPrintable(QString::number(worst)));
}

void UndistortTest::barrelsKeepTheirFocalLength() {
    const Intrinsics lens{120, 90, 100, 98, 60, 45, {-0.2, 0, 0, 0, 0}};
    const Intrinsics pinhole = undistortedIntrinsics(lens);
    QVERIFY(pinhole == (Intrinsics{120, 90, 100, 98, 60, 45, {}}));
}

void UndistortTest::noPixelLooksOutsideThePhoto() {
    for (const double k1 : {0.05, 0.2, 0.5}) {
        const Intrinsics lens{120, 90, 100, 98, 57, 47, {k1, 0, 0.004, 0, 0}};
        const Intrinsics pinhole = undistortedIntrinsics(lens);
        QVERIFY(pinhole.fx > lens.fx);
        QVERIFY(std::abs(pinhole.fx / lens.fx - pinhole.fy / lens.fy) < 1e-12);
        double leastMargin = 1e9;
        for (int y = 0; y < lens.height; ++y)
            for (int x = 0; x < lens.width; ++x) {
                const Eigen::Vector2d p = distort(
                    lens.distortion,
                    {(x + 0.5 - pinhole.cx) / pinhole.fx, (y + 0.5 - pinhole.cy) / pinhole.fy});
                const double u = lens.fx * p.x() + lens.cx, v = lens.fy * p.y() + lens.cy;
                leastMargin = std::min(
                    {leastMargin, u - 0.5, v - 0.5, lens.width - 0.5 - u, lens.height - 0.5 - v});
            }
        QVERIFY(leastMargin > -1e-5);
        QVERIFY(leastMargin < 1e-3); // and no larger than need be
    }
}

void UndistortTest::pinholesStayAsTheyAre() {
    const Intrinsics lens{120, 90, 100, 98, 60, 45, {}};
    QVERIFY(undistortedIntrinsics(lens) == lens);
}

void UndistortTest::theFoxGrowsByAPercent() {
    CLEAVE_REQUIRE_DATA(fox, "fox_270x480");
    Progress progress;
    const Dataset dataset = importDataset(fox, {}, progress);
    const View& view = dataset.views[0];
    QVERIFY(view.sourceIntrinsics.distortion.k1 == 0.0578421);
    QCOMPARE(view.camera.intrinsics.cx, view.sourceIntrinsics.cx);
    const double zoom = view.camera.intrinsics.fx / view.sourceIntrinsics.fx;
    qInfo("zoom %.5f", zoom);
    QVERIFY(zoom > 1 && zoom < 1.02);
}

QTEST_GUILESS_MAIN(UndistortTest)
#include "undistort_test.moc"
