// SPDX-License-Identifier: Apache-2.0
// What this machine can do at most, measured in the same run as the kernels that are compared with
// it.
#pragma once

namespace cleave {

struct MachineLimits {
    double gflops = 0;          ///< fp32 multiply-adds, all threads in use
    double gbytesPerSecond = 0; ///< reading memory once, all threads in use
    int threads = 1;
};

/// About half a second.
MachineLimits measureMachineLimits();

} // namespace cleave
