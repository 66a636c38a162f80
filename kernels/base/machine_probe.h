// SPDX-License-Identifier: Apache-2.0
// Loops that do nothing but arithmetic or nothing but reading: the measured limits beside which a
// kernel's figures stand.
#pragma once

#include "kernels/base/array_view.h"

#include <cstdint>

namespace cleave::kernels {

/// Runs `rounds` rounds of independent fused multiply-adds on one thread; returns the number of
/// floating point operations done.
std::int64_t spinMultiplyAdd(std::int64_t rounds);

/// Reads every element once, on one thread; returns a sum so that the reading cannot be left out.
float sumElements(ArrayView<const float, 1> values);

} // namespace cleave::kernels
