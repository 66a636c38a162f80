// SPDX-License-Identifier: Apache-2.0
// The networks' time, with random weights at their published sizes.
#pragma once

#include "core/bench/bench_rows.h"

namespace cleave {

/// Products and attention of their usual shapes; `full`: also the encoders of SAM ViT-B and
/// MobileSAM on a photo and SAM's mask decoder on a prompt. Checkpoints are written to the system's
/// temporary folder and removed again.
void benchNetworks(BenchRows& bench, bool full, Progress& progress);

} // namespace cleave
