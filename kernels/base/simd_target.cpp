// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/simd_target.h"

#include <atomic>
#include <cstdlib>
#include <string_view>

namespace cleave::kernels {

namespace {

SimdTarget best() {
    return cpuFeatures().avx512 ? SimdTarget::Avx512
           : cpuFeatures().avx2 ? SimdTarget::Avx2
                                : SimdTarget::Baseline;
}

SimdTarget initial() {
    const char* wish = std::getenv("CLEAVE_SIMD");
    const std::string_view name = wish ? wish : "";
    const SimdTarget limit = best();
    if (name == "baseline")
        return SimdTarget::Baseline;
    if (name == "avx2" && limit >= SimdTarget::Avx2)
        return SimdTarget::Avx2;
    return limit;
}

std::atomic<SimdTarget>& current() {
    static std::atomic<SimdTarget> target{initial()};
    return target;
}

} // namespace

SimdTarget simdTarget() {
    return current().load(std::memory_order_relaxed);
}

void setSimdTarget(SimdTarget target) {
    if (target <= best())
        current().store(target, std::memory_order_relaxed);
}

const char* simdTargetName(SimdTarget target) {
    switch (target) {
    case SimdTarget::Baseline:
        return "baseline";
    case SimdTarget::Avx2:
        return "avx2";
    case SimdTarget::Avx512:
        return "avx512";
    }
    return "";
}

} // namespace cleave::kernels
