// SPDX-License-Identifier: Apache-2.0
// Features as a function of position: a hash grid and a small network of their own (section 3.2 of
// OmniSeg3D's method), asked where the primitives are. Smoother than a free vector for every
// primitive, and primitives that no photo shows get a say from those around them.
#pragma once

#include "core/field/primitive_cloud.h"
#include "kernels/base/array.h"
#include "kernels/hashgrid/encode.h"

#include <cstdint>

namespace cleave {

class PositionFeatures {
public:
    static constexpr int levels = 16, coarsest = 16, hidden = 64;
    static constexpr double finest = 1024; ///< 2048 S with S = 0.5: the scene is one unit wide

    /// dimensions: a multiple of 16. log2TableSize in [10, 22]: entries of a level.
    PositionFeatures(const PrimitiveCloud& cloud,
                     int dimensions,
                     int log2TableSize,
                     std::uint64_t seed);

    /// Writes the rows of features [N, D] that belong to `primitives` [M].
    void evaluate(kernels::ArrayView<const std::uint32_t, 1> primitives,
                  kernels::ArrayView<float, 2> features);
    /// One step of Adam (beta 0.9, 0.999, epsilon 1e-15) after evaluate(), from gradients [M, D] of
    /// its features. Entries of the table without a gradient stay. Same bits for any number of
    /// threads.
    void step(kernels::ArrayView<const float, 2> gradients, float learningRate);

private:
    struct Moments {
        kernels::Array<float, 2> values, first, second, gradient;

        Moments() = default;
        Moments(std::int64_t rows, std::int64_t columns);
        void step(std::int64_t count, float learningRate);
    };

    void reserve(std::int64_t count);

    int dimensions_;
    kernels::HashEncoding encoding_;
    kernels::Array<float, 2> places_; ///< [3, N] in [0, 1]
    Moments table_, inner_, outer_;   ///< [entries, 2], [32, hidden], [hidden, D]
    std::int64_t stepCount_ = 0;

    // Of the last evaluate().
    std::int64_t count_ = 0;
    kernels::Array<float, 2> positions_;        ///< [3, M]
    kernels::Array<float, 3> encoded_;          ///< [levels, M, 2]
    kernels::Array<float, 2> inputs_, hiddens_; ///< [M, 32], [M, hidden]
};

} // namespace cleave
