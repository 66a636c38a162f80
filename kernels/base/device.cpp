// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/device.h"

#include <fstream>
#include <thread>

namespace cleave::kernels {

namespace {

CpuFeatures detectCpu() {
    CpuFeatures features;
    features.cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
#if defined(__x86_64__)
    __builtin_cpu_init();
    features.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    features.avx512 = features.avx2 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw");
#endif
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) != 0)
            continue;
        const std::size_t colon = line.find(':');
        if (colon != std::string::npos)
            features.model = line.substr(colon + 2);
        break;
    }
    return features;
}

} // namespace

const char* deviceName(Device device) {
    return device == Device::Cuda ? "cuda" : "cpu";
}

const CpuFeatures& cpuFeatures() {
    static const CpuFeatures features = detectCpu();
    return features;
}

} // namespace cleave::kernels
