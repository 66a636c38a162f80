// SPDX-License-Identifier: Apache-2.0
// How much memory a job took, as the system counts it.
#pragma once

#include <cstdint>

namespace cleave {

/// Bytes of memory in use by this process; 0 where the system does not tell.
std::int64_t residentMemory();

/// The process's peak since construction, beyond what was in use then.
class PeakMemory {
public:
    PeakMemory();
    std::int64_t bytes() const;

private:
    std::int64_t before_ = 0;
};

} // namespace cleave
