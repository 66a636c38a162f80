// SPDX-License-Identifier: Apache-2.0
// What attention.cpp hands to the SIMD loops of attention_simd.cpp: one head and a range of its
// queries.
#pragma once

#include "kernels/attention/attention.h"
#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

struct AttentionHead {
    const float* queries;
    const float* keys;
    const float* values;
    float* output;
    const float* bias;
    const std::int32_t* rows; ///< of the batch's tokens, or null
};

/// Floats of scratch that attendRows needs.
CLEAVE_SIMD_DECLARE(std::int64_t attentionScratch(const AttentionTask& task))
/// Queries [begin, end) of one head.
CLEAVE_SIMD_DECLARE(void attendRows(const AttentionTask& task,
                                    const AttentionHead& head,
                                    std::int64_t begin,
                                    std::int64_t end,
                                    float* scratch))

} // namespace cleave::kernels
