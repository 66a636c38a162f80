// SPDX-License-Identifier: Apache-2.0
// Where an array's memory lives. The device is a property of the data: no call takes a device.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#if defined(__CUDACC__)
#define CLEAVE_HD __host__ __device__
#else
#define CLEAVE_HD
#endif

namespace cleave::kernels {

enum class Device : std::uint8_t { Cpu, Cuda };

/// True in builds with the CUDA schedules; whether a GPU answers is another question.
#if defined(CLEAVE_HAS_CUDA)
inline constexpr bool builtWithCuda = true;
#else
inline constexpr bool builtWithCuda = false;
#endif

/// "cpu" or "cuda".
const char* deviceName(Device device);

/// What the processor offers to the kernels.
struct CpuFeatures {
    std::string model;
    bool avx2 = false;
    bool avx512 = false;
    int cores = 1;
};

const CpuFeatures& cpuFeatures();

} // namespace cleave::kernels
