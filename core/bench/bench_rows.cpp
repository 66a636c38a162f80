// SPDX-License-Identifier: Apache-2.0
#include "core/bench/bench_rows.h"

#include <algorithm>

namespace cleave {

void BenchRows::add(const std::string& kernel,
                    const std::string& size,
                    double milliseconds,
                    double operations,
                    double bytes,
                    double items) {
    BenchRow row;
    row.kernel = kernel;
    row.size = size;
    row.milliseconds = milliseconds;
    row.operations = operations;
    row.bytes = bytes;
    row.gflops = operations / milliseconds * 1e-6;
    row.gbytesPerSecond = bytes / milliseconds * 1e-6;
    const double reading = readSpeed(bytes);
    row.fractionOfLimit =
        std::max(row.gflops / report_.limits.gflops, row.gbytesPerSecond / reading);
    row.nanosecondsPerItem = items > 0 ? milliseconds * 1e6 / items : 0;
    report_.rows.push_back(row);
    progress_.check();
}

} // namespace cleave
