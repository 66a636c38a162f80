// SPDX-License-Identifier: Apache-2.0
// Sparse times dense rows, over the channels' lanes: what blend_weights.cpp hands to the SIMD
// schedules.
#pragma once

#include "kernels/base/simd_target.h"

namespace cleave::kernels {

/// out[place(i)] = (or +=) sum over entries e of row(i) of weights[e] * values[indices[e]].
struct GatherJob {
    const std::int64_t* starts; ///< entries of row r are [starts[r], starts[r + 1])
    const std::int32_t* rows;   ///< row(i), or null: i itself
    const std::int32_t* places; ///< place(i), or null: i itself
    const std::uint32_t* indices;
    const float* weights;
    const float* values; ///< [., channels]
    float* out;          ///< [., channels]
    std::int64_t channels;
    bool add;
};

/// out[indices[e]] += weights[e] * image[i] over entries e of row(i).
struct ScatterJob {
    const std::int64_t* starts;
    const std::int32_t* rows;
    const std::uint32_t* indices;
    const float* weights;
    const float* image;
    float* out;
    std::int64_t channels;
};

CLEAVE_SIMD_DECLARE(void gatherRows(const GatherJob& job, std::int64_t begin, std::int64_t end))
CLEAVE_SIMD_DECLARE(void scatterRows(const ScatterJob& job, std::int64_t begin, std::int64_t end))

} // namespace cleave::kernels
