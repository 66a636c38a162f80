// SPDX-License-Identifier: Apache-2.0
// A fast 64-bit fingerprint of bytes, to recognise a photo that moved. No cryptographic strength.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace cleave {

/// FNV-1a over four interleaved lanes of 8-byte words, lanes and length mixed at the end. Part of
/// the project file: it must not change.
std::uint64_t contentHash(std::span<const std::byte> bytes);

/// Of a whole file. Throws Error(Missing | Permission).
std::uint64_t hashFile(const std::filesystem::path& path);

} // namespace cleave
