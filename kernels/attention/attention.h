// SPDX-License-Identifier: Apache-2.0
// Softmax attention of many heads without ever holding a matrix of all queries by all keys: a few
// dozen queries walk over the keys in blocks, with a running maximum and sum (M. Milakov, N.
// Gimelshein, Online normalizer calculation for softmax, 2018). What positions add to the logits is
// made inside, so that it costs no memory either.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// The rows of one role of all heads: head h of batch b begins at data + b * batchStep + h *
/// headStep, and its rows are rowStep apart. Steps in floats.
template <class T>
struct HeadRows {
    T* data = nullptr;
    std::int64_t batchStep = 0, headStep = 0, rowStep = 0;
};

/// Decomposed relative positions of tokens on a grid, row-major (MViTv2, CVPR 2022, section 4.1;
/// Segment Anything).
struct GridPositions {
    const float* rows =
        nullptr; ///< [2 height - 1, depth]: for query row y and key row y' row y - y' + height - 1
    const float* columns = nullptr; ///< [2 width - 1, depth], likewise
    std::int64_t height = 0, width = 0;
};

struct AttentionTask {
    HeadRows<const float> queries, keys, values;
    HeadRows<float> output; ///< may not overlap the others
    /// [batches, keyCount] which row each token of a batch is (the batch steps do not count then),
    /// or null: batch after batch. From row outputRows on (padding) no output is written.
    const std::int32_t* tokenRows = nullptr;
    std::int64_t outputRows = 0;
    std::int64_t batches = 1, heads = 1;
    std::int64_t queryCount = 0, keyCount = 0;
    std::int64_t depth = 0;      ///< of queries and keys
    std::int64_t valueDepth = 0; ///< of values and output
    float scale = 1;             ///< of query . key
    GridPositions grid =
        {}; ///< added: query . row + query . column, unscaled; then both counts are height * width
    /// Added: bias[h * keyCount * biasStep + key * biasStep + query], or null. Rows are readable to
    /// a multiple of 16 queries.
    const float* bias = nullptr;
    std::int64_t biasStep = 0;
};

/// output = softmax over keys (scale * query . key + what positions add) values, for each head of
/// each batch.
void attend(const AttentionTask& task);

} // namespace cleave::kernels
