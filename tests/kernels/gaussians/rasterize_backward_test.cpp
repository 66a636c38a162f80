// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/simd_target.h"
#include "tests/support/drawn_scene.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace cleave::kernels;
using namespace cleave::tests;

namespace {

double referenceLoss(const ReferenceScene& scene,
                     const PinholeCamera& camera,
                     const LossWeights& w,
                     int parts) {
    const ReferenceImages images = renderReference(scene, camera, background);
    const auto dot = [](const auto& weights, const std::vector<double>& image) {
        return std::inner_product(image.begin(), image.end(), weights.data(), 0.0);
    };
    return (parts & Color ? dot(w.color, images.color) : 0) +
           (parts & Alpha ? dot(w.alpha, images.alpha) : 0) +
           (parts & Depth ? dot(w.depth, images.depth) : 0) +
           (parts & Values ? dot(w.values, images.values) : 0);
}

/// Central differences of the reference in one number of the scene.
template <class Number>
double difference(const ReferenceScene& scene,
                  const PinholeCamera& camera,
                  const LossWeights& w,
                  int parts,
                  const Number& number) {
    constexpr double step = 1e-6;
    ReferenceScene up = scene, down = scene;
    number(up) += step;
    number(down) -= step;
    return (referenceLoss(up, camera, w, parts) - referenceLoss(down, camera, w, parts)) /
           (2 * step);
}

} // namespace

class RasterizeBackwardTest : public QObject {
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

    void gradientsEqualCentralDifferences_data() {
        QTest::addColumn<int>("parts");
        QTest::addColumn<bool>("antialiased");
        QTest::newRow("colour") << int(Color) << false;
        QTest::newRow("alpha") << int(Alpha) << false;
        QTest::newRow("depth, antialiased") << int(Depth) << true;
        QTest::newRow("all") << int(Color | Alpha | Depth | Values) << true;
    }

    void gradientsEqualCentralDifferences() {
        QFETCH(int, parts);
        QFETCH(bool, antialiased);
        ReferenceScene scene = exampleScene(8, 11, 19);
        scene.antialiased = antialiased;
        for (std::size_t i = 0; i < scene.gaussians.size(); ++i)
            scene.visibility.push_back(i % 2 ? 1.0 : 0.75);
        const PinholeCamera camera = exampleCamera();
        const LossWeights weights(camera, 19);
        const Gradients found = kernelGradients(scene, camera, weights, parts);
        // The differences are dear and the same for every instruction set.
        auto& planeDifferences = planeDifferences_[QTest::currentDataTag()];
        for (std::size_t p = planeDifferences.size(); p < scene.gaussians[0].size(); ++p) {
            planeDifferences.emplace_back();
            for (std::size_t g = 0; g < scene.gaussians.size(); ++g)
                planeDifferences[p].push_back(
                    difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& {
                        return s.gaussians[g][p];
                    }));
        }
        for (std::size_t p = 0; p < planeDifferences.size(); ++p)
            compareToTolerance(found.planes.data() + p * found.planes.size(1),
                               planeDifferences[p],
                               "plane " + std::to_string(p));
        std::vector<double> expected;
        for (std::size_t g = 0; g < scene.gaussians.size(); ++g)
            expected.push_back(
                difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& {
                    return s.visibility[g];
                }));
        compareToTolerance(found.visibility.data(), expected, "visibility");
        if (!(parts & Values))
            return;
        for (int c : {0, 7, 18}) {
            std::vector<double> wanted;
            std::vector<float> got;
            for (std::size_t g = 0; g < scene.gaussians.size(); ++g) {
                wanted.push_back(
                    difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& {
                        return s.values[g][c];
                    }));
                got.push_back(found.values(g, c));
            }
            compareToTolerance(got.data(), wanted, "values");
        }
    }

    void meansOutsideOfTheViewHaveRightGradients() {
        // Beyond 1.3 times the view the perspective's derivative is taken at the bound.
        ReferenceScene scene = exampleScene(3, 2);
        for (int g = 0; g < 3; ++g) {
            scene.gaussians[g][0] = 2.6 + 0.1 * g;
            for (int k = 3; k < 6; ++k)
                scene.gaussians[g][k] = -0.3 - 0.1 * k;
        }
        const PinholeCamera camera = exampleCamera();
        const LossWeights weights(camera, 0);
        const Gradients found = kernelGradients(scene, camera, weights, Color);
        for (int p = 0; p < 11; ++p) {
            std::vector<double> expected;
            for (std::size_t g = 0; g < 3; ++g)
                expected.push_back(
                    difference(scene, camera, weights, Color, [&](ReferenceScene& s) -> double& {
                        return s.gaussians[g][p];
                    }));
            compareToTolerance(found.planes.data() + p * found.planes.size(1),
                               expected,
                               "plane " + std::to_string(p));
        }
    }

    void rangesOfTheBackwardGiveTheWhole() {
        const ReferenceScene scene = exampleScene(1500, 23);
        const PinholeCamera camera = exampleCamera();
        const LossWeights weights(camera, 0);
        Drawn drawn = draw(scene, camera);
        const Array<float, 2> planes = scene.planes();
        const GaussianView view{planes, 1500, 3, false, {}};
        RasterImagesOf<const float> images, gradients;
        images.color = drawn.color.constView();
        gradients.color = weights.color.constView();
        rasterizeBackward({{0.2f, 0.5f, 0.8f}}, {}, images, gradients, drawn.workspace);
        Array<float, 2> whole(59, planes.size(1)), part(59, 512);
        GaussianGradients out;
        out.planes = whole;
        projectGaussiansBackward(view, camera, drawn.workspace, out);
        part.fill(99);
        for (std::int64_t begin = 0; begin < 1500; begin += 512) {
            const std::int64_t end = std::min<std::int64_t>(begin + 512, 1500);
            GaussianGradients chunk;
            chunk.planes = part;
            chunk.overwrite = true;
            projectGaussiansBackward(view, camera, drawn.workspace, begin, end, chunk);
            for (int p = 0; p < 59; ++p)
                for (std::int64_t g = begin; g < end; ++g)
                    QCOMPARE(part(p, g - begin), whole(p, g));
        }
    }

private:
    static void compareToTolerance(const float* found,
                                   const std::vector<double>& expected,
                                   const std::string& what) {
        double largest = 1e-3;
        for (double x : expected)
            largest = std::max(largest, std::abs(x));
        for (std::size_t g = 0; g < expected.size(); ++g)
            QVERIFY2(std::abs(found[g] - expected[g]) < 1e-3 * largest,
                     qPrintable(QString("%1 gaussian %2: %3, expected %4")
                                    .arg(QString::fromStdString(what))
                                    .arg(g)
                                    .arg(found[g])
                                    .arg(expected[g])));
    }

    std::map<std::string, std::vector<std::vector<double>>>
        planeDifferences_; ///< [plane][gaussian] per row of the test

    SimdTarget best_ = SimdTarget::Baseline;
};

QTEST_GUILESS_MAIN(RasterizeBackwardTest)
#include "rasterize_backward_test.moc"
