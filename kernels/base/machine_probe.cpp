// SPDX-License-Identifier: Apache-2.0
#include "kernels/base/machine_probe.h"

#include "kernels/base/simd_target.h"

namespace cleave::kernels {

CLEAVE_SIMD_DECLARE(std::int64_t multiplyAddRounds(std::int64_t rounds, float* result))
CLEAVE_SIMD_DECLARE(float readAll(const float* values, std::int64_t count))

std::int64_t spinMultiplyAdd(std::int64_t rounds) {
    float result = 0;
    const std::int64_t operations = CLEAVE_SIMD_CALL(multiplyAddRounds, rounds, &result);
    // A value that cannot occur keeps the loop from being dropped.
    return result == 12345.678f ? 0 : operations;
}

float sumElements(ArrayView<const float, 1> values) {
    return CLEAVE_SIMD_CALL(readAll, values.data(), values.count());
}

} // namespace cleave::kernels
