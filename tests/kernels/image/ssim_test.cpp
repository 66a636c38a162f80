// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/image/ssim.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace cleave::kernels;

namespace {

Array<float, 3> noise(std::int64_t height, std::int64_t width, unsigned seed) {
    Array<float, 3> image(3, height, width);
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> uniform(-0.15f, 0.15f);
    for (std::int64_t c = 0; c < 3; ++c)
        for (std::int64_t y = 0; y < height; ++y)
            for (std::int64_t x = 0; x < width; ++x)
                image(c, y, x) = 0.5f +
                                 0.3f * std::sin(0.3f * static_cast<float>(x + 2 * y + 5 * c)) +
                                 uniform(random);
    return image;
}

/// Sums over the window, pixel by pixel, straight from the paper's definition.
double slowSsim(const std::vector<double>& a, const std::vector<double>& b, int height, int width) {
    double window[11], windowSum = 0, total = 0;
    for (int k = 0; k < 11; ++k)
        windowSum += window[k] = std::exp(-(k - 5) * (k - 5) / (2 * 1.5 * 1.5));
    for (int c = 0; c < 3; ++c)
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x) {
                double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
                for (int v = std::max(0, y - 5); v <= std::min(height - 1, y + 5); ++v)
                    for (int u = std::max(0, x - 5); u <= std::min(width - 1, x + 5); ++u) {
                        const double w =
                            window[v - y + 5] * window[u - x + 5] / (windowSum * windowSum);
                        const std::size_t at =
                            (static_cast<std::size_t>(c) * height + v) * width + u;
                        ma += w * a[at];
                        mb += w * b[at];
                        aa += w * a[at] * a[at];
                        bb += w * b[at] * b[at];
                        ab += w * a[at] * b[at];
                    }
                const double va = aa - ma * ma, vb = bb - mb * mb, covariance = ab - ma * mb;
                total += (2 * ma * mb + 1e-4) * (2 * covariance + 9e-4) /
                         ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
            }
    return total / (3.0 * height * width);
}

double slowL1(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(a.size());
}

std::vector<double> inDouble(const Array<float, 3>& image) {
    return {image.begin(), image.end()};
}

} // namespace

class SsimTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinition_data();
    void agreesWithTheDefinition();
    void gradientAgreesWithCentralDifferences();
    void equalImagesAreSimilarToOne();
    void sameBitsForAnyNumberOfThreads();
    void everySimdTargetAgrees();
    void bytesBecomePlanes();
};

void SsimTest::agreesWithTheDefinition_data() {
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    for (const auto& [height, width] : {std::pair(7, 16), {30, 37}, {9, 513}, {8, 529}, {40, 48}})
        QTest::addRow("%d x %d", width, height) << height << width;
}

void SsimTest::agreesWithTheDefinition() {
    QFETCH(int, height);
    QFETCH(int, width);
    const Array<float, 3> a = noise(height, width, 1), b = noise(height, width, 2);
    const PhotometricLoss loss = photometricLoss(a, b);
    QVERIFY(std::abs(loss.ssim - slowSsim(inDouble(a), inDouble(b), height, width)) < 2e-5);
    QVERIFY(std::abs(loss.l1 - slowL1(inDouble(a), inDouble(b))) < 1e-6);
}

void SsimTest::gradientAgreesWithCentralDifferences() {
    const int height = 21, width = 35;
    const double weight = 0.2;
    const Array<float, 3> a = noise(height, width, 3), b = noise(height, width, 4);
    Array<float, 4> maps(3, 3, height, width);
    Array<float, 3> gradient(3, height, width);
    const PhotometricLoss loss = photometricLoss(a, b, static_cast<float>(weight), maps, gradient);
    QVERIFY(std::abs(loss.ssim - photometricLoss(a, b).ssim) < 1e-12);
    std::vector<double> moved = inDouble(a);
    const std::vector<double> photo = inDouble(b);
    const auto value = [&] {
        return (1 - weight) * slowL1(moved, photo) +
               weight * (1 - slowSsim(moved, photo, height, width));
    };
    const double step = 1e-5, scale = 1.0 / static_cast<double>(a.count());
    for (std::size_t i = 0; i < moved.size(); i += 61) {
        const double at = moved[i];
        if (std::abs(at - photo[i]) < 2 * step)
            continue;
        moved[i] = at + step;
        const double up = value();
        moved[i] = at - step;
        const double down = value();
        moved[i] = at;
        QVERIFY(std::abs((up - down) / (2 * step) - gradient.data()[i]) < 2e-3 * scale);
    }
}

void SsimTest::equalImagesAreSimilarToOne() {
    const Array<float, 3> a = noise(20, 20, 1);
    const PhotometricLoss loss = photometricLoss(a, a);
    QVERIFY(std::abs(loss.ssim - 1) < 1e-6);
    QCOMPARE(loss.l1, 0.0);
}

void SsimTest::sameBitsForAnyNumberOfThreads() {
    const Array<float, 3> a = noise(100, 50, 1), b = noise(100, 50, 2);
    Array<float, 4> maps(3, 3, 100, 50);
    Array<float, 3> one(3, 100, 50), two(3, 100, 50);
    setThreadCount(1);
    const PhotometricLoss first = photometricLoss(a, b, 0.2f, maps, one);
    setThreadCount(2);
    const PhotometricLoss second = photometricLoss(a, b, 0.2f, maps, two);
    setThreadCount(0);
    QCOMPARE(first.ssim, second.ssim);
    QVERIFY(std::equal(one.begin(), one.end(), two.begin()));
}

void SsimTest::everySimdTargetAgrees() {
    const Array<float, 3> a = noise(33, 43, 1), b = noise(33, 43, 2);
    Array<float, 4> maps(3, 3, 33, 43);
    Array<float, 3> best(3, 33, 43), other(3, 33, 43);
    const SimdTarget before = simdTarget();
    const double expected = photometricLoss(a, b, 0.2f, maps, best).ssim;
    for (SimdTarget target : {SimdTarget::Baseline, SimdTarget::Avx2}) {
        setSimdTarget(target);
        QVERIFY(std::abs(photometricLoss(a, b, 0.2f, maps, other).ssim - expected) < 1e-5);
        for (std::int64_t i = 0; i < best.count(); ++i)
            QVERIFY(std::abs(best.data()[i] - other.data()[i]) <
                    1e-3 / static_cast<double>(best.count()));
    }
    setSimdTarget(before);
}

void SsimTest::bytesBecomePlanes() {
    Array<std::uint8_t, 3> bytes(2, 19, 3);
    for (std::int64_t i = 0; i < bytes.count(); ++i)
        bytes.data()[i] = static_cast<std::uint8_t>(i * 7);
    Array<float, 3> planes(3, 2, 19);
    planesFromBytes(bytes, planes);
    for (int c = 0; c < 3; ++c)
        for (int x = 0; x < 19; ++x)
            QCOMPARE(planes(c, 1, x), static_cast<float>(bytes(1, x, c)) / 255.0f);
}

QTEST_GUILESS_MAIN(SsimTest)
#include "ssim_test.moc"
