// SPDX-License-Identifier: Apache-2.0
#include "core/base/process_memory.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace cleave {

namespace {

/// A line such as "VmHWM:  123 kB" of /proc/self/status, in bytes.
std::int64_t statusBytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.rfind(key + ":", 0) == 0)
            return std::stoll(line.substr(key.size() + 1)) * 1024;
    return 0;
}

} // namespace

std::int64_t residentMemory() {
    return statusBytes("VmRSS");
}

PeakMemory::PeakMemory() {
    // Linux sets the peak back to what is in use now; where that is refused, an earlier peak stays
    // in the figure.
    std::ofstream("/proc/self/clear_refs") << "5";
    before_ = residentMemory();
}

std::int64_t PeakMemory::bytes() const {
    return std::max<std::int64_t>(0, statusBytes("VmHWM") - before_);
}

} // namespace cleave
