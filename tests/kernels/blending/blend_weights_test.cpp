// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"
#include "kernels/base/simd_target.h"
#include "kernels/blending/blend_tiles.h"
#include "kernels/gaussians/rasterize.h"
#include "tests/support/reference_splats.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave::kernels;
using namespace cleave::tests;

namespace {

BlendWeights weightsOf(const ReferenceScene& scene,
                       const PinholeCamera& camera,
                       ArrayView<const std::int32_t, 1> pixels = {}) {
    const Array<float, 2> planes = scene.planes();
    RasterWorkspace workspace;
    projectGaussians({planes, static_cast<std::int64_t>(scene.gaussians.size()), 3, false, {}},
                     camera,
                     workspace);
    binTiles(workspace);
    return blendTiles(workspace, pixels);
}

Array<float, 2> randomRows(std::int64_t rows, std::int64_t channels, std::uint32_t seed) {
    std::mt19937 random(seed);
    Array<float, 2> values(rows, channels);
    for (float& v : values)
        v = static_cast<float>(random() / 4294967296.0 - 0.5);
    return values;
}

double dot(const Array<float, 2>& a, const Array<float, 2>& b) {
    double sum = 0;
    for (std::int64_t i = 0; i < a.count(); ++i)
        sum += static_cast<double>(a.data()[i]) * b.data()[i];
    return sum;
}

bool isClose(const Array<float, 2>& a, const Array<float, 2>& b, float tolerance) {
    if (a.count() != b.count())
        return false;
    for (std::int64_t i = 0; i < a.count(); ++i)
        if (!(std::abs(a.data()[i] - b.data()[i]) <= tolerance))
            return false;
    return true;
}

template <class T>
bool sameBits(const Array<T, 2>& a, const Array<T, 2>& b) {
    return a.bytes() == b.bytes() && std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

} // namespace

class BlendWeightsTest : public QObject {
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

    void rowsHoldWhatEachPixelSeesFrontToBack() {
        const ReferenceScene scene = exampleScene(60, 3);
        const PinholeCamera camera = exampleCamera();
        const ReferenceImages expected = renderReference(scene, camera, {0, 0, 0});
        const BlendWeights weights = weightsOf(scene, camera);
        QCOMPARE(weights.rowCount(), std::int64_t{camera.width} * camera.height);
        QCOMPARE(weights.primitiveCount, std::int64_t{60});
        for (std::int64_t row = 0; row < weights.rowCount(); ++row) {
            const auto& blends = expected.blends[row];
            QCOMPARE(weights.rowStarts(row + 1) - weights.rowStarts(row),
                     static_cast<std::int64_t>(blends.size()));
            for (std::size_t i = 0; i < blends.size(); ++i) {
                QCOMPARE(int(weights.primitives(weights.rowStarts(row) + i)), blends[i].first);
                QVERIFY(std::abs(weights.weights(weights.rowStarts(row) + i) - blends[i].second) <
                        1e-5);
            }
        }
    }

    void renderedValuesEqualTheRasteriser_data() {
        QTest::addColumn<int>("channels");
        for (int channels : {1, 3, 8, 16, 21, 64})
            QTest::addRow("%d channels", channels) << channels;
    }

    void renderedValuesEqualTheRasteriser() {
        QFETCH(int, channels);
        const ReferenceScene scene = exampleScene(700, 8, channels);
        const PinholeCamera camera = exampleCamera();
        const Array<float, 2> planes = scene.planes(), values = scene.valueArray();
        RasterWorkspace workspace;
        projectGaussians({planes, 700, 3, false, {}}, camera, workspace);
        binTiles(workspace);
        Array<float, 3> drawn(channels, camera.height, camera.width);
        RasterImages images;
        images.values = drawn;
        rasterize({}, values, images, workspace);
        const BlendWeights weights = blendTiles(workspace);
        Array<float, 2> rendered(weights.rowCount(), channels);
        renderValues(weights, values, rendered);
        for (std::int64_t row = 0; row < weights.rowCount(); ++row)
            for (int c = 0; c < channels; ++c)
                QVERIFY(std::abs(rendered(row, c) - drawn.data()[c * weights.rowCount() + row]) <
                        1e-5f);
    }

    void liftIsTheAdjointOfRender_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<bool>("columns");
        for (int channels : {1, 5, 16, 70})
            for (bool columns : {false, true})
                QTest::addRow("%d channels %s", channels, columns ? "by columns" : "by rows")
                    << channels << columns;
    }

    void liftIsTheAdjointOfRender() {
        QFETCH(int, channels);
        QFETCH(bool, columns);
        const ReferenceScene scene = exampleScene(20, 31);
        BlendWeights weights = weightsOf(scene, exampleCamera(90, 70));
        if (columns)
            addColumns(weights);
        const Array<float, 2> values = randomRows(20, channels, 1),
                              image = randomRows(weights.rowCount(), channels, 2);
        Array<float, 2> rendered(weights.rowCount(), channels), lifted(20, channels);
        renderValues(weights, values, rendered);
        liftValues(weights, image, lifted);
        const double up = dot(rendered, image), down = dot(values, lifted);
        QVERIFY2(std::abs(up - down) < 1e-4 * (std::abs(up) + 1),
                 qPrintable(QString("%1 %2").arg(up).arg(down)));
        QVERIFY(std::abs(up) > 0.01);
        const Array<float, 2> once = lifted.clone();
        liftValues(weights, image, lifted);
        Array<float, 2> twice(20, channels);
        for (std::int64_t i = 0; i < twice.count(); ++i)
            twice.data()[i] = 2 * once.data()[i];
        QVERIFY(isClose(lifted, twice, 1e-3f));
    }

    void samplesOfPixelsGiveTheirRows() {
        const ReferenceScene scene = exampleScene(300, 5);
        const PinholeCamera camera = exampleCamera(75, 60);
        const BlendWeights whole = weightsOf(scene, camera);
        Array<std::int32_t, 1> pixels(200);
        std::mt19937 random(4);
        for (std::int32_t& pixel : pixels)
            pixel = static_cast<std::int32_t>(random() % (75 * 60));
        pixels(7) = pixels(3);
        pixels(199) = pixels(3);
        const BlendWeights sample = weightsOf(scene, camera, pixels);
        QCOMPARE(sample.rowCount(), std::int64_t{200});
        for (std::int64_t row = 0; row < 200; ++row) {
            const std::int64_t first = whole.rowStarts(pixels(row)),
                               size = whole.rowStarts(pixels(row) + 1) - first;
            QCOMPARE(sample.rowStarts(row + 1) - sample.rowStarts(row), size);
            for (std::int64_t i = 0; i < size; ++i) {
                QCOMPARE(sample.primitives(sample.rowStarts(row) + i), whole.primitives(first + i));
                QCOMPARE(sample.weights(sample.rowStarts(row) + i), whole.weights(first + i));
            }
        }
        const Array<float, 2> values = randomRows(300, 16, 6);
        Array<float, 2> fromSample(200, 16), fromRows(200, 16);
        renderValues(sample, values, fromSample);
        renderRows(whole, pixels, values, fromRows);
        QVERIFY(sameBits(fromSample, fromRows));
        Array<float, 2> lifted(300, 16), liftedRows(300, 16);
        liftValues(sample, fromSample, lifted);
        liftRows(whole, pixels, fromSample, liftedRows);
        QVERIFY(isClose(lifted, liftedRows, 1e-4f));
    }

    void anEmptySampleHasNoRows() {
        const std::int32_t nothing = 0;
        const BlendWeights weights = weightsOf(
            exampleScene(10, 5), exampleCamera(), ArrayView<const std::int32_t, 1>(&nothing, 0));
        QCOMPARE(weights.rowCount(), std::int64_t{0});
        QCOMPARE(weights.blendCount(), std::int64_t{0});
    }

    void noGaussiansGiveEmptyRows() {
        const BlendWeights weights = weightsOf(exampleScene(0, 5), exampleCamera());
        QCOMPARE(weights.rowCount(), std::int64_t{44 * 36});
        QCOMPARE(weights.blendCount(), std::int64_t{0});
    }

    void liftingOneGivesTheWeightsOfEachPrimitive() {
        BlendWeights weights = weightsOf(exampleScene(40, 12), exampleCamera());
        Array<float, 2> ones(weights.rowCount(), 1), lifted(40, 1);
        ones.fill(1);
        liftValues(weights, ones, lifted);
        Array<float, 1> sums(40);
        liftWeights(weights, sums);
        for (int i = 0; i < 40; ++i)
            QVERIFY(std::abs(sums(i) - lifted(i, 0)) < 1e-3f);
    }

    void anyNumberOfThreadsGivesTheSameBits_data() {
        QTest::addColumn<bool>("columns");
        QTest::newRow("by rows") << false;
        QTest::newRow("by columns") << true;
    }

    void anyNumberOfThreadsGivesTheSameBits() {
        QFETCH(bool, columns);
        const ReferenceScene scene = exampleScene(60, 14);
        const PinholeCamera camera = exampleCamera(200, 150);
        const auto lift = [&](int threads) {
            setThreadCount(threads);
            BlendWeights weights = weightsOf(scene, camera);
            if (columns)
                addColumns(weights);
            const Array<float, 2> image = randomRows(weights.rowCount(), 16, 3);
            Array<float, 2> lifted(60, 16);
            liftValues(weights, image, lifted);
            setThreadCount(0);
            return lifted;
        };
        QVERIFY(sameBits(lift(1), lift(0)));
    }

private:
    SimdTarget best_ = SimdTarget::Baseline;
};

QTEST_GUILESS_MAIN(BlendWeightsTest)
#include "blend_weights_test.moc"
