// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"
#include "kernels/dense/depthwise.h"
#include "tests/support/simd_rows.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace cleave;
using namespace cleave::kernels;

class DepthwiseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:

    void cleanup() { setSimdTarget(SimdTarget::Avx512); }

    void equalsThePlainSums_data();
    void equalsThePlainSums();
};

void DepthwiseTest::equalsThePlainSums_data() {
    tests::addSimdTargets();
}

void DepthwiseTest::equalsThePlainSums() {
    QFETCH(int, target);
    setSimdTarget(static_cast<SimdTarget>(target));
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0, 1);
    for (std::int64_t stride : {1, 2})
        for (auto [height, width] : {std::pair<std::int64_t, std::int64_t>{1, 1}, {5, 4}, {8, 8}})
            for (std::int64_t channels : {1, 16, 40})
                for (Activation activation :
                     {Activation::None, Activation::Relu, Activation::Gelu}) {
                    Array<float, 2> input(height * width, channels), weights(9, channels);
                    Array<float, 1> bias(channels);
                    for (float& value : input)
                        value = normal(random);
                    for (float& value : weights)
                        value = normal(random);
                    for (float& value : bias)
                        value = normal(random);
                    const std::int64_t outHeight = (height + stride - 1) / stride,
                                       outWidth = (width + stride - 1) / stride;
                    Array<float, 2> output(outHeight * outWidth, channels);
                    convolveDepthwise(
                        input, height, width, weights, bias, stride, activation, output);
                    for (std::int64_t i = 0; i < output.count(); ++i) {
                        const std::int64_t channel = i % channels, y = i / channels / outWidth,
                                           x = i / channels % outWidth;
                        double sum = bias(channel);
                        for (std::int64_t k = 0; k < 9; ++k) {
                            const std::int64_t ny = stride * y + k / 3 - 1,
                                               nx = stride * x + k % 3 - 1;
                            if (ny >= 0 && ny < height && nx >= 0 && nx < width)
                                sum += static_cast<double>(input(ny * width + nx, channel)) *
                                       weights(k, channel);
                        }
                        if (activation == Activation::Relu)
                            sum = std::max(sum, 0.0);
                        if (activation == Activation::Gelu)
                            sum *= 0.5 * (1 + std::erf(sum / std::sqrt(2.0)));
                        QVERIFY(std::abs(output.data()[i] - sum) < 1e-5);
                    }
                }
}

QTEST_GUILESS_MAIN(DepthwiseTest)
#include "depthwise_test.moc"
