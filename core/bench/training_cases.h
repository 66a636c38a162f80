// SPDX-License-Identifier: Apache-2.0
// What one training step does beside rasterising: the photometric loss and Adam.
#pragma once

#include "core/bench/bench_rows.h"

#include <cstdint>

namespace cleave {

void benchLoss(BenchRows& rows, int width, int height);
/// count gaussians of degree 3.
void benchAdam(BenchRows& rows, std::int64_t count);

} // namespace cleave
