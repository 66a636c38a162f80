// SPDX-License-Identifier: Apache-2.0
// How LibTorch is set up in this process: it starts with one thread and with whatever BLAS is
// installed.
#pragma once

#include <string>

namespace cleave {

/// All cores (0) or a given number for LibTorch's own loops and products. Call once at program
/// start.
void setTorchThreads(int count);

struct TorchInfo {
    std::string version;
    std::string blas;       ///< folder and name of the library that answers BLAS calls, e.g.
                            ///< openblas-pthread/libblas.so.3
    bool hasMkldnn = false; ///< oneDNN
    int threads = 1;
};

TorchInfo torchInfo();

/// GFLOP/s of one fp32 product [rows, inner] x [inner, columns], best of `repeats`, for `cleave
/// bench`.
double torchProductSpeed(int rows, int inner, int columns, int repeats);

} // namespace cleave
