// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cleave::kernels {

/// While one lives, loops (parallel_for.h) that its thread starts run on that thread alone. For
/// chunks of an outer loop that keep much in memory: a thread that waits inside one would begin
/// another.
class SerialLoops {
public:
    SerialLoops();
    ~SerialLoops();
    SerialLoops(const SerialLoops&) = delete;
    SerialLoops& operator=(const SerialLoops&) = delete;
};

} // namespace cleave::kernels
