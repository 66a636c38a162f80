// SPDX-License-Identifier: Apache-2.0
#include "core/base/memory_use.h"

#include <fstream>
#include <sstream>
#include <string>

namespace cleave {

namespace {

std::int64_t statusBytes(const std::string& key) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind(key, 0) != 0) continue;
        std::istringstream stream(line.substr(key.size()));
        std::int64_t kibibytes = 0;
        stream >> kibibytes;
        return kibibytes * 1024;
    }
    return 0;
}

} // namespace

std::int64_t peakMemory() {
    return statusBytes("VmHWM:");
}

std::int64_t residentMemory() {
    return statusBytes("VmRSS:");
}

} // namespace cleave
