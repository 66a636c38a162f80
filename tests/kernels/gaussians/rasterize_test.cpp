// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "tests/support/drawn_scene.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace cleave::kernels;
using namespace cleave::tests;

class RasterizeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void initTestCase_data() {
        QTest::addColumn<int>("target");
        for (int target = 0; target <= static_cast<int>(simdTarget()); ++target)
            QTest::newRow(simdTargetName(static_cast<SimdTarget>(target))) << target;
        best_ = simdTarget();
    }

    void init() {
        QFETCH_GLOBAL(int, target);
        setSimdTarget(static_cast<SimdTarget>(target));
    }

    void cleanupTestCase() { setSimdTarget(best_); }

    void imagesEqualTheReference_data() {
        QTest::addColumn<bool>("antialiased");
        QTest::addColumn<int>("count");
        QTest::newRow("classic") << false << 60;
        QTest::newRow("antialiased") << true << 60;
        QTest::newRow("crowded, so that pixels end early") << false << 900;
    }

    void imagesEqualTheReference() {
        QFETCH(bool, antialiased);
        QFETCH(int, count);
        ReferenceScene scene = exampleScene(count, 3, 5);
        scene.antialiased = antialiased;
        const PinholeCamera camera = exampleCamera();
        const ReferenceImages expected = renderReference(scene, camera, background);
        const Drawn drawn = draw(scene, camera);
        QVERIFY(largestDifference(drawn.color, expected.color) < 5e-3);
        QVERIFY(borderline(drawn.color, expected.color) <= count / 100);
        QVERIFY(largestDifference(drawn.alpha, expected.alpha) < 5e-3);
        QVERIFY(borderline(drawn.alpha, expected.alpha) <= count / 200);
        QVERIFY(largestDifference(drawn.depth, expected.depth) < 5e-3);
        QVERIFY(largestDifference(drawn.values, expected.values) < 5e-3);
        QVERIFY(borderline(drawn.values, expected.values) <= count / 50);
        QVERIFY(borderline(drawn.ids, expected.primitiveIds) <= count / 100);
    }

    void longThinGaussiansReachAllTheirTiles() {
        ReferenceScene scene = exampleScene(25, 33);
        for (auto& g : scene.gaussians)
            g[3] += 2.0, g[4] -= 1.5, g[5] -= 1.0;
        const PinholeCamera camera = exampleCamera(170, 130);
        const ReferenceImages expected = renderReference(scene, camera, background);
        const Drawn drawn = draw(scene, camera);
        QVERIFY(largestDifference(drawn.color, expected.color) < 5e-3);
        QVERIFY(borderline(drawn.color, expected.color) < 40);
    }

    void manyChannelsAreDrawnInGroups() {
        const ReferenceScene scene = exampleScene(40, 5, 37);
        const PinholeCamera camera = exampleCamera();
        QVERIFY(largestDifference(draw(scene, camera).values,
                                  renderReference(scene, camera, background).values) < 2e-5);
    }

    void orderOfGaussiansDoesNotMatter() {
        ReferenceScene scene = exampleScene(200, 9);
        const PinholeCamera camera = exampleCamera();
        const Drawn before = draw(scene, camera);
        std::reverse(scene.gaussians.begin(), scene.gaussians.end());
        std::rotate(scene.gaussians.begin(), scene.gaussians.begin() + 77, scene.gaussians.end());
        QVERIFY(sameBits(before.color, draw(scene, camera).color));
    }

    void anyNumberOfThreadsGivesTheSameBits() {
        const ReferenceScene scene = exampleScene(5000, 21, 3);
        const PinholeCamera camera = exampleCamera(200, 120);
        const LossWeights weights(camera, 3);
        setThreadCount(1);
        const Drawn one = draw(scene, camera);
        const Gradients oneGradients =
            kernelGradients(scene, camera, weights, Color | Depth | Values);
        setThreadCount(0);
        const Drawn many = draw(scene, camera);
        const Gradients manyGradients =
            kernelGradients(scene, camera, weights, Color | Depth | Values);
        QVERIFY(sameBits(one.color, many.color) && sameBits(one.depth, many.depth) &&
                sameBits(one.ids, many.ids));
        QVERIFY(sameBits(one.values, many.values));
        QVERIFY(sameBits(oneGradients.planes, manyGradients.planes));
        QVERIFY(sameBits(oneGradients.values, manyGradients.values));
    }

    void instructionSetsAgree() {
        const ReferenceScene scene = exampleScene(2000, 4);
        const PinholeCamera camera = exampleCamera(150, 90);
        const LossWeights weights(camera, 0);
        const Drawn drawn = draw(scene, camera);
        const Gradients gradients = kernelGradients(scene, camera, weights, Color);
        setSimdTarget(SimdTarget::Baseline);
        const Drawn base = draw(scene, camera);
        const Gradients baseGradients = kernelGradients(scene, camera, weights, Color);
        // A pixel at the very edge of 1/255 may count in one and not in the other.
        int different = 0;
        for (std::int64_t i = 0; i < base.color.count(); ++i) {
            const float gap = std::abs(base.color.data()[i] - drawn.color.data()[i]);
            QVERIFY(gap < 0.01f);
            different += gap > 2e-5f;
        }
        QVERIFY(different < base.color.count() / 1000);
        double error = 0, size = 0;
        for (std::int64_t i = 0; i < gradients.planes.count(); ++i) {
            error += std::abs(gradients.planes.data()[i] - baseGradients.planes.data()[i]);
            size += std::abs(baseGradients.planes.data()[i]);
        }
        QVERIFY2(error < 2e-3 * size, qPrintable(QString::number(error / size)));
    }

    void transmittanceNeverRisesWithMoreGaussians() {
        ReferenceScene scene = exampleScene(0, 1);
        const ReferenceScene all = exampleScene(80, 13);
        const PinholeCamera camera = exampleCamera();
        Array<float, 2> before(camera.height, camera.width);
        for (int step = 0; step < 8; ++step) {
            scene.gaussians.insert(scene.gaussians.end(),
                                   all.gaussians.begin() + step * 10,
                                   all.gaussians.begin() + step * 10 + 10);
            const Drawn drawn = draw(scene, camera);
            for (std::int64_t i = 0; i < before.count(); ++i) {
                // A pixel that ends keeps what was left: at most 1e-4 plus one gaussian's share
                // changes hands.
                QVERIFY(drawn.alpha.data()[i] >= before.data()[i] - 1e-5f ||
                        drawn.alpha.data()[i] > 0.99f);
                QVERIFY(drawn.alpha.data()[i] <= 1.0f);
            }
            before = drawn.alpha.clone();
        }
    }

    void visibilityZeroRemovesAGaussian() {
        ReferenceScene scene = exampleScene(30, 17), without = scene;
        scene.visibility.assign(30, 1.0);
        scene.visibility[4] = 0;
        without.gaussians.erase(without.gaussians.begin() + 4);
        const PinholeCamera camera = exampleCamera();
        QVERIFY(sameBits(draw(scene, camera).color, draw(without, camera).color));
    }

    void nothingToDrawShowsTheBackground_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("no gaussians") << 0;
        QTest::newRow("all behind the camera") << 20;
    }

    void nothingToDrawShowsTheBackground() {
        QFETCH(int, count);
        ReferenceScene scene = exampleScene(count, 1);
        for (auto& g : scene.gaussians)
            g[2] -= 10;
        const PinholeCamera camera = exampleCamera();
        const Drawn drawn = draw(scene, camera);
        QCOMPARE(drawn.workspace.visibleCount, std::int64_t{0});
        for (int y = 0; y < camera.height; ++y)
            for (int x = 0; x < camera.width; ++x) {
                QCOMPARE(drawn.color(0, y, x), 0.2f);
                QCOMPARE(drawn.alpha(y, x), 0.0f);
                QCOMPARE(drawn.depth(y, x), 0.0f);
                QCOMPARE(drawn.ids(y, x), -1);
            }
        if (count == 0)
            return;
        const LossWeights weights(camera, 0);
        for (float gradient : kernelGradients(scene, camera, weights, Color).planes)
            QCOMPARE(gradient, 0.0f);
    }

    void brokenParametersPoisonNoPixel_data() {
        QTest::addColumn<int>("plane");
        for (int plane : {0, 2, 3, 5, 6, 10, 11, 40})
            QTest::addRow("plane %d", plane) << plane;
    }

    void brokenParametersPoisonNoPixel() {
        QFETCH(int, plane);
        const ReferenceScene scene = exampleScene(40, 19);
        const PinholeCamera camera = exampleCamera();
        ReferenceScene without = scene;
        without.gaussians.erase(without.gaussians.begin() + 20);
        const Drawn expected = draw(without, camera);
        for (double broken :
             {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            ReferenceScene sick = scene;
            sick.gaussians[20][plane] = broken;
            if (plane == 10 && std::isinf(broken))
                continue; // an infinite logit is full opacity
            QVERIFY(sameBits(draw(sick, camera).color, expected.color));
        }
    }

private:
    SimdTarget best_ = SimdTarget::Baseline;
};

QTEST_GUILESS_MAIN(RasterizeTest)
#include "rasterize_test.moc"
