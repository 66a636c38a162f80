// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/parallel_for.h"

#include "kernels/base/serial_loops.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace cleave::kernels {

namespace {

std::mutex controlMutex;
std::unique_ptr<tbb::global_control> control;
int requestedThreads = 0;
thread_local int serialDepth = 0;

} // namespace

void setThreadCount(int count) {
    const std::lock_guard lock(controlMutex);
    requestedThreads = std::max(0, count);
    control.reset();
    if (requestedThreads > 0)
        control =
            std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(requestedThreads));
}

int threadCount() {
    const std::lock_guard lock(controlMutex);
    return requestedThreads > 0 ? requestedThreads : cpuFeatures().cores;
}

SerialLoops::SerialLoops() {
    ++serialDepth;
}

SerialLoops::~SerialLoops() {
    --serialDepth;
}

void detail::runChunks(std::int64_t count,
                       std::int64_t grain,
                       ChunkFunction function,
                       void* context) {
    const std::int64_t chunks = chunkCount(count, grain);
    const auto runOne = [&](std::int64_t chunk) {
        const std::int64_t begin = chunk * grain;
        function(context, begin, std::min(count, begin + grain), chunk);
    };
    if (chunks == 1 || serialDepth > 0) {
        for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
            runOne(chunk);
        return;
    }
    tbb::parallel_for(std::int64_t{0}, chunks, runOne);
}

} // namespace cleave::kernels
