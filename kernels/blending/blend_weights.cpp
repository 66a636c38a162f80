// SPDX-License-Identifier: Apache-2.0
#include "kernels/blending/blend_weights.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/blending/blend_schedule.h"

#include <algorithm>
#include <vector>

namespace cleave::kernels {

namespace {

constexpr std::int64_t rowGrain = 512;

/// Row chunks of a lift without columns. The first adds into the output, each other into an array
/// of its own: more of them would move more memory for adding up than the lift itself.
std::int64_t liftChunks(const BlendWeights& weights) {
    return std::clamp<std::int64_t>(
        weights.blendCount() / (32 * std::max<std::int64_t>(1, weights.primitiveCount)), 1, 4);
}

void checkShapes(const BlendWeights& weights,
                 std::int64_t rows,
                 ArrayView<const float, 2> values,
                 ArrayView<const float, 2> image) {
    requireCpu(deviceOf(values, image), "blend weights");
    requireShape(values, {weights.primitiveCount, -1}, "values");
    requireShape(image, {rows, values.size(1)}, "image");
}

GatherJob
gather(const BlendWeights& weights, ArrayView<const float, 2> values, ArrayView<float, 2> out) {
    return {weights.rowStarts.data(),
            nullptr,
            nullptr,
            weights.primitives.data(),
            weights.weights.data(),
            values.data(),
            out.data(),
            values.size(1),
            false};
}

ScatterJob
scatter(const BlendWeights& weights, ArrayView<const float, 2> image, ArrayView<float, 2> out) {
    return {weights.rowStarts.data(),
            nullptr,
            weights.primitives.data(),
            weights.weights.data(),
            image.data(),
            out.data(),
            image.size(1)};
}

void liftByColumns(const BlendWeights& weights,
                   ArrayView<const float, 2> image,
                   ArrayView<float, 2> out) {
    const GatherJob job{weights.columnStarts.data(),
                        nullptr,
                        weights.columnPrimitives.data(),
                        weights.columnRows.data(),
                        weights.columnWeights.data(),
                        image.data(),
                        out.data(),
                        image.size(1),
                        true};
    forChunks(weights.columnPrimitives.count(),
              rowGrain,
              [&](std::int64_t begin, std::int64_t end, std::int64_t) {
                  CLEAVE_SIMD_CALL(gatherRows, job, begin, end);
              });
}

void liftByRows(const BlendWeights& weights,
                ArrayView<const float, 2> image,
                ArrayView<float, 2> out) {
    const ScatterJob whole = scatter(weights, image, out);
    const std::int64_t chunks = liftChunks(weights), rows = weights.rowCount();
    if (chunks == 1)
        return CLEAVE_SIMD_CALL(scatterRows, whole, 0, rows);
    Array<float, 2> partials(chunks - 1, out.count());
    forChunks(rows,
              (rows + chunks - 1) / chunks,
              [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
                  ScatterJob job = whole;
                  if (chunk > 0)
                      job.out = partials.view().row(chunk - 1).data();
                  CLEAVE_SIMD_CALL(scatterRows, job, begin, end);
              });
    forChunks(out.count(), 1 << 14, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = 0; i + 1 < chunks; ++i) {
            const float* partial = partials.view().row(i).data();
            for (std::int64_t k = begin; k < end; ++k)
                out.data()[k] += partial[k];
        }
    });
}

} // namespace

void addColumns(BlendWeights& weights) {
    const std::int64_t blends = weights.blendCount(), rows = weights.rowCount();
    CLEAVE_ASSERT(rows <= std::int64_t{UINT32_MAX} && weights.primitiveCount <= INT32_MAX);
    const std::uint32_t* primitives = weights.primitives.data();
    std::vector<std::int32_t> columnOf(static_cast<std::size_t>(weights.primitiveCount), -1), found;
    std::vector<std::int64_t> counts;
    for (std::int64_t e = 0; e < blends; ++e) {
        std::int32_t& column = columnOf[primitives[e]];
        if (column < 0) {
            column = static_cast<std::int32_t>(found.size());
            found.push_back(static_cast<std::int32_t>(primitives[e]));
            counts.push_back(0);
        }
        ++counts[column];
    }
    const std::int64_t columns = static_cast<std::int64_t>(found.size());
    weights.columnPrimitives = Array<std::int32_t, 1>(columns);
    weights.columnStarts = Array<std::int64_t, 1>(columns + 1);
    weights.columnRows = Array<std::uint32_t, 1>(blends);
    weights.columnWeights = Array<float, 1>(blends);
    std::copy(found.begin(), found.end(), weights.columnPrimitives.begin());
    for (std::int64_t c = 0; c < columns; ++c)
        weights.columnStarts(c + 1) = weights.columnStarts(c) + counts[c];
    std::vector<std::int64_t>& next = counts;
    std::copy_n(weights.columnStarts.begin(), columns, next.begin());
    const float* values = weights.weights.data();
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t e = weights.rowStarts.data()[row]; e < weights.rowStarts.data()[row + 1];
             ++e) {
            const std::int64_t to = next[columnOf[primitives[e]]]++;
            weights.columnRows.data()[to] = static_cast<std::uint32_t>(row);
            weights.columnWeights.data()[to] = values[e];
        }
}

void renderValues(const BlendWeights& weights,
                  ArrayView<const float, 2> values,
                  ArrayView<float, 2> out) {
    checkShapes(weights, weights.rowCount(), values, out);
    const GatherJob job = gather(weights, values, out);
    forChunks(
        weights.rowCount(), rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            CLEAVE_SIMD_CALL(gatherRows, job, begin, end);
        });
}

void liftValues(const BlendWeights& weights,
                ArrayView<const float, 2> image,
                ArrayView<float, 2> out) {
    checkShapes(weights, weights.rowCount(), out, image);
    weights.hasColumns() ? liftByColumns(weights, image, out) : liftByRows(weights, image, out);
}

void renderRows(const BlendWeights& weights,
                ArrayView<const std::int32_t, 1> rows,
                ArrayView<const float, 2> values,
                ArrayView<float, 2> out) {
    checkShapes(weights, rows.count(), values, out);
    GatherJob job = gather(weights, values, out);
    job.rows = rows.data();
    forChunks(rows.count(), rowGrain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        CLEAVE_SIMD_CALL(gatherRows, job, begin, end);
    });
}

void liftRows(const BlendWeights& weights,
              ArrayView<const std::int32_t, 1> rows,
              ArrayView<const float, 2> image,
              ArrayView<float, 2> out) {
    checkShapes(weights, rows.count(), out, image);
    ScatterJob job = scatter(weights, image, out);
    job.rows = rows.data();
    CLEAVE_SIMD_CALL(scatterRows, job, 0, rows.count());
}

void liftWeights(const BlendWeights& weights, ArrayView<float, 1> out) {
    requireShape(out, {weights.primitiveCount}, "weight sums");
    const std::uint32_t* primitives = weights.primitives.data();
    const float* values = weights.weights.data();
    for (std::int64_t e = 0; e < weights.blendCount(); ++e)
        out.data()[primitives[e]] += values[e];
}

} // namespace cleave::kernels
