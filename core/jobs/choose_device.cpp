// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/choose_device.h"

#include "core/base/error.h"
#include "core/torch/runtime.h"
#include "kernels/base/parallel_for.h"

namespace cleave {

kernels::Device chooseDevice(const std::string& name) {
    if (name == "auto" || name == "cpu")
        return kernels::Device::Cpu;
    if (name == "cuda")
        throw Error(
            ErrorKind::Unsupported,
            text(CLEAVE_TR("Device", "this build has no CUDA kernels; use --device cpu or auto")));
    throw badInput(CLEAVE_TR("Device", "\"%1\" is no device, expected auto, cpu or cuda"), name);
}

void chooseThreads(int count) {
    kernels::setThreadCount(count);
    setTorchThreads(count); // LibTorch starts with one
}

} // namespace cleave
