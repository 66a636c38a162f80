// SPDX-License-Identifier: Apache-2.0
#include "kernels/mlp/radiance_layers.h"

#include "kernels/base/dispatch.h"
#include "kernels/math/random.h"
#include "kernels/mlp/dense_layers.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cleave::kernels {

namespace {

using L = RadianceLayers;

struct Matrix {
    int place, inputs, outputs;
};

constexpr Matrix density0{L::density0, L::encoded, L::hidden};
constexpr Matrix density1{L::density1, L::hidden, L::geometry};
constexpr Matrix color0{L::color0, L::geometry + L::direction, L::hidden};
constexpr Matrix color1{L::color1, L::hidden, L::hidden};
constexpr Matrix color2{L::color2, L::hidden, L::paddedColor};

constexpr float gradientBound = 15; ///< of the exponent, on the way back

template <class T>
ArrayView<T, 2> matrix(ArrayView<T, 1> weights, const Matrix& m) {
    return ArrayView<T, 2>(weights.data() + m.place, m.inputs, m.outputs);
}

ArrayView<const float, 2> transposedMatrix(ArrayView<const float, 1> transposed, const Matrix& m) {
    return ArrayView<const float, 2>(transposed.data() + m.place, m.outputs, m.inputs);
}

ArrayView<float, 2> firstRows(Array<float, 2>& array, std::int64_t rows) {
    return ArrayView<float, 2>(array.data(), rows, array.size(1));
}

void moveRow(Array<float, 2>& array, std::int64_t from, std::int64_t to) {
    std::memmove(array.data() + to * array.size(1),
                 array.data() + from * array.size(1),
                 static_cast<std::size_t>(array.size(1)) * sizeof(float));
}

float logisticOf(float x) {
    return 1 / (1 + std::exp(-x));
}

} // namespace

void initRadianceLayers(std::uint64_t seed, ArrayView<float, 1> weights) {
    requireShape(weights, {L::weightCount}, "weights");
    constexpr std::uint64_t stream = 0x6d6c70;
    RandomStream random(seed, stream);
    for (const Matrix& m : {density0, density1, color0, color1, color2}) {
        const int outputs = m.place == L::color2 ? L::color : m.outputs;
        const double bound = std::sqrt(6.0 / (m.inputs + outputs));
        const ArrayView<float, 2> target = matrix(weights, m);
        for (int i = 0; i < m.inputs; ++i)
            for (int o = 0; o < m.outputs; ++o)
                target(i, o) =
                    o < outputs ? static_cast<float>(random.uniform(-bound, bound)) : 0.0f;
    }
}

void transposeRadianceLayers(ArrayView<const float, 1> weights, ArrayView<float, 1> transposed) {
    requireShape(weights, {L::weightCount}, "weights");
    requireShape(transposed, {L::weightCount}, "transposed");
    for (const Matrix& m : {density0, density1, color0, color1, color2})
        transposeWeights(matrix(weights, m),
                         ArrayView<float, 2>(transposed.data() + m.place, m.outputs, m.inputs));
}

void RadianceBlock::reserve(std::int64_t rows) {
    if (rows <= encoded_.size(0))
        return;
    const std::int64_t capacity = (rows + 63) / 64 * 64;
    encoded_ = Array<float, 2>(capacity, L::encoded);
    hidden_ = Array<float, 2>(capacity, L::hidden);
    geometry_ = Array<float, 2>(capacity, L::geometry);
    colorInput_ = Array<float, 2>(capacity, L::geometry + L::direction);
    colorHidden0_ = Array<float, 2>(capacity, L::hidden);
    colorHidden1_ = Array<float, 2>(capacity, L::hidden);
    color_ = Array<float, 2>(capacity, L::paddedColor);
    for (Array<float, 2>& gradient : wideGradients_)
        gradient = Array<float, 2>(capacity, L::hidden);
    narrowGradient_ = Array<float, 2>(capacity, L::geometry + L::direction);
    lastGradient_ = Array<float, 2>(capacity, L::paddedColor);
}

void RadianceBlock::densities(ArrayView<const float, 1> weights,
                              ArrayView<const float, 3> encoded,
                              std::int64_t begin,
                              ArrayView<float, 1> densities) {
    requireCpu(deviceOf(weights, encoded, densities), "RadianceBlock");
    requireShape(weights, {L::weightCount}, "weights");
    requireShape(encoded, {L::encoded / 2, -1, 2}, "encoded");
    rowCount_ = densities.size(0);
    CLEAVE_ASSERT(begin >= 0 && begin + rowCount_ <= encoded.size(1));
    reserve(rowCount_);
    for (int level = 0; level < L::encoded / 2; ++level) {
        const float* from = encoded.data() + (level * encoded.size(1) + begin) * 2;
        float* to = encoded_.data() + 2 * level;
        for (std::int64_t i = 0; i < rowCount_; ++i)
            std::memcpy(to + i * L::encoded, from + 2 * i, 2 * sizeof(float));
    }
    denseForward(firstRows(encoded_, rowCount_),
                 matrix(weights, density0),
                 LayerActivation::Relu,
                 firstRows(hidden_, rowCount_));
    denseForward(firstRows(hidden_, rowCount_),
                 matrix(weights, density1),
                 LayerActivation::None,
                 firstRows(geometry_, rowCount_));
    for (std::int64_t i = 0; i < rowCount_; ++i)
        densities(i) = std::exp(geometry_(i, 0));
}

void RadianceBlock::keepRows(ArrayView<const std::int32_t, 1> rows) {
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
        if (rows(i) == i)
            continue;
        CLEAVE_ASSERT(rows(i) > i && rows(i) < rowCount_);
        for (Array<float, 2>* array : {&encoded_, &hidden_, &geometry_})
            moveRow(*array, rows(i), i);
    }
    rowCount_ = rows.size(0);
}

void RadianceBlock::colors(ArrayView<const float, 1> weights,
                           ArrayView<const float, 2> directions,
                           ArrayView<const std::int32_t, 1> directionOfRow,
                           ArrayView<float, 2> colors) {
    requireShape(directions, {-1, L::direction}, "directions");
    requireShape(directionOfRow, {rowCount_}, "directionOfRow");
    requireShape(colors, {rowCount_, L::color}, "colors");
    for (std::int64_t i = 0; i < rowCount_; ++i) {
        float* input = colorInput_.data() + i * colorInput_.size(1);
        std::memcpy(input, &geometry_(i, 0), L::geometry * sizeof(float));
        std::memcpy(input + L::geometry,
                    directions.row(directionOfRow(i)).data(),
                    L::direction * sizeof(float));
    }
    denseForward(firstRows(colorInput_, rowCount_),
                 matrix(weights, color0),
                 LayerActivation::Relu,
                 firstRows(colorHidden0_, rowCount_));
    denseForward(firstRows(colorHidden0_, rowCount_),
                 matrix(weights, color1),
                 LayerActivation::Relu,
                 firstRows(colorHidden1_, rowCount_));
    denseForward(firstRows(colorHidden1_, rowCount_),
                 matrix(weights, color2),
                 LayerActivation::None,
                 firstRows(color_, rowCount_));
    for (std::int64_t i = 0; i < rowCount_; ++i)
        for (int c = 0; c < L::color; ++c)
            colors(i, c) = color_(i, c) = logisticOf(color_(i, c));
}

void RadianceBlock::backward(ArrayView<const float, 1> transposed,
                             ArrayView<const float, 1> densityGradients,
                             ArrayView<const float, 2> colorGradients,
                             std::int64_t begin,
                             ArrayView<float, 1> weightGradient,
                             ArrayView<float, 3> encodedGradient) {
    requireShape(transposed, {L::weightCount}, "transposed");
    requireShape(densityGradients, {rowCount_}, "densityGradients");
    requireShape(colorGradients, {rowCount_, L::color}, "colorGradients");
    requireShape(weightGradient, {L::weightCount}, "weightGradient");
    requireShape(encodedGradient, {L::encoded / 2, -1, 2}, "encodedGradient");
    CLEAVE_ASSERT(begin >= 0 && begin + rowCount_ <= encodedGradient.size(1));
    const std::int64_t rows = rowCount_;
    const ArrayView<float, 2> last = firstRows(lastGradient_, rows);
    for (std::int64_t i = 0; i < rows; ++i)
        for (int c = 0; c < L::paddedColor; ++c)
            last(i, c) =
                c < L::color ? colorGradients(i, c) * color_(i, c) * (1 - color_(i, c)) : 0.0f;

    const ArrayView<float, 2> wide0 = firstRows(wideGradients_[0], rows),
                              wide1 = firstRows(wideGradients_[1], rows),
                              narrow = firstRows(narrowGradient_, rows);
    denseWeightGradient(firstRows(colorHidden1_, rows), last, matrix(weightGradient, color2));
    // The padding has no gradient: three rows of the transposed matrix are enough.
    denseInputGradient(
        last,
        ArrayView<const float, 2>(transposed.data() + L::color2, L::color, L::hidden),
        firstRows(colorHidden1_, rows),
        LayerActivation::Relu,
        wide0);
    denseWeightGradient(firstRows(colorHidden0_, rows), wide0, matrix(weightGradient, color1));
    denseInputGradient(wide0,
                       transposedMatrix(transposed, color1),
                       firstRows(colorHidden0_, rows),
                       LayerActivation::Relu,
                       wide1);
    denseWeightGradient(firstRows(colorInput_, rows), wide1, matrix(weightGradient, color0));
    denseInputGradient(wide1,
                       transposedMatrix(transposed, color0),
                       firstRows(colorInput_, rows),
                       LayerActivation::None,
                       narrow);
    for (std::int64_t i = 0; i < rows; ++i) {
        std::memcpy(&last(i, 0), &narrow(i, 0), L::geometry * sizeof(float));
        const float h = std::clamp(geometry_(i, 0), -gradientBound, gradientBound);
        last(i, 0) += densityGradients(i) * std::exp(h);
    }
    denseWeightGradient(firstRows(hidden_, rows), last, matrix(weightGradient, density1));
    denseInputGradient(last,
                       transposedMatrix(transposed, density1),
                       firstRows(hidden_, rows),
                       LayerActivation::Relu,
                       wide0);
    denseWeightGradient(firstRows(encoded_, rows), wide0, matrix(weightGradient, density0));
    denseInputGradient(wide0,
                       transposedMatrix(transposed, density0),
                       firstRows(encoded_, rows),
                       LayerActivation::None,
                       narrow);
    for (int level = 0; level < L::encoded / 2; ++level) {
        float* to = encodedGradient.data() + (level * encodedGradient.size(1) + begin) * 2;
        for (std::int64_t i = 0; i < rows; ++i)
            std::memcpy(to + 2 * i, narrow.data() + i * L::encoded + 2 * level, 2 * sizeof(float));
    }
}

} // namespace cleave::kernels
