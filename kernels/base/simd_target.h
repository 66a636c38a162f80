// SPDX-License-Identifier: Apache-2.0
// Run-time choice between instruction sets. A *_simd.cpp file is compiled once per target with that
// target's flags and defines its functions in `namespace cleave::kernels::CLEAVE_SIMD_TARGET`. Such
// a file uses no inline function or template of another library: the linker keeps one copy of
// those, and it might be the one with instructions that the processor lacks.
#pragma once

#include "kernels/base/device.h"

namespace cleave::kernels {

enum class SimdTarget : std::uint8_t { Baseline, Avx2, Avx512 };

/// The best target of this processor, or a lesser one set by setSimdTarget or by
/// CLEAVE_SIMD=baseline|avx2|avx512.
SimdTarget simdTarget();
/// For tests and benchmarks; targets that the processor lacks are ignored.
void setSimdTarget(SimdTarget target);
const char* simdTargetName(SimdTarget target);

/// Declares one function in the three target namespaces.
#define CLEAVE_SIMD_DECLARE(...)                                                                   \
    namespace baseline {                                                                           \
    __VA_ARGS__;                                                                                   \
    }                                                                                              \
    namespace avx2 {                                                                               \
    __VA_ARGS__;                                                                                   \
    }                                                                                              \
    namespace avx512 {                                                                             \
    __VA_ARGS__;                                                                                   \
    }

/// Calls the function of the current target: CLEAVE_SIMD_CALL(name, arguments...).
#if defined(__x86_64__)
#define CLEAVE_SIMD_CALL(name, ...)                                                                \
    (::cleave::kernels::simdTarget() == ::cleave::kernels::SimdTarget::Avx512                      \
         ? ::cleave::kernels::avx512::name(__VA_ARGS__)                                            \
     : ::cleave::kernels::simdTarget() == ::cleave::kernels::SimdTarget::Avx2                      \
         ? ::cleave::kernels::avx2::name(__VA_ARGS__)                                              \
         : ::cleave::kernels::baseline::name(__VA_ARGS__))
#endif

} // namespace cleave::kernels
