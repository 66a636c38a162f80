// SPDX-License-Identifier: Apache-2.0
// Stable radix sort of (depth, index) keys on all threads.
#pragma once

#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Sorts workspace.sortKeys [count] by their upper 32 bits, keeping the order of equal ones.
/// Returns where the result lies: in sortKeys or in sortScratch.
const std::uint64_t* sortByUpperHalf(RasterWorkspace& workspace, std::int64_t count);

} // namespace cleave::kernels
