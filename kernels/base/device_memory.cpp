// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/device_memory.h"

#include "kernels/base/check.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <utility>

namespace cleave::kernels {

namespace {

constexpr std::size_t cacheLine = 64;
constexpr std::size_t hugePage = std::size_t{2} << 20;

std::size_t roundUp(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

} // namespace

DeviceMemory::DeviceMemory(Device device, std::size_t bytes) : bytes_(bytes), device_(device) {
    if (device != Device::Cpu)
        throw BrokenPromise("device memory: this build has no CUDA schedules");
    if (bytes == 0)
        return;
    const bool big = bytes >= 2 * hugePage;
    const std::size_t unit = big ? hugePage : cacheLine;
    data_ = std::aligned_alloc(unit, roundUp(bytes, unit));
    if (!data_)
        throw std::bad_alloc();
    if (big)
        ::madvise(data_, roundUp(bytes, unit), MADV_HUGEPAGE);
    std::memset(data_, 0, bytes);
}

DeviceMemory::DeviceMemory(DeviceMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr))
    , bytes_(std::exchange(other.bytes_, 0))
    , device_(other.device_) {}

DeviceMemory& DeviceMemory::operator=(DeviceMemory&& other) noexcept {
    if (this != &other) {
        release();
        data_ = std::exchange(other.data_, nullptr);
        bytes_ = std::exchange(other.bytes_, 0);
        device_ = other.device_;
    }
    return *this;
}

DeviceMemory::~DeviceMemory() {
    release();
}

DeviceMemory DeviceMemory::clone() const {
    DeviceMemory copy(device_, bytes_);
    if (bytes_ > 0)
        std::memcpy(copy.data_, data_, bytes_);
    return copy;
}

void DeviceMemory::release() noexcept {
    std::free(data_);
    data_ = nullptr;
}

} // namespace cleave::kernels
