// SPDX-License-Identifier: Apache-2.0
// What encode.cpp hands to the SIMD loops of encode_simd.cpp: samples of one level.
#pragma once

#include "kernels/base/simd_target.h"
#include "kernels/hashgrid/encode.h"

#include <cstdint>

namespace cleave::kernels {

struct EncodeRows {
    HashLevel level;
    const float* positions[3]; ///< of all samples
    std::int64_t begin, end;   ///< samples
    const float* table;        ///< of the level (forward)
    float* encoded;            ///< [samples, 2] (forward)
    const float* gradient;     ///< [samples, 2] (backward)
    float* tableGradient;      ///< of the level (backward)
};

CLEAVE_SIMD_DECLARE(void encodeRows(const EncodeRows& rows);
                    void encodeRowsBackward(const EncodeRows& rows))

} // namespace cleave::kernels
