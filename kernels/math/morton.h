// SPDX-License-Identifier: Apache-2.0
// Places along the Z-order curve: near in the code, mostly near in space.
#pragma once

#include "kernels/base/device.h"

#include <cstdint>

namespace cleave::kernels {

/// The lowest 21 bits of value, two zero bits after each.
CLEAVE_HD inline std::uint64_t spreadBits(std::uint64_t value) {
    value &= 0x1fffff;
    value = (value | value << 32) & 0x001f00000000ffffu;
    value = (value | value << 16) & 0x001f0000ff0000ffu;
    value = (value | value << 8) & 0x100f00f00f00f00fu;
    value = (value | value << 4) & 0x10c30c30c30c30c3u;
    return (value | value << 2) & 0x1249249249249249u;
}

/// Interleaves cells of up to 21 bits each.
CLEAVE_HD inline std::uint64_t mortonCode(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
    return spreadBits(x) | spreadBits(y) << 1 | spreadBits(z) << 2;
}

} // namespace cleave::kernels
