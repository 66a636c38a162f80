// SPDX-License-Identifier: Apache-2.0
// What `cleave bench` times: each kernel on a synthetic input of stated size, with the work it
// does, beside the measured limits.
#pragma once

#include "core/base/progress.h"
#include "core/bench/machine_limits.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cleave {

enum class BenchSuite : int { Raster, Features, Similarity, Grid, Files, Networks, All };

struct BenchRow {
    std::string kernel;
    std::string size; ///< what it ran on, in words
    std::string device = "cpu";
    double milliseconds = 0; ///< best of several
    double operations = 0;   ///< floating point operations of one run; 0 where memory alone counts
    double bytes = 0;        ///< read at least once in one run; writing goes on beside it
    double gflops = 0;
    double gbytesPerSecond = 0;
    /// The larger share of two limits, multiply-adds and reading so many bytes: 1 is as fast as the
    /// machine can.
    double fractionOfLimit = 0;
    double nanosecondsPerItem = 0; ///< per blend, gaussian or primitive, as `size` says
};

struct BenchReport {
    MachineLimits limits;
    std::string lanes; ///< baseline | avx2 | avx512
    std::string pages; ///< page size of big arrays
    std::string blas;
    std::vector<BenchRow> rows;
};

/// small: seconds; full: the sizes of the published figures, about a minute.
BenchReport runBench(BenchSuite suite, bool full, Progress& progress);

} // namespace cleave
