// SPDX-License-Identifier: Apache-2.0
// Loops over all cores, on the one thread pool that the whole program shares (oneTBB: sleeping, not
// spinning). Chunks are fixed by count and grain alone, never by the number of threads, so a sum
// that keeps one partial per chunk and adds them in order gives the same bits on any machine.
#pragma once

#include "kernels/base/device.h"

#include <cstdint>
#include <memory>
#include <type_traits>

namespace cleave::kernels {

/// 0 = all cores. Takes effect for loops that start afterwards.
void setThreadCount(int count);
int threadCount();

/// Number of chunks that forChunks makes.
inline std::int64_t chunkCount(std::int64_t count, std::int64_t grain) {
    return count <= 0 ? 0 : (count + grain - 1) / grain;
}

namespace detail {

using ChunkFunction = void (*)(void* context,
                               std::int64_t begin,
                               std::int64_t end,
                               std::int64_t chunk);
void runChunks(std::int64_t count, std::int64_t grain, ChunkFunction function, void* context);

} // namespace detail

/// Calls body(begin, end, chunkIndex) for consecutive chunks of `grain` items (the last may be
/// shorter), concurrently. An exception of one chunk is rethrown after the others ended.
template <class Body>
void forChunks(std::int64_t count, std::int64_t grain, Body&& body) {
    using Plain = std::remove_reference_t<Body>;
    detail::runChunks(
        count,
        grain,
        [](void* context, std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            (*static_cast<Plain*>(context))(begin, end, chunk);
        },
        const_cast<void*>(static_cast<const void*>(std::addressof(body))));
}

/// Calls body(i) for every i in [0, count), concurrently. For Device::Cuda the definition is in
/// parallel_for.cuh and each functor is instantiated in a .cu file.
template <Device D, class Body>

requires(D == Device::Cpu) void parallelFor(std::int64_t count,
                                            const Body& body,
                                            std::int64_t grain = 4096) {
    forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i)
            body(i);
    });
}

} // namespace cleave::kernels
