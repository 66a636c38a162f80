// SPDX-License-Identifier: Apache-2.0
// Adam (Kingma & Ba 2015) on planes of parameters, for a range of items at a time: so that the
// gradients of a range are used while they are in the cache that they were computed in.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

struct AdamStep {
    float beta1 = 0.9f;
    float beta2 = 0.999f;
    float epsilon = 1e-15f; ///< gradients of a pixel mean are small; 1e-8 would not be
    std::int64_t step = 1;  ///< counted from 1, for the bias correction
};

/// Columns [begin, end) of the first rates.size(0) planes: first = b1 first + (1 - b1) g, second =
/// b2 second + (1 - b2) g^2, parameter -= rate * corrected first / (sqrt(corrected second) +
/// epsilon). A gradient of exactly 0 with moments of 0 changes nothing. parameters, first, second
/// [P, S]; gradients [P, >= end - begin], column 0 belongs to `begin`; rates [<= P]. Nothing is
/// read or written beyond column `end` rounded up to 16, which must exist. Calls on disjoint ranges
/// may run concurrently.
void adamRange(const AdamStep& step,
               ArrayView<const float, 1> rates,
               std::int64_t begin,
               std::int64_t end,
               ArrayView<const float, 2> gradients,
               ArrayView<float, 2> parameters,
               ArrayView<float, 2> first,
               ArrayView<float, 2> second);

/// For one plane of parameters whose gradient is mostly 0, on the calling thread: where it is
/// exactly 0 nothing changes, moments neither; everywhere else as adamRange, and the gradient is
/// cleared. All [N], N a multiple of 16.
void adamSparse(const AdamStep& step,
                float rate,
                ArrayView<float, 1> gradients,
                ArrayView<float, 1> parameters,
                ArrayView<float, 1> first,
                ArrayView<float, 1> second);

} // namespace cleave::kernels
