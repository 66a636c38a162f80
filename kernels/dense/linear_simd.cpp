// SPDX-License-Identifier: Apache-2.0
#include "kernels/dense/linear_rows.h"
#include "kernels/dense/micro_product.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr std::int64_t stepsAtOnce = 160; ///< of the inner dimension: a strip of weights of that
                                          ///< length stays in the first cache level

template <int Vectors>
struct Strip {
    const float* bias;    ///< [Vectors * lanes]
    const float* weights; ///< [depth, Vectors * lanes]
    std::int64_t depth;
    bool isFirst, isLast; ///< part of the inner dimension
};

/// One block: out [Rows, Vectors * lanes] with rows outRow apart, added likewise or null.
template <int Rows, int Vectors>
CLEAVE_PACKET void multiplyBlock(const Strip<Vectors>& strip,
                                 const float* a,
                                 std::int64_t aRow,
                                 const float* added,
                                 float* out,
                                 std::int64_t outRow,
                                 Activation activation) {
    Packet sums[Rows][Vectors];
    for (int r = 0; r < Rows; ++r)
        for (int v = 0; v < Vectors; ++v) {
            if (!strip.isFirst)
                sums[r][v] = load(out + r * outRow + v * lanes);
            else {
                sums[r][v] = load(strip.bias + v * lanes);
                if (added)
                    sums[r][v] += load(added + r * outRow + v * lanes);
            }
        }
    addProduct<Rows, Vectors>(sums, a, aRow, 1, strip.weights, Vectors * lanes, strip.depth);
    if (strip.isLast && activation == Activation::Relu) {
        for (int r = 0; r < Rows; ++r)
            for (int v = 0; v < Vectors; ++v)
                sums[r][v] = maximum(sums[r][v], 0.0f);
    } else if (strip.isLast && activation == Activation::Gelu) {
        for (int r = 0; r < Rows; ++r)
            for (int v = 0; v < Vectors; ++v)
                sums[r][v] = gelu(sums[r][v]);
    }
    for (int r = 0; r < Rows; ++r)
        for (int v = 0; v < Vectors; ++v)
            store(out + r * outRow + v * lanes, sums[r][v]);
}

/// The same where the strip reaches past the last column: through a copy.
template <int Rows, int Vectors>
void multiplyBorder(const Strip<Vectors>& strip,
                    const float* a,
                    std::int64_t aRow,
                    const float* added,
                    float* out,
                    std::int64_t outRow,
                    std::int64_t columns,
                    Activation activation) {
    constexpr std::int64_t width = Vectors * lanes;
    float block[Rows * width] = {}, addedBlock[Rows * width] = {};
    for (int r = 0; r < Rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c) {
            if (!strip.isFirst)
                block[r * width + c] = out[r * outRow + c];
            else if (added)
                addedBlock[r * width + c] = added[r * outRow + c];
        }
    multiplyBlock<Rows, Vectors>(
        strip, a, aRow, added ? addedBlock : nullptr, block, width, activation);
    for (int r = 0; r < Rows; ++r)
        for (std::int64_t c = 0; c < columns; ++c)
            out[r * outRow + c] = block[r * width + c];
}

template <int Vectors>
void multiplyStrip(const LinearTask& task,
                   const Strip<Vectors>& strip,
                   std::int64_t begin,
                   std::int64_t end,
                   std::int64_t column,
                   std::int64_t step) {
    const std::int64_t columns = task.outputs - column;
    forRowBlocks(end - begin, [&]<int Rows>(std::int64_t block) {
        const std::int64_t row = begin + block;
        const float* a = task.input + row * task.inputs + step;
        float* out = task.output + row * task.outputs + column;
        const float* added = task.added ? task.added + row * task.outputs + column : nullptr;
        if (columns >= Vectors * lanes)
            multiplyBlock<Rows, Vectors>(
                strip, a, task.inputs, added, out, task.outputs, task.activation);
        else
            multiplyBorder<Rows, Vectors>(
                strip, a, task.inputs, added, out, task.outputs, columns, task.activation);
    });
}

template <int Vectors>
void multiplyPart(const LinearTask& task,
                  std::int64_t begin,
                  std::int64_t end,
                  std::int64_t column,
                  std::int64_t step) {
    const float* packed = task.packed + column * (task.inputs + 1);
    Strip<Vectors> strip;
    strip.bias = packed;
    strip.weights = packed + (step + 1) * Vectors * lanes;
    strip.isFirst = step == 0;
    strip.isLast = step + stepsAtOnce >= task.inputs;
    strip.depth = strip.isLast ? task.inputs - step : stepsAtOnce;
    multiplyStrip<Vectors>(task, strip, begin, end, column, step);
}

} // namespace

std::int64_t packedColumns(std::int64_t outputs) {
    return (outputs + lanes - 1) / lanes * lanes;
}

/// Strip by strip: the bias, then for every input its weights of the strip's columns.
void packColumns(const float* weights,
                 const float* bias,
                 std::int64_t outputs,
                 std::int64_t inputs,
                 float* packed) {
    const std::int64_t columns = packedColumns(outputs);
    for (std::int64_t column = 0; column < columns; column += stripWidth) {
        const std::int64_t width = columns - column < stripWidth ? columns - column : stripWidth;
        float* strip = packed + column * (inputs + 1);
        for (std::int64_t c = 0; c < width; ++c) {
            const bool inside = column + c < outputs;
            const float* from = weights + (column + c) * inputs;
            strip[c] = inside && bias ? bias[column + c] : 0.0f;
            for (std::int64_t k = 0; k < inputs; ++k)
                strip[(k + 1) * width + c] = inside ? from[k] : 0.0f;
        }
    }
}

void linearRows(const LinearTask& task, std::int64_t begin, std::int64_t end) {
    const std::int64_t columns = packedColumns(task.outputs);
    for (std::int64_t step = 0; step < task.inputs; step += stepsAtOnce)
        for (std::int64_t column = 0; column < columns; column += stripWidth) {
            const std::int64_t vectors = (columns - column) / lanes;
            if (vectors >= 3)
                multiplyPart<3>(task, begin, end, column, step);
            else if (vectors == 2)
                multiplyPart<2>(task, begin, end, column, step);
            else
                multiplyPart<1>(task, begin, end, column, step);
        }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
