// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cleave {

/// Largest resident size of this process so far, bytes.
std::int64_t peakMemory();
/// Resident size now, bytes.
std::int64_t residentMemory();

} // namespace cleave
