// SPDX-License-Identifier: Apache-2.0
// Progress on standard error: a bar that redraws itself on a terminal, else a line every few
// seconds.
#pragma once

#include "core/base/progress.h"

#include <chrono>
#include <string>

namespace cleave::cli {

class ProgressLine {
public:
    explicit ProgressLine(bool enabled);

    void show(const ProgressReport& report);
    /// Removes the bar, so that the next output starts on a clean line.
    void clear();

private:
    bool enabled_;
    bool isTerminal_;
    bool hasBar_ = false;
    std::string lastPhase_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point last_;
};

} // namespace cleave::cli
