// SPDX-License-Identifier: Apache-2.0
// Per instruction set; private to hdbscan.cpp.
#pragma once

#include "kernels/base/simd_target.h"

#include <cstdint>

namespace cleave::kernels {

/// Points are kept in blocks: [N / 16, D, 16], what is beyond N far away.
inline constexpr std::int64_t pointBlock = 16;

/// One step of Prim's algorithm: `point` has joined the tree.
struct ReachJob {
    const float* blocks;
    std::int64_t dimensions;
    const float* point; ///< [D]
    float pointCore;    ///< squared
    std::int32_t pointId;
    const float* cores; ///< [N] squared
    float* best;        ///< [N] squared reachability from the tree
    std::int32_t* from; ///< [N] the point of the tree that it is reached from
};

struct Nearest {
    float squared;
    std::int64_t place;
};

CLEAVE_SIMD_DECLARE(
    /// out [end - begin] squared distances of whole blocks of points to one.
    void squaredDistances(const float* blocks,
                          std::int64_t dimensions,
                          const float* point,
                          std::int64_t begin,
                          std::int64_t end,
                          float* out);
    /// Updates points begin ... end - 1, whole blocks, and finds the first of the nearest.
    Nearest reach(const ReachJob& job, std::int64_t begin, std::int64_t end))

} // namespace cleave::kernels
