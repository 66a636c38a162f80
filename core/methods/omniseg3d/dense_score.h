// SPDX-License-Identifier: Apache-2.0
// The score of OmniSeg3D's evaluation (section 7 of the method): a whole mask's pixels as prompts,
// instead of a click.
#pragma once

#include "kernels/base/array_view.h"

namespace cleave {

/// Pixels with their unit length features and where they lie.
struct DensePrompt {
    kernels::ArrayView<const float, 2> features;  ///< [M, D]
    kernels::ArrayView<const float, 2> positions; ///< [M, 3] scene units
};

/// score[i] = S+ - 0.15 S-: S+ the 0.95 quantile (linear between ranks) over the positives, S- the
/// largest over the negatives, of (f . q + 1) exp(-positionWeight |x - x_q|), the falloff outside
/// the bracket. No positive or negative: that term is 0. features [N, D] unit length; positions [N,
/// 3]; score out [N] in [-0.3, 2]. The published weight is 500000 / sqrt(the object's view area in
/// mm^2).
void denseScore(kernels::ArrayView<const float, 2> features,
                kernels::ArrayView<const float, 2> positions,
                const DensePrompt& positives,
                const DensePrompt& negatives,
                float positionWeight,
                kernels::ArrayView<float, 1> score);

} // namespace cleave
