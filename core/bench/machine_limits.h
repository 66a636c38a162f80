// SPDX-License-Identifier: Apache-2.0
// What this machine can do at most, measured in the same run as the kernels that are compared with
// it.
#pragma once

namespace cleave {

struct MachineLimits {
    double gflops = 0;          ///< fp32 multiply-adds, all threads in use
    double gbytesPerSecond = 0; ///< reading memory beyond all caches once, all threads in use
    int threads = 1;
};

/// About a second.
MachineLimits measureMachineLimits();

/// GB/s at which an array of so many bytes is read over and over, all threads in use: a kernel
/// that works on less than the caches hold is not bound by memory, but by this. Above the size of
/// the array of measureMachineLimits it is memory again. Some 150 ms: the kernels' best of
/// many needs a limit of as many.
double readSpeed(double bytes);

} // namespace cleave
