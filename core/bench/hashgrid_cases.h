// SPDX-License-Identifier: Apache-2.0
// The kernels of hash-grid fields on samples as along rays.
#pragma once

#include "core/bench/bench_rows.h"

namespace cleave {

/// Encode, networks, march and update, forward and backward, and all of a training step together:
/// tables of 2^19 entries, lines of 32 samples.
void benchHashgrid(BenchRows& rows, std::int64_t samples);

} // namespace cleave
