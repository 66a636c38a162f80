// SPDX-License-Identifier: Apache-2.0
// From "the arrays' device" to the schedule of that device.
#pragma once

#include "kernels/base/array_view.h"

namespace cleave::kernels {

/// The device that all arrays share; arrays on different devices are a broken promise.
template <class First, class... Rest>
Device deviceOf(const First& first, const Rest&... rest) {
    const Device device = first.device();
    if (((rest.device() != device) || ...))
        throw BrokenPromise("arrays of one call lie on different devices");
    return device;
}

/// Throws where the arrays lie on a device that this build has no schedule for.
inline void requireCpu(Device device, const char* kernel) {
    if (device != Device::Cpu)
        throw BrokenPromise(std::string(kernel) + ": no schedule for this device in this build");
}

} // namespace cleave::kernels
