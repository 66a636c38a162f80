// SPDX-License-Identifier: Apache-2.0
// What a click costs that nothing was lifted for: the first answer, and the one of all views.
#pragma once

#include "core/bench/bench_rows.h"

#include <cstdint>

namespace cleave {

void benchSa3d(BenchRows& rows, std::int64_t count, int viewCount, int width, int height);

} // namespace cleave
