// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/mlp/dense_layers.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave::kernels;

class DenseLayersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void init() { setSimdTarget(SimdTarget::Avx512); }

    void forwardIsTheProduct_data();
    void forwardIsTheProduct();
    void inputGradientIsTheTransposedProduct_data();
    void inputGradientIsTheTransposedProduct();
    void weightGradientIsAddedTo_data();
    void weightGradientIsAddedTo();
    void aRowDoesNotDependOnTheOthers();
};

namespace {

constexpr int rowCounts[] = {1, 5, 64, 131};
constexpr int shapes[][2] = {{32, 64}, {64, 16}, {64, 64}, {16, 48}};

void targetRows() {
    QTest::addColumn<int>("target");
    QTest::newRow("baseline") << int(SimdTarget::Baseline);
    QTest::newRow("avx2") << int(SimdTarget::Avx2);
    QTest::newRow("avx512") << int(SimdTarget::Avx512);
}

Array<float, 2> randomMatrix(std::int64_t rows, std::int64_t columns, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 1);
    Array<float, 2> matrix(rows, columns);
    for (float& value : matrix)
        value = normal(random);
    return matrix;
}

} // namespace

void DenseLayersTest::forwardIsTheProduct_data() {
    targetRows();
}

void DenseLayersTest::forwardIsTheProduct() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (int rows : rowCounts)
        for (const auto& shape : shapes)
            for (LayerActivation activation : {LayerActivation::None, LayerActivation::Relu}) {
                const auto input = randomMatrix(rows, shape[0], 1),
                           weights = randomMatrix(shape[0], shape[1], 2);
                Array<float, 2> output = randomMatrix(rows, shape[1], 3); // is overwritten
                denseForward(input, weights, activation, output);
                for (int r = 0; r < rows; ++r)
                    for (int o = 0; o < shape[1]; ++o) {
                        double sum = 0;
                        for (int i = 0; i < shape[0]; ++i)
                            sum += double(input(r, i)) * weights(i, o);
                        if (activation == LayerActivation::Relu)
                            sum = std::max(sum, 0.0);
                        QVERIFY(std::abs(output(r, o) - sum) < 2e-5);
                    }
            }
}

void DenseLayersTest::inputGradientIsTheTransposedProduct_data() {
    targetRows();
}

void DenseLayersTest::inputGradientIsTheTransposedProduct() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (int rows : rowCounts)
        for (const auto& shape : shapes)
            for (LayerActivation activation : {LayerActivation::None, LayerActivation::Relu}) {
                const auto input = randomMatrix(rows, shape[0], 1),
                           weights = randomMatrix(shape[0], shape[1], 2),
                           outputGradient = randomMatrix(rows, shape[1], 3);
                Array<float, 2> transposed(shape[1], shape[0]), gradient(rows, shape[0]);
                transposeWeights(weights, transposed);
                const int used = shape[1] / 3; // the rest counts as zero
                denseInputGradient(outputGradient,
                                   ArrayView<const float, 2>(transposed.data(), used, shape[0]),
                                   input,
                                   activation,
                                   gradient);
                for (int r = 0; r < rows; ++r)
                    for (int i = 0; i < shape[0]; ++i) {
                        double sum = 0;
                        for (int o = 0; o < used; ++o)
                            sum += double(outputGradient(r, o)) * weights(i, o);
                        if (activation == LayerActivation::Relu && !(input(r, i) > 0))
                            sum = 0;
                        QVERIFY(std::abs(gradient(r, i) - sum) < 2e-5);
                    }
            }
}

void DenseLayersTest::weightGradientIsAddedTo_data() {
    targetRows();
}

void DenseLayersTest::weightGradientIsAddedTo() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    for (int rows : rowCounts)
        for (const auto& shape : shapes) {
            const auto input = randomMatrix(rows, shape[0], 1),
                       outputGradient = randomMatrix(rows, shape[1], 3);
            Array<float, 2> gradient(shape[0], shape[1]);
            gradient.fill(0.5f);
            denseWeightGradient(input, outputGradient, gradient);
            for (int i = 0; i < shape[0]; ++i)
                for (int o = 0; o < shape[1]; ++o) {
                    double sum = 0.5;
                    for (int r = 0; r < rows; ++r)
                        sum += double(input(r, i)) * outputGradient(r, o);
                    QVERIFY(std::abs(gradient(i, o) - sum) < 1e-4);
                }
        }
}

void DenseLayersTest::aRowDoesNotDependOnTheOthers() {
    const auto input = randomMatrix(100, 64, 1), weights = randomMatrix(64, 64, 2);
    Array<float, 2> all(100, 64), one(1, 64);
    denseForward(input, weights, LayerActivation::Relu, all);
    for (int r = 0; r < 100; ++r) {
        denseForward(ArrayView<const float, 2>(input.data() + 64 * r, 1, 64),
                     weights,
                     LayerActivation::Relu,
                     one);
        QVERIFY(std::equal(one.begin(), one.end(), all.data() + 64 * r));
    }
}

QTEST_GUILESS_MAIN(DenseLayersTest)
#include "dense_layers_test.moc"
