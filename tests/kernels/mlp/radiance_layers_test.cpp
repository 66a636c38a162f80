// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/mlp/radiance_layers.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace cleave::kernels;
using L = RadianceLayers;

class RadianceLayersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() { setSimdTarget(SimdTarget::Avx512); }

    void equalsASlowDoubleReference_data();
    void equalsASlowDoubleReference();
    void gradientsAreCentralDifferences();
    void rowsThatAreDroppedChangeNothing();
    void startIsSmallAndSeeded();
};

namespace {

/// One sample through both networks, in double, weight matrices as documented.
struct Reference {
    std::vector<double> weights;

    double at(int place, int outputs, int i, int o) const {
        return weights[std::size_t(place + i * outputs + o)];
    }

    std::vector<double>
    layer(const std::vector<double>& input, int place, int outputs, bool relu) const {
        std::vector<double> output(std::size_t(outputs), 0);
        for (int o = 0; o < outputs; ++o) {
            for (int i = 0; i < int(input.size()); ++i)
                output[std::size_t(o)] += input[std::size_t(i)] * at(place, outputs, i, o);
            if (relu)
                output[std::size_t(o)] = std::max(0.0, output[std::size_t(o)]);
        }
        return output;
    }

    /// density, then red, green, blue.
    std::vector<double> run(const std::vector<double>& encoded, const float* direction) const {
        const auto hidden = layer(encoded, L::density0, L::hidden, true);
        auto h = layer(hidden, L::density1, L::geometry, false);
        const double density = std::exp(h[0]);
        for (int k = 0; k < L::direction; ++k)
            h.push_back(direction[k]);
        const auto hidden1 = layer(h, L::color0, L::hidden, true);
        const auto hidden2 = layer(hidden1, L::color1, L::hidden, true);
        const auto color = layer(hidden2, L::color2, L::paddedColor, false);
        std::vector<double> result = {density};
        for (int c = 0; c < 3; ++c)
            result.push_back(1 / (1 + std::exp(-color[std::size_t(c)])));
        return result;
    }
};

struct Inputs {
    static constexpr std::int64_t count = 9, offset = 3; ///< samples in front of those used
    Array<float, 1> weights{L::weightCount}, transposed{L::weightCount};
    Array<float, 3> encoded{16, count + offset, 2};
    Array<float, 2> directions{4, L::direction};
    std::vector<std::int32_t> directionOfRow;

    Inputs() {
        initRadianceLayers(5, weights);
        transposeRadianceLayers(weights, transposed);
        std::mt19937 random(3);
        std::normal_distribution<float> normal(0, 0.7f);
        for (float& value : encoded)
            value = normal(random);
        for (float& value : directions)
            value = normal(random);
        for (std::int64_t i = 0; i < count; ++i)
            directionOfRow.push_back(std::int32_t(i % 4));
    }

    ArrayView<const std::int32_t, 1> rowDirections(std::int64_t rows) const {
        return ArrayView<const std::int32_t, 1>(directionOfRow.data(), rows);
    }

    std::vector<double> encodedOf(std::int64_t row) const {
        std::vector<double> values;
        for (int l = 0; l < 16; ++l)
            for (int f = 0; f < 2; ++f)
                values.push_back(encoded(l, offset + row, f));
        return values;
    }

    Reference reference() const { return {std::vector<double>(weights.begin(), weights.end())}; }
};

} // namespace

void RadianceLayersTest::equalsASlowDoubleReference_data() {
    QTest::addColumn<int>("target");
    QTest::newRow("baseline") << int(SimdTarget::Baseline);
    QTest::newRow("avx2") << int(SimdTarget::Avx2);
    QTest::newRow("avx512") << int(SimdTarget::Avx512);
}

void RadianceLayersTest::equalsASlowDoubleReference() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    const Inputs in;
    RadianceBlock block;
    Array<float, 1> densities(in.count);
    Array<float, 2> colors(in.count, 3);
    block.densities(in.weights, in.encoded, in.offset, densities);
    block.colors(in.weights, in.directions, in.rowDirections(in.count), colors);
    for (std::int64_t i = 0; i < in.count; ++i) {
        const auto expected =
            in.reference().run(in.encodedOf(i), in.directions.view().row(i % 4).data());
        QVERIFY(std::abs(densities(i) / expected[0] - 1) < 1e-5);
        for (int c = 0; c < 3; ++c)
            QVERIFY(std::abs(colors(i, c) - expected[std::size_t(c) + 1]) < 1e-5);
    }
}

void RadianceLayersTest::gradientsAreCentralDifferences() {
    const Inputs in;
    RadianceBlock block;
    Array<float, 1> densities(in.count), densityGradients(in.count), gradient(L::weightCount);
    Array<float, 2> colors(in.count, 3), colorGradients(in.count, 3);
    Array<float, 3> encodedGradient(16, in.count + in.offset, 2);
    for (std::int64_t i = 0; i < in.count; ++i) {
        densityGradients(i) = 0.3f - 0.1f * float(i);
        for (int c = 0; c < 3; ++c)
            colorGradients(i, c) = float(c) - 0.2f * float(i);
    }
    block.densities(in.weights, in.encoded, in.offset, densities);
    block.colors(in.weights, in.directions, in.rowDirections(in.count), colors);
    block.backward(
        in.transposed, densityGradients, colorGradients, in.offset, gradient, encodedGradient);

    const auto objective =
        [&](const Reference& reference, std::int64_t only, int input, double by) {
            double sum = 0;
            for (std::int64_t i = 0; i < in.count; ++i) {
                auto encoded = in.encodedOf(i);
                if (i == only)
                    encoded[std::size_t(input)] += by;
                const auto result = reference.run(encoded, in.directions.view().row(i % 4).data());
                sum += densityGradients(i) * result[0];
                for (int c = 0; c < 3; ++c)
                    sum += colorGradients(i, c) * result[std::size_t(c) + 1];
            }
            return sum;
        };
    constexpr double step = 1e-6;
    const Reference reference = in.reference();
    for (int k = 0; k < L::weightCount; k += 7) {
        Reference up = reference, down = reference;
        up.weights[std::size_t(k)] += step;
        down.weights[std::size_t(k)] -= step;
        const double expected = (objective(up, -1, 0, 0) - objective(down, -1, 0, 0)) / (2 * step);
        const bool isPadding = k >= L::color2 && (k - L::color2) % L::paddedColor >= L::color;
        QVERIFY2(std::abs(gradient(k) - (isPadding ? 0 : expected)) <
                     2e-4 * (1 + std::abs(expected)),
                 qPrintable(QString("weight %1: %2, expected %3")
                                .arg(k)
                                .arg(double(gradient(k)))
                                .arg(expected)));
    }
    for (std::int64_t i = 0; i < in.count; ++i)
        for (int input = 0; input < L::encoded; ++input) {
            const double expected =
                (objective(reference, i, input, step) - objective(reference, i, input, -step)) /
                (2 * step);
            QVERIFY(std::abs(encodedGradient(input / 2, in.offset + i, input % 2) - expected) <
                    2e-4 * (1 + std::abs(expected)));
        }
    for (int l = 0; l < 16; ++l)
        QCOMPARE(encodedGradient(l, 0, 0), 0.0f); // samples of others stay as they are
}

void RadianceLayersTest::rowsThatAreDroppedChangeNothing() {
    const Inputs in;
    const std::vector<std::int32_t> kept = {1, 2, 5, 8};
    const auto rows = std::int64_t(kept.size());
    RadianceBlock block, all;
    Array<float, 1> densities(in.count);
    Array<float, 2> colors(rows, 3), allColors(in.count, 3);
    all.densities(in.weights, in.encoded, in.offset, densities);
    all.colors(in.weights, in.directions, in.rowDirections(in.count), allColors);
    block.densities(in.weights, in.encoded, in.offset, densities);
    block.keepRows(ArrayView<const std::int32_t, 1>(kept.data(), rows));
    std::vector<std::int32_t> directions;
    for (std::int32_t row : kept)
        directions.push_back(in.directionOfRow[std::size_t(row)]);
    block.colors(in.weights,
                 in.directions,
                 ArrayView<const std::int32_t, 1>(directions.data(), rows),
                 colors);
    QCOMPARE(block.rowCount(), rows);
    for (std::int64_t k = 0; k < rows; ++k)
        for (int c = 0; c < 3; ++c)
            QCOMPARE(colors(k, c), allColors(kept[std::size_t(k)], c));
}

void RadianceLayersTest::startIsSmallAndSeeded() {
    Array<float, 1> a(L::weightCount), b(L::weightCount), c(L::weightCount);
    initRadianceLayers(1, a);
    initRadianceLayers(1, b);
    initRadianceLayers(2, c);
    QVERIFY(std::equal(a.begin(), a.end(), b.begin()));
    QVERIFY(!std::equal(a.begin(), a.end(), c.begin()));
    for (float weight : a)
        QVERIFY(std::abs(weight) <= std::sqrt(6.0f / 67));
    for (int i = 0; i < L::hidden; ++i)
        for (int o = L::color; o < L::paddedColor; ++o)
            QCOMPARE(a(L::color2 + i * L::paddedColor + o), 0.0f);
}

QTEST_GUILESS_MAIN(RadianceLayersTest)
#include "radiance_layers_test.moc"
