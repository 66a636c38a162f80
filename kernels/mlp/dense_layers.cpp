// SPDX-License-Identifier: Apache-2.0
#include "kernels/mlp/dense_layers.h"

#include "kernels/base/dispatch.h"
#include "kernels/mlp/dense_layers_rows.h"

#include <algorithm>

namespace cleave::kernels {

namespace {

/// Rows whose inputs and gradients stay in the first cache level while weight gradients are summed.
constexpr std::int64_t rowsAtOnce = 64;

} // namespace

void denseForward(ArrayView<const float, 2> input,
                  ArrayView<const float, 2> weights,
                  LayerActivation activation,
                  ArrayView<float, 2> output) {
    requireCpu(deviceOf(input, weights, output), "denseForward");
    requireShape(weights, {input.size(1), output.size(1)}, "weights");
    requireShape(output, {input.size(0), -1}, "output");
    CLEAVE_ASSERT(output.size(1) % 16 == 0);
    const DenseProduct product{.a = input.data(),
                               .aRow = input.size(1),
                               .aStep = 1,
                               .b = weights.data(),
                               .bStep = weights.size(1),
                               .out = output.data(),
                               .outRow = output.size(1),
                               .rows = output.size(0),
                               .columns = output.size(1),
                               .depth = input.size(1),
                               .adds = false,
                               .isPositive = activation == LayerActivation::Relu,
                               .mask = nullptr};
    CLEAVE_SIMD_CALL(denseProduct, product);
}

void denseInputGradient(ArrayView<const float, 2> outputGradient,
                        ArrayView<const float, 2> weightsTransposed,
                        ArrayView<const float, 2> input,
                        LayerActivation inputActivation,
                        ArrayView<float, 2> inputGradient) {
    requireCpu(deviceOf(outputGradient, weightsTransposed, input, inputGradient),
               "denseInputGradient");
    requireShape(weightsTransposed, {-1, inputGradient.size(1)}, "weightsTransposed");
    requireShape(input, {outputGradient.size(0), inputGradient.size(1)}, "input");
    requireShape(inputGradient, {outputGradient.size(0), -1}, "inputGradient");
    CLEAVE_ASSERT(inputGradient.size(1) % 16 == 0 &&
                  weightsTransposed.size(0) <= outputGradient.size(1));
    const DenseProduct product{.a = outputGradient.data(),
                               .aRow = outputGradient.size(1),
                               .aStep = 1,
                               .b = weightsTransposed.data(),
                               .bStep = weightsTransposed.size(1),
                               .out = inputGradient.data(),
                               .outRow = inputGradient.size(1),
                               .rows = inputGradient.size(0),
                               .columns = inputGradient.size(1),
                               .depth = weightsTransposed.size(0),
                               .adds = false,
                               .isPositive = false,
                               .mask = inputActivation == LayerActivation::Relu ? input.data()
                                                                                : nullptr};
    CLEAVE_SIMD_CALL(denseProduct, product);
}

void denseWeightGradient(ArrayView<const float, 2> input,
                         ArrayView<const float, 2> outputGradient,
                         ArrayView<float, 2> weightGradient) {
    requireCpu(deviceOf(input, outputGradient, weightGradient), "denseWeightGradient");
    requireShape(outputGradient, {input.size(0), -1}, "outputGradient");
    requireShape(weightGradient, {input.size(1), outputGradient.size(1)}, "weightGradient");
    CLEAVE_ASSERT(input.size(1) % 16 == 0 && outputGradient.size(1) % 16 == 0);
    for (std::int64_t row = 0; row < input.size(0); row += rowsAtOnce) {
        const DenseProduct product{.a = input.data() + row * input.size(1),
                                   .aRow = 1,
                                   .aStep = input.size(1),
                                   .b = outputGradient.data() + row * outputGradient.size(1),
                                   .bStep = outputGradient.size(1),
                                   .out = weightGradient.data(),
                                   .outRow = weightGradient.size(1),
                                   .rows = weightGradient.size(0),
                                   .columns = weightGradient.size(1),
                                   .depth = std::min(rowsAtOnce, input.size(0) - row),
                                   .adds = true,
                                   .isPositive = false,
                                   .mask = nullptr};
        CLEAVE_SIMD_CALL(denseProduct, product);
    }
}

void transposeWeights(ArrayView<const float, 2> weights, ArrayView<float, 2> transposed) {
    requireShape(transposed, {weights.size(1), weights.size(0)}, "transposed");
    for (std::int64_t i = 0; i < weights.size(0); ++i)
        for (std::int64_t o = 0; o < weights.size(1); ++o)
            transposed(o, i) = weights(i, o);
}

} // namespace cleave::kernels
