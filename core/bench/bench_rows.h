// SPDX-License-Identifier: Apache-2.0
// Collects the rows of a benchmark: from a time and the work done to rates and the share of the
// limits.
#pragma once

#include "core/bench/kernel_cases.h"

#include <string>

namespace cleave {

class BenchRows {
public:
    BenchRows(BenchReport& report, Progress& progress) : report_(report), progress_(progress) {}

    /// operations, bytes: of one run; items: what one run works on, for the time per item (0: not
    /// told). Measures how fast `bytes` can be read at all, so call it right after the timing.
    void add(const std::string& kernel,
             const std::string& size,
             double milliseconds,
             double operations,
             double bytes,
             double items);

private:
    BenchReport& report_;
    Progress& progress_;
};

} // namespace cleave
