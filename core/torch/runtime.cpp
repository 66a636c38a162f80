// SPDX-License-Identifier: Apache-2.0
#include "core/torch/runtime.h"

#include "kernels/base/device.h"

#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <filesystem>

namespace cleave {

void setTorchThreads(int count) {
    at::set_num_threads(count > 0 ? count : kernels::cpuFeatures().cores);
}

TorchInfo torchInfo() {
    TorchInfo info;
    info.version = TORCH_VERSION;
    info.hasMkldnn = at::globalContext().hasMKLDNN();
    info.threads = at::get_num_threads();
    // The BLAS is chosen by the system's alternatives when the program starts: ask the loader who
    // answers.
    Dl_info symbol{};
    void* sgemm = ::dlsym(RTLD_DEFAULT, "sgemm_");
    if (sgemm && ::dladdr(sgemm, &symbol) && symbol.dli_fname) {
        std::error_code code;
        const std::filesystem::path file = std::filesystem::canonical(symbol.dli_fname, code);
        // Debian's alternatives are all called libblas.so.3: the folder tells them apart.
        const std::filesystem::path known = code ? std::filesystem::path(symbol.dli_fname) : file;
        info.blas = (known.parent_path().filename() / known.filename()).string();
    }
    return info;
}

double torchProductSpeed(int rows, int inner, int columns, int repeats) {
    const c10::InferenceMode inference;
    const at::Tensor a = at::rand({rows, inner}), b = at::rand({inner, columns});
    double best = 1e30;
    for (int i = 0; i <= repeats; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const at::Tensor product = at::mm(a, b);
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        if (i > 0)
            best = std::min(best, seconds); // the first one starts threads and touches pages
    }
    return 2.0 * rows * inner * columns / best * 1e-9;
}

} // namespace cleave
