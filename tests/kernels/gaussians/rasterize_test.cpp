// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/gaussians/rasterize.h"
#include "tests/support/reference_splats.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <random>

using namespace cleave::kernels;
using namespace cleave::tests;

namespace {

constexpr double background[3] = {0.2, 0.5, 0.8};

/// Everything that the kernels draw of a scene.
struct Drawn {
    Array<float, 3> color, values;
    Array<float, 2> alpha, depth;
    Array<std::int32_t, 2> ids;
    RasterWorkspace workspace;
};

Drawn draw(const ReferenceScene& scene, const PinholeCamera& camera) {
    Drawn drawn;
    const std::int64_t height = camera.height, width = camera.width;
    drawn.color = Array<float, 3>(3, height, width);
    drawn.alpha = Array<float, 2>(height, width);
    drawn.depth = Array<float, 2>(height, width);
    drawn.ids = Array<std::int32_t, 2>(height, width);
    const Array<float, 2> planes = scene.planes(), values = scene.valueArray();
    Array<float, 1> visibility(scene.visibility.size());
    std::copy(scene.visibility.begin(), scene.visibility.end(), visibility.begin());
    RasterImages images;
    images.color = drawn.color;
    images.alpha = drawn.alpha;
    images.depth = drawn.depth;
    images.primitiveIds = drawn.ids;
    if (!values.empty()) {
        drawn.values = Array<float, 3>(values.size(1), height, width);
        images.values = drawn.values;
    }
    const GaussianView view{planes, static_cast<std::int64_t>(scene.gaussians.size()), scene.shDegree, scene.antialiased,
                            scene.visibility.empty() ? ArrayView<const float, 1>() : visibility.constView()};
    projectGaussians(view, camera, drawn.workspace);
    binTiles(drawn.workspace);
    rasterize({{0.2f, 0.5f, 0.8f}}, values, images, drawn.workspace);
    return drawn;
}

template <class Kernel, class Reference>
double largestDifference(const Kernel& kernel, const Reference& reference) {
    double largest = 0;
    for (std::int64_t i = 0; i < kernel.count(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(kernel.data()[i]) - static_cast<double>(reference[i])));
    return largest;
}

/// Pixels that are further from the reference than float rounding explains: where alpha meets 1/255 or a pixel's end in the last
/// bit, float and double decide differently.
template <class Kernel, class Reference>
int borderline(const Kernel& kernel, const Reference& reference) {
    int count = 0;
    for (std::int64_t i = 0; i < kernel.count(); ++i) count += std::abs(kernel.data()[i] - reference[i]) > 2e-5;
    return count;
}

template <class T, int Rank>
bool sameBits(const Array<T, Rank>& a, const Array<T, Rank>& b) {
    return a.bytes() == b.bytes() && std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

/// Fixed random weights: the loss of the gradient checks is their sum over all images.
struct LossWeights {
    Array<float, 3> color, values;
    Array<float, 2> alpha, depth;

    LossWeights(const PinholeCamera& camera, std::int64_t channels)
        : color(3, camera.height, camera.width), values(channels, camera.height, camera.width),
          alpha(camera.height, camera.width), depth(camera.height, camera.width) {
        std::mt19937 random(7);
        for (auto* array : {color.data(), values.data(), alpha.data(), depth.data()}) {
            const std::int64_t count = array == color.data() ? color.count() : array == values.data() ? values.count() : alpha.count();
            for (std::int64_t i = 0; i < count; ++i) array[i] = static_cast<float>(random() / 4294967296.0 - 0.5);
        }
    }
};

enum LossParts { Color = 1, Alpha = 2, Depth = 4, Values = 8 };

double referenceLoss(const ReferenceScene& scene, const PinholeCamera& camera, const LossWeights& w, int parts) {
    const ReferenceImages images = renderReference(scene, camera, background);
    const auto dot = [](const auto& weights, const std::vector<double>& image) {
        return std::inner_product(image.begin(), image.end(), weights.data(), 0.0);
    };
    return (parts & Color ? dot(w.color, images.color) : 0) + (parts & Alpha ? dot(w.alpha, images.alpha) : 0) +
           (parts & Depth ? dot(w.depth, images.depth) : 0) + (parts & Values ? dot(w.values, images.values) : 0);
}

struct Gradients {
    Array<float, 2> planes, values;
    Array<float, 1> visibility;
};

Gradients kernelGradients(const ReferenceScene& scene, const PinholeCamera& camera, const LossWeights& w, int parts) {
    Drawn drawn = draw(scene, camera);
    const Array<float, 2> planes = scene.planes(), values = scene.valueArray();
    const std::int64_t count = static_cast<std::int64_t>(scene.gaussians.size());
    Gradients gradients{Array<float, 2>(planes.size(0), planes.size(1)), Array<float, 2>(values.size(0), values.size(1)), Array<float, 1>(count)};
    RasterImagesOf<const float> images{drawn.color.constView(), drawn.alpha.constView(), drawn.depth.constView(), drawn.values.constView()};
    RasterImagesOf<const float> imageGradients;
    if (parts & Color) imageGradients.color = w.color.constView();
    if (parts & Alpha) imageGradients.alpha = w.alpha.constView();
    if (parts & Depth) imageGradients.depth = w.depth.constView();
    if (parts & Values) imageGradients.values = w.values.constView();
    rasterizeBackward({{0.2f, 0.5f, 0.8f}}, values, images, imageGradients, drawn.workspace, gradients.values);
    Array<float, 1> visibility(scene.visibility.size());
    std::copy(scene.visibility.begin(), scene.visibility.end(), visibility.begin());
    const GaussianView view{planes, count, scene.shDegree, scene.antialiased,
                            scene.visibility.empty() ? ArrayView<const float, 1>() : visibility.constView()};
    GaussianGradients out;
    out.planes = gradients.planes;
    out.visibility = gradients.visibility;
    projectGaussiansBackward(view, camera, drawn.workspace, out);
    return gradients;
}

/// Central differences of the reference in one number of the scene.
template <class Number>
double difference(const ReferenceScene& scene, const PinholeCamera& camera, const LossWeights& w, int parts, const Number& number) {
    constexpr double step = 1e-6;
    ReferenceScene up = scene, down = scene;
    number(up) += step;
    number(down) -= step;
    return (referenceLoss(up, camera, w, parts) - referenceLoss(down, camera, w, parts)) / (2 * step);
}

} // namespace

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

    void manyChannelsAreDrawnInGroups() {
        const ReferenceScene scene = exampleScene(40, 5, 37);
        const PinholeCamera camera = exampleCamera();
        QVERIFY(largestDifference(draw(scene, camera).values, renderReference(scene, camera, background).values) < 2e-5);
    }

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
        for (std::size_t i = 0; i < scene.gaussians.size(); ++i) scene.visibility.push_back(i % 2 ? 1.0 : 0.75);
        const PinholeCamera camera = exampleCamera();
        const LossWeights weights(camera, 19);
        const Gradients found = kernelGradients(scene, camera, weights, parts);
        // The differences are dear and the same for every instruction set.
        auto& planeDifferences = planeDifferences_[QTest::currentDataTag()];
        for (std::size_t p = planeDifferences.size(); p < scene.gaussians[0].size(); ++p) {
            planeDifferences.emplace_back();
            for (std::size_t g = 0; g < scene.gaussians.size(); ++g)
                planeDifferences[p].push_back(difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& { return s.gaussians[g][p]; }));
        }
        for (std::size_t p = 0; p < planeDifferences.size(); ++p)
            compareToTolerance(found.planes.data() + p * found.planes.size(1), planeDifferences[p], "plane " + std::to_string(p));
        std::vector<double> expected;
        for (std::size_t g = 0; g < scene.gaussians.size(); ++g)
            expected.push_back(difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& { return s.visibility[g]; }));
        compareToTolerance(found.visibility.data(), expected, "visibility");
        if (!(parts & Values)) return;
        for (int c : {0, 7, 18}) {
            std::vector<double> wanted;
            std::vector<float> got;
            for (std::size_t g = 0; g < scene.gaussians.size(); ++g) {
                wanted.push_back(difference(scene, camera, weights, parts, [&](ReferenceScene& s) -> double& { return s.values[g][c]; }));
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
            for (int k = 3; k < 6; ++k) scene.gaussians[g][k] = -0.3 - 0.1 * k;
        }
        const PinholeCamera camera = exampleCamera();
        const LossWeights weights(camera, 0);
        const Gradients found = kernelGradients(scene, camera, weights, Color);
        for (int p = 0; p < 11; ++p) {
            std::vector<double> expected;
            for (std::size_t g = 0; g < 3; ++g)
                expected.push_back(difference(scene, camera, weights, Color, [&](ReferenceScene& s) -> double& { return s.gaussians[g][p]; }));
            compareToTolerance(found.planes.data() + p * found.planes.size(1), expected, "plane " + std::to_string(p));
        }
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
        const Gradients oneGradients = kernelGradients(scene, camera, weights, Color | Depth | Values);
        setThreadCount(0);
        const Drawn many = draw(scene, camera);
        const Gradients manyGradients = kernelGradients(scene, camera, weights, Color | Depth | Values);
        QVERIFY(sameBits(one.color, many.color) && sameBits(one.depth, many.depth) && sameBits(one.ids, many.ids));
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
            scene.gaussians.insert(scene.gaussians.end(), all.gaussians.begin() + step * 10, all.gaussians.begin() + step * 10 + 10);
            const Drawn drawn = draw(scene, camera);
            for (std::int64_t i = 0; i < before.count(); ++i) {
                // A pixel that ends keeps what was left: at most 1e-4 plus one gaussian's share changes hands.
                QVERIFY(drawn.alpha.data()[i] >= before.data()[i] - 1e-5f || drawn.alpha.data()[i] > 0.99f);
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
        for (auto& g : scene.gaussians) g[2] -= 10;
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
        if (count == 0) return;
        const LossWeights weights(camera, 0);
        for (float gradient : kernelGradients(scene, camera, weights, Color).planes) QCOMPARE(gradient, 0.0f);
    }

    void brokenParametersPoisonNoPixel_data() {
        QTest::addColumn<int>("plane");
        for (int plane : {0, 2, 3, 5, 6, 10, 11, 40}) QTest::addRow("plane %d", plane) << plane;
    }

    void brokenParametersPoisonNoPixel() {
        QFETCH(int, plane);
        const ReferenceScene scene = exampleScene(40, 19);
        const PinholeCamera camera = exampleCamera();
        ReferenceScene without = scene;
        without.gaussians.erase(without.gaussians.begin() + 20);
        const Drawn expected = draw(without, camera);
        for (double broken : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            ReferenceScene sick = scene;
            sick.gaussians[20][plane] = broken;
            if (plane == 10 && std::isinf(broken)) continue; // an infinite logit is full opacity
            QVERIFY(sameBits(draw(sick, camera).color, expected.color));
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
                for (std::int64_t g = begin; g < end; ++g) QCOMPARE(part(p, g - begin), whole(p, g));
        }
    }

private:
    static void compareToTolerance(const float* found, const std::vector<double>& expected, const std::string& what) {
        double largest = 1e-3;
        for (double x : expected) largest = std::max(largest, std::abs(x));
        for (std::size_t g = 0; g < expected.size(); ++g)
            QVERIFY2(std::abs(found[g] - expected[g]) < 1e-3 * largest,
                     qPrintable(QString("%1 gaussian %2: %3, expected %4").arg(QString::fromStdString(what)).arg(g).arg(found[g]).arg(expected[g])));
    }

    std::map<std::string, std::vector<std::vector<double>>> planeDifferences_; ///< [plane][gaussian] per row of the test
    SimdTarget best_ = SimdTarget::Baseline;
};

QTEST_GUILESS_MAIN(RasterizeTest)
#include "rasterize_test.moc"
