// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention/attention_rows.h"
#include "kernels/dense/micro_product.h"

namespace cleave::kernels::CLEAVE_SIMD_TARGET {

namespace {

constexpr std::int64_t keysAtOnce = 128;
constexpr float log2OfE = 1.44269504f;
constexpr float lowest = -3e38f;

/// Everything of one strip of queries is kept with the queries along the lanes: sums and maxima
/// over keys need no step across lanes then, and both products have the shape of micro_product.h.
struct Scratch {
    float* keys;    ///< [keyCount, depth]
    float* values;  ///< [keyCount, valueDepth]
    float* queries; ///< [depth, strip] times scale and log2(e), so that the softmax is in powers of
                    ///< two
    float* logits;  ///< [keysAtOnce, strip]
    float* output;  ///< [valueDepth, strip]
    float* relative; ///< [2 max(height, width) - 1, strip]
    float* byRow;    ///< [height, strip] what the grid row of a key adds
    float* byColumn; ///< [width, strip]
};

Scratch layOut(const AttentionTask& task, float* memory, std::int64_t* count) {
    std::int64_t used = 0;
    const auto take = [&](std::int64_t floats) {
        float* start = memory ? memory + used : nullptr;
        used += (floats + 15) / 16 * 16;
        return start;
    };
    const std::int64_t height = task.grid.rows ? task.grid.height : 0,
                       width = task.grid.rows ? task.grid.width : 0;
    Scratch s;
    s.keys = take(task.keyCount * task.depth);
    s.values = take(task.keyCount * task.valueDepth);
    s.queries = take(task.depth * stripWidth);
    s.logits = take(keysAtOnce * stripWidth);
    s.output = take(task.valueDepth * stripWidth);
    s.relative = take(2 * (height > width ? height : width) * stripWidth);
    s.byRow = take(height * stripWidth);
    s.byColumn = take(width * stripWidth);
    *count = used;
    return s;
}

CLEAVE_PACKET std::int64_t rowOf(const AttentionHead& head, std::int64_t token) {
    return head.rows ? head.rows[token] : token;
}

void copyRows(const AttentionHead& head,
              const float* from,
              std::int64_t rowStep,
              std::int64_t rows,
              std::int64_t width,
              float* to) {
    for (std::int64_t r = 0; r < rows; ++r)
        __builtin_memcpy(to + r * width,
                         from + rowOf(head, r) * rowStep,
                         sizeof(float) * static_cast<std::size_t>(width));
}

/// Strips are laid out as wide as their vectors; `count` queries are real, the others repeat the
/// last one.
template <int Vectors>
struct StripWork {
    static constexpr std::int64_t width = Vectors * lanes;
    const AttentionTask& task;
    const AttentionHead& head;
    const Scratch& s;
    std::int64_t first, count;

    void loadQueries() const {
        const float factor = task.scale * log2OfE;
        for (std::int64_t q = 0; q < width; ++q) {
            const float* row = head.queries + rowOf(head, first + (q < count ? q : count - 1)) *
                                                  task.queries.rowStep;
            for (std::int64_t k = 0; k < task.depth; ++k)
                s.queries[k * width + q] = row[k] * factor;
        }
    }

    /// out [positions, strip] = what every key row (or column) adds for each query, from the
    /// table's product with the queries.
    void relativeTo(const float* table,
                    std::int64_t positions,
                    std::int64_t divisor,
                    std::int64_t modulus,
                    float* out) const {
        const float unscale = 1.0f / task.scale;
        forRowBlocks(2 * positions - 1, [&]<int Rows>(std::int64_t row) {
            Packet sums[Rows][Vectors];
            for (auto& rowSums : sums)
                for (Packet& sum : rowSums)
                    sum = 0.0f;
            addProduct<Rows, Vectors>(
                sums, table + row * task.depth, task.depth, 1, s.queries, width, task.depth);
            for (int r = 0; r < Rows; ++r)
                for (int v = 0; v < Vectors; ++v)
                    store(s.relative + (row + r) * width + v * lanes, sums[r][v] * unscale);
        });
        for (std::int64_t q = 0; q < width; ++q) {
            const std::int64_t query = first + (q < count ? q : count - 1);
            const std::int64_t own = query / divisor % modulus;
            for (std::int64_t p = 0; p < positions; ++p)
                out[p * width + q] = s.relative[(own - p + positions - 1) * width + q];
        }
    }

    /// What positions add for keys from `key` on, as the start of their logits.
    template <int Rows>
    CLEAVE_PACKET void startLogits(std::int64_t key, Packet (&sums)[Rows][Vectors]) const {
        if (task.grid.rows) {
            const auto gridWidth = static_cast<std::uint32_t>(task.grid.width);
            std::int64_t y = static_cast<std::uint32_t>(key) / gridWidth,
                         x = static_cast<std::uint32_t>(key) % gridWidth;
            for (int r = 0; r < Rows; ++r) {
                for (int v = 0; v < Vectors; ++v)
                    sums[r][v] = load(s.byRow + y * width + v * lanes) +
                                 load(s.byColumn + x * width + v * lanes);
                if (++x == gridWidth) {
                    x = 0;
                    ++y;
                }
            }
        } else if (head.bias) {
            const float* bias = head.bias + key * task.biasStep + first;
            for (int r = 0; r < Rows; ++r)
                for (int v = 0; v < Vectors; ++v)
                    sums[r][v] = load(bias + r * task.biasStep + v * lanes) * log2OfE;
        } else {
            for (auto& rowSums : sums)
                for (Packet& sum : rowSums)
                    sum = 0.0f;
        }
    }

    /// logits [end - begin, strip] and, folded into `largest`, their maxima.
    void computeLogits(std::int64_t begin, std::int64_t end, Packet (&largest)[Vectors]) const {
        forRowBlocks(end - begin, [&]<int Rows>(std::int64_t row) {
            Packet sums[Rows][Vectors];
            startLogits<Rows>(begin + row, sums);
            addProduct<Rows, Vectors>(sums,
                                      s.keys + (begin + row) * task.depth,
                                      task.depth,
                                      1,
                                      s.queries,
                                      width,
                                      task.depth);
            for (int r = 0; r < Rows; ++r)
                for (int v = 0; v < Vectors; ++v) {
                    largest[v] = maximum(largest[v], sums[r][v]);
                    store(s.logits + (row + r) * width + v * lanes, sums[r][v]);
                }
        });
    }

    /// logits -> powers of two below the maximum; their sums over keys are added to `total`.
    void exponentiate(std::int64_t keys,
                      const Packet (&largest)[Vectors],
                      Packet (&total)[Vectors]) const {
        for (std::int64_t key = 0; key < keys; ++key)
            for (int v = 0; v < Vectors; ++v) {
                float* at = s.logits + key * width + v * lanes;
                const Packet weight = exp2OfBounded(load(at) - largest[v]);
                total[v] += weight;
                store(at, weight);
            }
    }

    /// output = output * keep + values^T weights
    void addValues(std::int64_t begin, std::int64_t end, const Packet (&kept)[Vectors]) const {
        forRowBlocks(task.valueDepth, [&]<int Rows>(std::int64_t row) {
            Packet sums[Rows][Vectors];
            for (int r = 0; r < Rows; ++r)
                for (int v = 0; v < Vectors; ++v)
                    sums[r][v] = load(s.output + (row + r) * width + v * lanes) * kept[v];
            addProduct<Rows, Vectors>(sums,
                                      s.values + begin * task.valueDepth + row,
                                      1,
                                      task.valueDepth,
                                      s.logits,
                                      width,
                                      end - begin);
            for (int r = 0; r < Rows; ++r)
                for (int v = 0; v < Vectors; ++v)
                    store(s.output + (row + r) * width + v * lanes, sums[r][v]);
        });
    }

    void storeOutput(const Packet (&total)[Vectors]) const {
        float totals[width];
        for (int v = 0; v < Vectors; ++v)
            store(totals + v * lanes, total[v]);
        for (std::int64_t q = 0; q < count; ++q) {
            const std::int64_t token = rowOf(head, first + q);
            if (head.rows && token >= task.outputRows)
                continue;
            float* row = head.output + token * task.output.rowStep;
            const float inverse = 1.0f / totals[q];
            for (std::int64_t k = 0; k < task.valueDepth; ++k)
                row[k] = s.output[k * width + q] * inverse;
        }
    }

    void run() const {
        loadQueries();
        if (task.grid.rows) {
            relativeTo(
                task.grid.rows, task.grid.height, task.grid.width, task.grid.height, s.byRow);
            relativeTo(task.grid.columns, task.grid.width, 1, task.grid.width, s.byColumn);
        }
        Packet largest[Vectors], total[Vectors], kept[Vectors];
        for (int v = 0; v < Vectors; ++v) {
            largest[v] = lowest;
            total[v] = 0.0f;
        }
        for (std::int64_t i = 0; i < task.valueDepth * width; ++i)
            s.output[i] = 0;
        for (std::int64_t begin = 0; begin < task.keyCount; begin += keysAtOnce) {
            const std::int64_t end =
                begin + keysAtOnce < task.keyCount ? begin + keysAtOnce : task.keyCount;
            Packet before[Vectors];
            for (int v = 0; v < Vectors; ++v)
                before[v] = largest[v];
            computeLogits(begin, end, largest);
            for (int v = 0; v < Vectors; ++v) {
                kept[v] = exp2OfBounded(before[v] - largest[v]);
                total[v] *= kept[v];
            }
            exponentiate(end - begin, largest, total);
            addValues(begin, end, kept);
        }
        storeOutput(total);
    }
};

} // namespace

std::int64_t attentionScratch(const AttentionTask& task) {
    std::int64_t count = 0;
    layOut(task, nullptr, &count);
    return count;
}

void attendRows(const AttentionTask& task,
                const AttentionHead& head,
                std::int64_t begin,
                std::int64_t end,
                float* scratch) {
    std::int64_t used = 0;
    const Scratch s = layOut(task, scratch, &used);
    copyRows(head, head.keys, task.keys.rowStep, task.keyCount, task.depth, s.keys);
    copyRows(head, head.values, task.values.rowStep, task.keyCount, task.valueDepth, s.values);
    while (begin < end) {
        const std::int64_t rest = end - begin;
        if (rest > 2 * lanes) {
            const std::int64_t count = rest < 3 * lanes ? rest : 3 * lanes;
            StripWork<3>{task, head, s, begin, count}.run();
            begin += count;
        } else if (rest > lanes) {
            StripWork<2>{task, head, s, begin, rest}.run();
            begin += rest;
        } else {
            StripWork<1>{task, head, s, begin, rest}.run();
            begin += rest;
        }
    }
}

} // namespace cleave::kernels::CLEAVE_SIMD_TARGET
