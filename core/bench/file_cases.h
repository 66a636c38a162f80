// SPDX-License-Identifier: Apache-2.0
// What lies between a field and files: reading a splat, meshing a distance volume.
#pragma once

#include "core/bench/bench_rows.h"

#include <cstdint>

namespace cleave {

/// Writes a .ply of `count` gaussians of degree 3 into the system's temporary folder, reads it
/// (from the page cache) and removes it. Throws Error when it cannot be written.
void benchPlyReading(BenchRows& rows, std::int64_t count);
/// A volume of resolution^3 voxels around a knot of tubes.
void benchMeshing(BenchRows& rows, int resolution);

} // namespace cleave
