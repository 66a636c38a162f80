// SPDX-License-Identifier: Apache-2.0
// What frozen geometry saves in feature training, how long a click takes among many primitives, and
// taking a whole scene apart.
#pragma once

#include "core/bench/bench_rows.h"

#include <cstdint>

namespace cleave {

/// One iteration of OmniSeg3D's training, with the blend weights of the sampled pixels known, and
/// with feature images rendered and back-propagated as a whole: same pixels, same loss.
void benchFeatureTraining(BenchRows& rows, std::int64_t count, int width, int height);
/// From a click to the new selection, and from a moved slider to it, with 16 channels and some
/// hundred groups that masks agree on.
void benchClick(BenchRows& rows, std::int64_t count);
/// HDBSCAN over features into a segment tree.
void benchTree(BenchRows& rows, std::int64_t count);

} // namespace cleave
