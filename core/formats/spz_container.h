// SPDX-License-Identifier: Apache-2.0
// How the bytes of a .spz are packed: a gzip stream in versions 1 to 3, a Zstandard stream per
// quantity in version 4. Unpacked they are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace cleave {

inline constexpr std::uint32_t spzMagic = 0x5053474e; ///< "NGSP"

struct SpzHeader {
    std::uint32_t magic = 0;
    std::uint32_t version = 0;
    std::uint32_t count = 0;
    std::uint8_t shDegree = 0;
    std::uint8_t fractionBits = 0;
    std::uint8_t flags = 0;
    std::uint8_t streams = 0; ///< version 4 alone
};

static_assert(sizeof(SpzHeader) == 16);

struct SpzContents {
    SpzHeader header;
    /// Positions, opacities, colours, scales, rotations, harmonics of all gaussians, one after the
    /// other; less than that where the file holds less.
    std::vector<std::uint8_t> body;
};

/// Of one gaussian, in bytes.
std::size_t spzPositionBytes(const SpzHeader& header);
std::size_t spzRotationBytes(const SpzHeader& header);
std::size_t spzGaussianBytes(const SpzHeader& header);

/// Throws Error naming `path` for what is no .spz, has another version, or a header or table that
/// cannot be.
SpzContents unpackSpz(std::span<const std::byte> file, const std::filesystem::path& path);

} // namespace cleave
