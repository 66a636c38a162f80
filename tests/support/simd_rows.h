// SPDX-License-Identifier: Apache-2.0
// Test rows per instruction set, and random input for kernels.
#pragma once

#include "kernels/base/array.h"
#include "kernels/base/simd_target.h"

#include <QTest>

#include <random>

namespace cleave::tests {

/// Column "target" with every instruction set; those the machine lacks run as the next lower one.
inline void addSimdTargets() {
    QTest::addColumn<int>("target");
    QTest::newRow("baseline") << int(kernels::SimdTarget::Baseline);
    QTest::newRow("avx2") << int(kernels::SimdTarget::Avx2);
    QTest::newRow("avx512") << int(kernels::SimdTarget::Avx512);
}

inline kernels::Array<float, 2>
normalRows(std::int64_t count, std::int64_t width, unsigned seed, float deviation = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, deviation);
    kernels::Array<float, 2> rows(count, width);
    for (float& value : rows)
        value = normal(random);
    return rows;
}

} // namespace cleave::tests
