// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/position_features.h"

#include "kernels/base/parallel_for.h"
#include "kernels/mlp/dense_layers.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr std::int64_t blockRows = 256;
constexpr int encodedWidth = PositionFeatures::levels * kernels::hashFeatures;
constexpr float firstEntries = 1e-4f; ///< the table starts uniform in +- this
constexpr float sceneMargin = 1.2f;   ///< of the box around all but a few stray primitives
constexpr float visibleOpacity = 0.1f;
constexpr float beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-15f;
constexpr std::int64_t adamGrain = 1 << 15;

/// Positions in a cube around the scene; strays come to its border.
Array<float, 2> placesIn(const PrimitiveCloud& cloud) {
    float low[3] = {}, side = 0;
    for (int axis = 0; axis < 3; ++axis) {
        std::vector<float> values;
        for (std::int64_t i = 0; i < cloud.count(); ++i)
            if (cloud.opacities(i) >= visibleOpacity && std::isfinite(cloud.positions(i, axis)))
                values.push_back(cloud.positions(i, axis));
        if (values.empty())
            continue;
        std::sort(values.begin(), values.end());
        const std::size_t margin = values.size() / 100;
        const float first = values[margin], last = values[values.size() - 1 - margin];
        low[axis] = 0.5f * (first + last);
        side = std::max(side, sceneMargin * (last - first));
    }
    Array<float, 2> places(3, cloud.count());
    for (int axis = 0; axis < 3; ++axis)
        for (std::int64_t i = 0; i < cloud.count(); ++i) {
            const float place =
                side > 0 ? 0.5f + (cloud.positions(i, axis) - low[axis]) / side : 0.5f;
            places(axis, i) = place >= 0 ? std::min(place, 1.0f) : 0.0f; // NaN lies at 0
        }
    return places;
}

void fillUniform(Array<float, 2>& values, float bound, std::mt19937_64& random) {
    for (float& value : values)
        value = bound * (2 * static_cast<float>(random() >> 40) * 0x1p-24f - 1);
}

float glorot(std::int64_t inputs, std::int64_t outputs) {
    return std::sqrt(6.0f / static_cast<float>(inputs + outputs));
}

template <class T>
ArrayView<T, 2> rowsOf(T* data, std::int64_t begin, std::int64_t end, std::int64_t width) {
    return ArrayView<T, 2>(data + begin * width, end - begin, width);
}

} // namespace

PositionFeatures::Moments::Moments(std::int64_t rows, std::int64_t columns)
    : values(rows, columns)
    , first(rows, columns)
    , second(rows, columns)
    , gradient(rows, columns) {}

void PositionFeatures::Moments::step(std::int64_t count, float learningRate) {
    const auto n = static_cast<float>(count);
    const float correction1 = 1 / (1 - std::pow(beta1, n)),
                correction2 = 1 / (1 - std::pow(beta2, n));
    kernels::forChunks(
        values.count(), adamGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t i = begin; i < end; ++i) {
                float& g = gradient.data()[i];
                if (g == 0)
                    continue;
                float &m = first.data()[i], &v = second.data()[i];
                m = beta1 * m + (1 - beta1) * g;
                v = beta2 * v + (1 - beta2) * g * g;
                values.data()[i] -=
                    learningRate * (m * correction1) / (std::sqrt(v * correction2) + epsilon);
                g = 0;
            }
        });
}

PositionFeatures::PositionFeatures(const PrimitiveCloud& cloud,
                                   int dimensions,
                                   int log2TableSize,
                                   std::uint64_t seed)
    : dimensions_(dimensions)
    , encoding_(kernels::hashEncoding(levels, log2TableSize, coarsest, finest))
    , places_(placesIn(cloud))
    , table_(encoding_.entryCount, kernels::hashFeatures)
    , inner_(encodedWidth, hidden)
    , outer_(hidden, dimensions) {
    std::mt19937_64 random(seed);
    fillUniform(table_.values, firstEntries, random);
    fillUniform(inner_.values, glorot(encodedWidth, hidden), random);
    fillUniform(outer_.values, glorot(hidden, dimensions), random);
}

void PositionFeatures::reserve(std::int64_t count) {
    count_ = count;
    if (positions_.size(1) == count)
        return;
    positions_ = Array<float, 2>(3, count);
    encoded_ = Array<float, 3>(levels, count, kernels::hashFeatures);
    inputs_ = Array<float, 2>(count, encodedWidth);
    hiddens_ = Array<float, 2>(count, hidden);
}

void PositionFeatures::evaluate(ArrayView<const std::uint32_t, 1> primitives,
                                ArrayView<float, 2> features) {
    requireShape(features, {places_.size(1), dimensions_}, "features");
    reserve(primitives.size(0));
    if (count_ == 0)
        return;
    for (int axis = 0; axis < 3; ++axis)
        for (std::int64_t m = 0; m < count_; ++m)
            positions_(axis, m) = places_(axis, primitives(m));
    kernels::encodePositions(encoding_, table_.values, positions_, encoded_);
    kernels::forChunks(count_, blockRows, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t m = begin; m < end; ++m)
            for (int l = 0; l < levels; ++l)
                for (int k = 0; k < kernels::hashFeatures; ++k)
                    inputs_(m, l * kernels::hashFeatures + k) = encoded_(l, m, k);
        const auto hiddens = rowsOf(hiddens_.data(), begin, end, hidden);
        kernels::denseForward(rowsOf<const float>(inputs_.data(), begin, end, encodedWidth),
                              inner_.values,
                              kernels::LayerActivation::Relu,
                              hiddens);
        Array<float, 2> outputs(end - begin, dimensions_);
        kernels::denseForward(rowsOf<const float>(hiddens_.data(), begin, end, hidden),
                              outer_.values,
                              kernels::LayerActivation::None,
                              outputs);
        for (std::int64_t m = begin; m < end; ++m)
            std::copy_n(&outputs(m - begin, 0), dimensions_, &features(primitives(m), 0));
    });
}

void PositionFeatures::step(ArrayView<const float, 2> gradients, float learningRate) {
    requireShape(gradients, {count_, dimensions_}, "gradients");
    ++stepCount_;
    if (count_ == 0)
        return;
    Array<float, 2> innerTransposed(hidden, encodedWidth), outerTransposed(dimensions_, hidden);
    kernels::transposeWeights(inner_.values, innerTransposed);
    kernels::transposeWeights(outer_.values, outerTransposed);
    // A partial sum per chunk, added up in order.
    constexpr std::int64_t grain = 16 * blockRows;
    const std::int64_t chunks = kernels::chunkCount(count_, grain);
    Array<float, 3> innerSums(chunks, encodedWidth, hidden), outerSums(chunks, hidden, dimensions_);
    kernels::forChunks(count_, grain, [&](std::int64_t from, std::int64_t to, std::int64_t chunk) {
        const ArrayView<float, 2> innerSum(&innerSums(chunk, 0, 0), encodedWidth, hidden),
            outerSum(&outerSums(chunk, 0, 0), hidden, dimensions_);
        Array<float, 2> hiddenGradients(blockRows, hidden), inputGradients(blockRows, encodedWidth);
        for (std::int64_t begin = from; begin < to; begin += blockRows) {
            const std::int64_t end = std::min(to, begin + blockRows);
            const auto outputGradient = rowsOf(gradients.data(), begin, end, dimensions_);
            const auto hiddens = rowsOf<const float>(hiddens_.data(), begin, end, hidden);
            const auto inputs = rowsOf<const float>(inputs_.data(), begin, end, encodedWidth);
            const auto hiddenGradient = rowsOf(hiddenGradients.data(), 0, end - begin, hidden);
            const auto inputGradient = rowsOf(inputGradients.data(), 0, end - begin, encodedWidth);
            kernels::denseWeightGradient(hiddens, outputGradient, outerSum);
            kernels::denseInputGradient(outputGradient,
                                        outerTransposed,
                                        hiddens,
                                        kernels::LayerActivation::Relu,
                                        hiddenGradient);
            kernels::denseWeightGradient(inputs, hiddenGradient, innerSum);
            kernels::denseInputGradient(hiddenGradient,
                                        innerTransposed,
                                        inputs,
                                        kernels::LayerActivation::None,
                                        inputGradient);
            for (std::int64_t m = begin; m < end; ++m)
                for (int l = 0; l < levels; ++l)
                    for (int k = 0; k < kernels::hashFeatures; ++k)
                        encoded_(l, m, k) = inputGradient(m - begin, l * kernels::hashFeatures + k);
        }
    });
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        for (std::int64_t i = 0; i < inner_.gradient.count(); ++i)
            inner_.gradient.data()[i] += innerSums.data()[chunk * inner_.gradient.count() + i];
        for (std::int64_t i = 0; i < outer_.gradient.count(); ++i)
            outer_.gradient.data()[i] += outerSums.data()[chunk * outer_.gradient.count() + i];
    }
    kernels::encodePositionsBackward(encoding_, positions_, encoded_, table_.gradient);
    for (Moments* part : {&table_, &inner_, &outer_})
        part->step(stepCount_, learningRate);
}

} // namespace cleave
