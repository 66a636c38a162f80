// SPDX-License-Identifier: Apache-2.0
// The small network of SAGA's first version that brings SAM's features of a photo into the space of
// the primitives' features: three linear layers, the first two with layer normalisation and leaky
// ReLU.
#pragma once

#include "kernels/base/array.h"

#include <cstdint>
#include <random>

namespace cleave {

class ProjectionNetwork {
public:
    static constexpr int hidden = 64;
    static constexpr float leak = 0.01f;

    ProjectionNetwork(int inputs, int outputs, std::mt19937_64& random);

    int inputCount() const { return static_cast<int>(layers_[0].weights.size(0)); }

    /// input [P, inputs] -> output [P, outputs], overwritten. Kept for backward().
    void forward(kernels::ArrayView<const float, 2> input, kernels::ArrayView<float, 2> output);
    /// One step of Adam from the gradient at the output of the last forward(). Same bits for any
    /// number of threads.
    void step(kernels::ArrayView<const float, 2> input,
              kernels::ArrayView<const float, 2> outputGradient,
              float learningRate);

    /// [weights of all layers, with biases, gains and shifts], for tests.
    kernels::ArrayView<float, 1> parameters() { return parameters_.values; }

    /// The gradient that step() takes, added into gradients [parameters().count()].
    void backward(kernels::ArrayView<const float, 2> input,
                  kernels::ArrayView<const float, 2> outputGradient,
                  kernels::ArrayView<float, 1> gradients) const;

private:
    struct Layer {
        kernels::ArrayView<float, 2> weights;           ///< [inputs, outputs]
        kernels::ArrayView<float, 1> bias, gain, shift; ///< the last layer has no gain and shift
        std::int64_t offset = 0;
        bool isNormalised = false;
    };

    struct Adam {
        kernels::Array<float, 1> values, first, second;
    };

    Layer layer(std::int64_t offset, int inputs, int outputs, bool isNormalised);

    Adam parameters_;
    Layer layers_[3];
    std::int64_t stepCount_ = 0;
    // Of the last forward(): what enters layers 1 and 2, and per normalised layer its normalised
    // sums and their deviation.
    kernels::Array<float, 2> entering_[2], normalised_[2];
    kernels::Array<float, 1> inverseDeviation_[2];
};

} // namespace cleave
