// SPDX-License-Identifier: Apache-2.0
// A block of zeroed memory on one device, freed with its owner.
#pragma once

#include "kernels/base/device.h"

#include <cstddef>

namespace cleave::kernels {

class DeviceMemory {
public:
    DeviceMemory() = default;
    /// Throws std::bad_alloc when there is not enough memory, BrokenPromise for a device not built
    /// in.
    DeviceMemory(Device device, std::size_t bytes);
    DeviceMemory(DeviceMemory&& other) noexcept;
    DeviceMemory& operator=(DeviceMemory&& other) noexcept;
    DeviceMemory(const DeviceMemory&) = delete;
    DeviceMemory& operator=(const DeviceMemory&) = delete;
    ~DeviceMemory();

    void* data() { return data_; }

    const void* data() const { return data_; }

    std::size_t bytes() const { return bytes_; }

    Device device() const { return device_; }

    DeviceMemory clone() const;

private:
    void release() noexcept;

    void* data_ = nullptr;
    std::size_t bytes_ = 0;
    Device device_ = Device::Cpu;
};

} // namespace cleave::kernels
